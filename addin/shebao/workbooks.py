"""Workbook files without Excel, with the engine's refusals in the user's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.domain.errors import FileRefusedError
from shebao.sheets.file_refusals import REFUSALS, refusal
from workbook_file.errors import Reason, WorkbookError

if TYPE_CHECKING:
    import xlwings as xw


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
    from workbook_file.parts.saving import check_can_save, remove_leftovers

    remove_leftovers(path.parent)
    try:
        if path.exists() and not path.is_file():
            what = Reason.FOLDER if path.is_dir() else Reason.NOT_A_WORKBOOK
            raise FileRefusedError(path, *REFUSALS[what])
        book = open_book(path)
        # A submission must not be on its way when it turns out that its receipt has no place.
        check_can_save(path)
    except WorkbookError as error:
        raise refusal(error, path) from error
    except OSError as error:  # a name too long, a loop of links
        raise FileRefusedError(path, "无法打开", "请检查路径和文件名。") from error
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
