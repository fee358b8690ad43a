"""Whether there is an Excel, and whether it is allowed to load the add-in."""

from pathlib import PurePosixPath

from shebao.setup import windows_excel
from shebao.setup.checks.findings import Fault, FaultCode, Weight, repairable
from shebao.setup.desktop import Desktop, ExcelDesktop
from shebao.setup.host import System

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
