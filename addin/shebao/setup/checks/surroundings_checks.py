"""Whether printing and the keeping of secrets have what they need on this computer."""

import re
from pathlib import Path

from shebao.printing.browser import BROWSERS
from shebao.setup.checks.findings import Fault, FaultCode, Weight
from shebao.setup.desktop import Desktop
from shebao.setup.host import Keyring, System
from shebao.wiring import STORE_FILE

KEY_FILE = "store.key"
_KEY = re.compile(rb"[0-9A-Fa-f]{64}")
_MEND_KEY = "请放回原来的密钥；没有原来的密钥就无法读取已有的本地数据。"


def find_no_wkhtmltopdf(desktop: Desktop) -> Fault | None:
    """The program that makes PDF files is installed, or a browser that takes its place."""
    if desktop.host.find_program("wkhtmltopdf") is not None:
        return None
    names = ("msedge",) if desktop.host.system is System.WINDOWS else BROWSERS
    browser = next((each for each in map(desktop.host.find_program, names) if each), None)
    if browser is not None:
        return Fault(
            FaultCode.PRINTED_BY_BROWSER,
            f"没有安装 wkhtmltopdf，打印改用本机的浏览器 {browser.name}，页面相同，每次多用几秒。",
            "无需处理。",
            weight=Weight.NOTE,
        )
    how = {
        System.WINDOWS: "运行 wkhtmltopdf 官方安装包",
        System.MACOS: "运行 wkhtmltopdf 官方安装包（.pkg）",
        System.LINUX: "apt install wkhtmltopdf",
    }[desktop.host.system]
    return Fault(
        FaultCode.WKHTMLTOPDF_MISSING,
        "没有安装 wkhtmltopdf，不能打印完税证明等 PDF 文件；其他功能不受影响。",
        f"请安装 wkhtmltopdf 0.12.6（{how}）。",
        weight=Weight.WARNING,
    )


def find_no_chinese_font(desktop: Desktop) -> Fault | None:
    """There is a font for Chinese, or nobody can tell."""
    if desktop.host.has_chinese_font() is not False:
        return None
    how = {
        System.WINDOWS: "在“设置 → 应用 → 可选功能”中添加“中文(简体)补充字体”",
        System.MACOS: "在“字体册”中启用苹方",
        System.LINUX: "apt install fonts-noto-cjk",
    }[desktop.host.system]
    return Fault(
        FaultCode.CJK_FONT_MISSING,
        "本机没有中文字体，打印出的汉字会成为空白方框，因此不能打印；其他功能不受影响。",
        f"请安装中文字体（{how}）。",
        weight=Weight.WARNING,
    )


def find_no_tk(desktop: Desktop) -> Fault | None:
    """This Python can open the windows that ask for a password or an amount."""
    if desktop.host.has_tk():
        return None
    how = {
        System.WINDOWS: "重新运行 Python 安装程序并选择“tcl/tk and IDLE”",
        System.MACOS: "从 python.org 安装 Python，或 brew install python-tk",
        System.LINUX: "apt install python3-tk",
    }[desktop.host.system]
    return Fault(
        FaultCode.TK_MISSING,
        "本机的 Python 没有 Tcl/Tk，在 Excel 中不能弹出密码和金额确认窗口，因此不能缴费；"
        "命令行不受影响。",
        f"请安装 Tcl/Tk（{how}）。",
        weight=Weight.WARNING,
    )


def find_no_keyring(desktop: Desktop) -> Fault | None:
    """The system has a keyring that answers."""
    state = desktop.host.keyring()
    if state is Keyring.ABSENT:
        return Fault(
            FaultCode.KEYRING_ABSENT,
            "本系统没有可用的系统钥匙串，申报密码不能保存，每次都要另行提供；"
            "本地数据的密钥只能存放在文件中。",
            "桌面系统请启用系统钥匙串（Linux：安装并登录 gnome-keyring 或 KWallet）；"
            "服务器请设置环境变量 SHEBAO_PASSWORD 和 SHEBAO_KEY_FILE。",
            weight=Weight.WARNING,
        )
    if state is Keyring.SILENT:
        return Fault(
            FaultCode.KEYRING_SILENT,
            "系统钥匙串没有应答（可能已锁定），取不到申报密码和本地数据的密钥。",
            "请解锁系统钥匙串（重新登录系统）后重试。",
        )
    return None


def find_store_key(desktop: Desktop) -> Fault | None:
    """The key of the store is in the keyring, or will be put there; looked for as the vault does.

    Raises OSError when a key file cannot be read.
    """
    named = desktop.host.environment.get("SHEBAO_KEY_FILE")
    path = Path(named) if named else desktop.settings.home / KEY_FILE
    content = desktop.host.read_file(path)
    if content is not None:
        return _in_file(path, content, is_named=bool(named))
    if not desktop.host.is_file(desktop.settings.home / STORE_FILE):
        return None  # nothing is encrypted yet
    state = desktop.host.keyring()
    if not named and state in (Keyring.HOLDS_STORE_KEY, Keyring.SILENT):
        return None  # a silent keyring has its own finding
    where = f"环境变量 SHEBAO_KEY_FILE 指定的文件 {path}" if named else "系统钥匙串和数据文件夹"
    return Fault(
        FaultCode.STORE_KEY_MISSING,
        f"本地数据已加密，但{where}中没有它的密钥，本地数据无法打开。数据未作改动。",
        _MEND_KEY,
    )


def find_unusable_store(desktop: Desktop) -> Fault | None:
    """The store opens, and every page of it can be read; without its key that is another fault."""
    why = desktop.host.store_fault()
    if not why:
        return None
    return Fault(
        FaultCode.STORE_UNUSABLE,
        why,
        "恢复请在“备份恢复”中选择最近的备份点击“恢复数据”，或运行 shebao restore 备份文件。",
    )


def _in_file(path: Path, content: bytes, *, is_named: bool) -> Fault:
    if _KEY.fullmatch(content.strip()) is None:
        return Fault(
            FaultCode.STORE_KEY_UNREADABLE,
            f"密钥文件 {path} 的内容不是 64 位十六进制字符，本地数据无法打开。数据未作改动。",
            _MEND_KEY,
        )
    if is_named:
        return Fault(
            FaultCode.STORE_KEY_IN_NAMED_FILE,
            f"本地数据的密钥存放在环境变量 SHEBAO_KEY_FILE 指定的文件 {path} 中。",
            "无需处理。请妥善备份该文件，并与本地数据分开存放。",
            weight=Weight.NOTE,
        )
    return Fault(
        FaultCode.STORE_KEY_BESIDE_DATA,
        f"本地数据的密钥与数据存放在同一文件夹（{path}）：复制该文件夹的人可以读取全部数据。",
        "请限制该文件夹的访问权限，或用环境变量 SHEBAO_KEY_FILE 把密钥文件改放到别处。",
        weight=Weight.WARNING,
    )
