"""Whether Excel finds exactly the add-in that was built, once."""

import hashlib
import re
from pathlib import PurePath

from shebao.setup.checks.findings import REPAIR, Fault, FaultCode, Weight, repairable
from shebao.setup.desktop import ExcelDesktop
from shebao.setup.places import ADDIN_NAME

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
