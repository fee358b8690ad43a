"""What the engine over files refuses, in the user's words."""

from pathlib import Path

from shebao.domain.errors import FileRefusedError
from workbook_file.errors import Reason, WorkbookError

REFUSALS: dict[Reason, tuple[str, str]] = {
    Reason.MISSING: ("不存在", "请检查路径和文件名。"),
    Reason.EMPTY: ("是空文件（0 字节）", "请换用完好的文件，或用 shebao new 新建工作簿。"),
    Reason.NOT_A_WORKBOOK: ("不是 Excel 工作簿（.xlsx）", "请选择 .xlsx 文件。"),
    Reason.FOLDER: ("是文件夹，不是文件", "请写出其中工作簿的文件名（.xlsx）。"),
    Reason.DAMAGED: ("已损坏，无法读取", "请用 Excel 打开并修复，或换用备份。"),
    Reason.ENCRYPTED: ("设有打开密码，无法读取", "请在 Excel 中取消打开密码后重试。"),
    Reason.OLD_FORMAT: ("是旧格式（.xls）", "请在 Excel 中另存为 .xlsx 后重试。"),
    Reason.BINARY: ("是二进制工作簿（.xlsb）", "请在 Excel 中另存为 .xlsx 后重试。"),
    Reason.OPEN_DOCUMENT: (
        "是 OpenDocument 表格（.ods）",
        "请在 WPS 或 LibreOffice 中另存为 .xlsx 后重试。",
    ),
    Reason.TOO_LARGE: ("过大，超出可处理的范围", "请删除无关的工作表或内容后重试。"),
    Reason.IN_USE: ("正被其他程序打开", "请先关闭它（Excel、WPS）再重试。"),
    Reason.READ_ONLY: ("不能写入（只读或没有权限）", "请取消只读，或另存到有权限的文件夹。"),
    Reason.DISK_FULL: (
        "无法保存：磁盘已满",
        "请清理磁盘后重新执行；已提交的申报会自动找回，不会重复。",
    ),
    Reason.UNSUPPORTED: ("含有无法原样保留的内容", "请移除该内容，或在 Excel 中用功能区操作。"),
    Reason.PROTECTED: ("有受保护的工作表", "请在“审阅”中撤销工作表保护后重试。"),
    Reason.CHANGED: ("在处理期间被其他程序改动", "请重新执行；已提交的申报会自动找回，不会重复。"),
}

# What cannot be kept as it is, by the engine's own words for it.
KEPT_NOWHERE = {
    "digital signature": "数字签名",
    "shared workbook revisions": "共享工作簿的修订记录",
    "strict Open XML": "严格 Open XML 格式，请另存为普通 .xlsx",
}


def refusal(error: WorkbookError, path: Path) -> FileRefusedError:
    """Return our error for the engine's; the file on disk is unchanged in every case."""
    why, next_step = REFUSALS[error.reason]
    if kept := KEPT_NOWHERE.get(error.detail):
        why = f"{why}（{kept}）"
    return FileRefusedError(path, why, next_step)
