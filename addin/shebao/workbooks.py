"""Workbook files without Excel, with the engine's refusals in the user's words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.domain.errors import FileRefusedError
from workbook_file.errors import Reason, WorkbookError

if TYPE_CHECKING:
    import xlwings as xw

REFUSALS: dict[Reason, tuple[str, str]] = {
    Reason.MISSING: ("不存在", "请检查路径和文件名。"),
    Reason.EMPTY: ("是空文件（0 字节）", "请换用完好的文件，或用 shebao new 新建工作簿。"),
    Reason.NOT_A_WORKBOOK: ("不是 Excel 工作簿（.xlsx）", "请选择 .xlsx 文件。"),
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


@contextmanager
def opened(path: Path) -> Iterator[xw.Book]:
    """Open a workbook file for a while; whatever the engine refuses inside is in our words.

    Raises FileRefusedError with one sentence for each thing that can be wrong with the file.
    """
    try:
        book = open_workbook(path)
        try:
            yield book
        finally:
            book.close()
    except WorkbookError as error:
        raise refusal(error, path) from error


def open_workbook(path: Path) -> xw.Book:
    """Open a workbook file that can be written back.

    Raises FileRefusedError; WorkbookError may come later from a sheet that is read then.
    """
    from workbook_file import open_book
    from workbook_file.parts.saving import remove_leftovers

    remove_leftovers(path.parent)
    try:
        if path.exists() and not path.is_file():
            raise FileRefusedError(path, *REFUSALS[Reason.NOT_A_WORKBOOK])
        book = open_book(path)
    except WorkbookError as error:
        raise refusal(error, path) from error
    except OSError as error:  # a name too long, a loop of links
        raise FileRefusedError(path, "无法打开", "请检查路径和文件名。") from error
    # A submission must not be on its way when it turns out that its receipt has no place.
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise FileRefusedError(path, *REFUSALS[Reason.READ_ONLY])
    return book


def save_workbook(book: xw.Book, path: Path, done: str) -> None:
    """Save in place, whole or not at all; ``done`` says what was done before.

    Raises FileRefusedError; the file is then what it was, what was submitted stays submitted.
    """
    try:
        book.save()
    except WorkbookError as error:
        refused = refusal(error, path)
        refused.what = (
            f"{refused.what}注意：本次操作已经执行（{done}），只是没有写入工作簿；"
            "处理后重新执行同一操作，结果会自动找回，不会重复。"
        )
        raise refused from error
