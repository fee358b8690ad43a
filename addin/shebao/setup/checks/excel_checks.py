"""Whether there is an Excel that finds and loads exactly the add-in that was built, once."""

import hashlib
import re
from pathlib import PurePath, PurePosixPath

from shebao.setup import windows_excel
from shebao.setup.checks.findings import REPAIR, Fault, FaultCode, Weight, repairable
from shebao.setup.desktop import Desktop, ExcelDesktop
from shebao.setup.host import System
from shebao.setup.places import ADDIN_NAME

_MAC_EXCEL = "Applications/Microsoft Excel.app"


def find_no_excel(desktop: Desktop) -> Fault | None:
    """Excel is installed."""
    host = desktop.host
    if host.system is System.WINDOWS:
        is_there = windows_excel.is_installed(host)
    elif host.system is System.MACOS:
        home = PurePosixPath(host.environment.get("HOME", "/"))
        is_there = any(host.is_folder(root / _MAC_EXCEL) for root in (PurePosixPath("/"), home))
    else:
        is_there = False
    if is_there:
        return None
    if host.system is System.LINUX:
        weight = Weight.WARNING
        mend = "请在装有 Excel 的 Windows 或 macOS 电脑上使用功能区；在本机请使用命令行。"
    else:
        weight = Weight.ERROR
        mend = "请安装 Excel 2016 或更高版本（Microsoft 365 亦可）并至少启动一次。"
    return Fault(FaultCode.EXCEL_MISSING, "本机没有找到 Excel。", mend, weight=weight)


def find_not_installable(desktop: Desktop) -> Fault | None:
    """The system is one whose Excel loads add-ins."""
    if desktop.host.system is not System.LINUX:
        return None
    return Fault(
        FaultCode.ADDIN_NOT_INSTALLABLE,
        "加载项不能安装在本系统上：它只在 Windows 和 macOS 的 Excel 中运行。",
        "在本机请用命令行处理工作簿：shebao run 命令 --book 文件。",
        weight=Weight.WARNING,
    )


def find_disabled(desktop: ExcelDesktop) -> Fault | None:
    """Excel did not put the add-in on its list of disabled items."""
    if not windows_excel.disabled_entries(desktop.host):
        return None
    return repairable(
        FaultCode.ADDIN_DISABLED,
        "Excel 已把社保费加载项列入“禁用项目”（通常因 Excel 曾在它加载时异常退出），不会再加载它。",
        "也可在 Excel 的“文件 → 选项 → 加载项 → 管理：禁用项目”中启用。",
    )


def find_second_opening(desktop: ExcelDesktop) -> Fault | None:
    """No setting of Excel loads the add-in a second time from elsewhere."""
    entries = windows_excel.opening_entries(desktop.host)
    if not entries:
        return None
    return repairable(
        FaultCode.ADDIN_DUPLICATE,
        "Excel 的加载项列表中另勾选了一份社保费加载项，会与启动文件夹中的同时加载，"
        "按钮会出现两次。",
        "也可在 Excel 的“文件 → 选项 → 加载项 → 转到”中取消勾选。",
    )


_COPY = re.compile(r"shebao.*\.xlam?", re.IGNORECASE)


def find_missing_or_stale(desktop: ExcelDesktop) -> Fault | None:
    """The installed add-in is byte for byte the one of this version."""
    path, built = desktop.places.addin, desktop.kit.addin
    content = desktop.host.read_file(path)
    if content is None:
        return Fault(
            FaultCode.ADDIN_MISSING,
            f"Excel 的启动文件夹（{path.parent}）中没有加载项 {ADDIN_NAME}，"
            "功能区不会出现“社保费”。",
            REPAIR if built else _cannot_build(),
            is_repairable=built is not None,
        )
    if built is None:
        return Fault(
            FaultCode.ADDIN_NOT_COMPARED,
            "无法核对已安装的加载项是否为本版本：本机不能生成用于核对的加载项。",
            _cannot_build(),
            weight=Weight.NOTE,
        )
    if _digest(content) == _digest(built):
        return None
    return repairable(
        FaultCode.ADDIN_STALE,
        f"已安装的加载项与本版本不一致（SHA-256 前 12 位：已安装 {_digest(content)[:12]}，"
        f"本版本 {_digest(built)[:12]}），可能是旧版本或已损坏。",
    )


def find_mark(desktop: ExcelDesktop) -> Fault | None:
    """The add-in bears no mark of the web, under which Excel blocks its macros."""
    if not desktop.host.is_marked(desktop.places.addin):
        return None
    return repairable(FaultCode.ADDIN_MARKED, "加载项带有“来自网络”的标记，Excel 会阻止其中的宏。")


def find_duplicate(desktop: ExcelDesktop) -> Fault | None:
    """No second copy lies where Excel loads everything."""
    copies = duplicates(desktop)
    if not copies:
        return None
    return repairable(
        FaultCode.ADDIN_DUPLICATE,
        f"另有 {len(copies)} 份社保费加载项会被 Excel 同时加载，按钮会出现两次或执行旧版本："
        f"{'；'.join(str(copy) for copy in copies)}。",
        f"多余的副本会移到数据文件夹 {desktop.home / REMOVED_FOLDER}，不会删除。"
        "无权移动的请管理员删除。",
    )


REMOVED_FOLDER = "removed-addins"


def duplicates(desktop: ExcelDesktop) -> list[PurePath]:
    """Return every copy that Excel would load beside the add-in."""
    return [
        folder / name
        for folder in desktop.places.startup_folders
        for name in desktop.host.names_in(folder)
        if _COPY.fullmatch(name) and folder / name != desktop.places.addin
    ]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _cannot_build() -> str:
    return "请安装生成加载项所需的组件，或在能生成的电脑上运行 shebao build-addin，然后重新执行。"
