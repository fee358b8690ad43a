"""A workbook of an older version brought up to date where it lies.

Sheets that came later are made; columns and labelled cells that came later are added by each
sheet itself (``later_parts``). What the user keeps beside ours stays.
"""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.domain.errors import FileRefusedError
from shebao.sheets.cells import text_of
from shebao.sheets.declared.catalogue import SHEETS, SHEETS_OF
from shebao.sheets.later_sheets import make_sheet
from shebao.sheets.writing import writing

if TYPE_CHECKING:
    import xlwings as xw

FORMAT_VERSION = "2"
VERSION_NAME = "sb_version"


def is_older(book: xw.Book) -> bool:
    """Whether the workbook is one of ours, made by an older version."""
    if VERSION_NAME not in book.names:
        return False
    version = text_of(book.names[VERSION_NAME].refers_to_range.raw_value)
    return version.isdecimal() and int(version) < int(FORMAT_VERSION)


def bring_up_to_date(book: xw.Book) -> list[str]:
    """Make the sheets that the workbook does not know yet; return their titles.

    A sheet whose defined name is there but leads nowhere was deleted by the user, and stays so.

    Raises SheetError when the workbook takes no sheet.
    """
    made = []
    known = {name.name for name in book.names}
    before = book.sheets[0]
    sheets = next((kind for kind in SHEETS_OF.values() if kind[0].anchor in known), SHEETS)
    for spec in sheets:
        if spec.anchor in known:
            found = _sheet_of(book, spec.anchor)
            before = found or before
            continue
        before = make_sheet(book, spec, before, _free_title(book, spec.title))
        made.append(str(before.name))
    with writing(str(book.name)):
        book.names[VERSION_NAME].refers_to_range.raw_value = FORMAT_VERSION
    return made


def _sheet_of(book: xw.Book, name: str) -> xw.Sheet | None:
    try:
        return book.names[name].refers_to_range.sheet
    except Exception:  # noqa: BLE001 - each engine has its own error for a name that leads nowhere
        return None


def _free_title(book: xw.Book, title: str) -> str:
    taken = {str(sheet.name) for sheet in book.sheets}
    titles = (title if number == 1 else f"{title} {number}" for number in count(1))
    return next(each for each in titles if each not in taken)


def keep_copy(path: Path) -> Path:
    """Keep the workbook file as it is beside itself, before it is migrated; return where.

    A copy of the same bytes that is there already will do.

    Raises FileRefusedError when it cannot be kept; nothing was changed then.
    """
    try:
        content = path.read_bytes()
        for number in count(1):
            more = "" if number == 1 else f" {number}"
            copy = path.with_name(f"{path.stem}（升级前{more}）{path.suffix}")
            if not copy.exists():
                shutil.copy2(path, copy)
                return copy
            if copy.read_bytes() == content:
                return copy
    except OSError as error:
        raise FileRefusedError(
            path,
            "由旧版本建立，升级前要在旁边保留一份副本，而副本无法写入",
            "请检查文件夹的权限和磁盘空间后重试。",
        ) from error
    raise AssertionError("numbers do not end")
