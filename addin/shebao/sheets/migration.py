"""A workbook of an older version brought up to date where it lies.

Sheets that came later are made from their declarations; columns and labelled cells that came later
are added by each sheet itself (``later_parts``). What the user keeps beside ours stays. A sheet
looks as the template's; what no engine can add is left out: frozen rows, folded ones, lists beside
which more may be typed.
"""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.domain.errors import FileRefusedError
from shebao.sheets.cells import text_of
from shebao.sheets.declared.catalogue import SHEETS, SHEETS_OF
from shebao.sheets.declared.columns import NUMBER_FORMATS
from shebao.sheets.declared.head import HAND_ROW
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.state_words import LOOKS, WORDS
from shebao.sheets.later_parts import (
    DARK_BLUE,
    GREY,
    fill_parameter,
    head_columns,
    name_cell,
    repeat_headers,
)
from shebao.sheets.print_area import print_until
from shebao.sheets.writing import writing
from workbook_file.parts.addresses import column_letters

if TYPE_CHECKING:
    import xlwings as xw


LAST_ROW = 1_048_576


def make_sheet(book: xw.Book, spec: AnySheet, after: xw.Sheet, title: str) -> xw.Sheet:
    """Make the sheet behind another one, put away unless a new workbook shows it.

    Raises SheetError when the workbook takes no sheet.
    """
    front = book.sheets.active
    with writing(str(book.name)):
        sheet = book.sheets.add(title, after=after)
        sheet.show_gridlines = False
        head_columns(sheet, spec.header_row, 1, spec.columns)  # first: it formats whole columns
        heading, note = sheet.range((1, 1)), sheet.range((2, 1))
        heading.raw_value, note.raw_value = spec.title, spec.purpose
        heading.font.bold, heading.font.size, heading.font.color = True, 14, DARK_BLUE
        note.font.color = GREY
        name_cell(book, title, spec.note_anchor, 2, 1)
        for parameter in spec.parameters:
            place = spec.head.cells[parameter.field]
            fill_parameter(sheet, place.row, place.column, parameter, has_room=False)
            name_cell(book, title, spec.parameter_anchor(parameter), place.row, place.column)
        _write_sums(sheet, spec)
        _offer_choices(sheet, spec)
        name_cell(book, title, spec.anchor, spec.header_row, 1)
        _colour(sheet, spec)
        repeat_headers(sheet, spec.header_row)
        print_until(sheet, spec, spec.header_row + 1, len(spec.columns))
        front.activate()
        sheet.visible = spec.at_start
    return sheet


def _write_sums(sheet: xw.Sheet, spec: AnySheet) -> None:
    if not spec.sums:
        return
    fields = [column.field for column in spec.columns]
    label = sheet.range((HAND_ROW, spec.sum_label_column + 1))
    label.raw_value = "合计"
    label.horizontal_alignment = "right"
    label.font.bold = True
    first = spec.header_row + 1
    for field in spec.sums:
        at = fields.index(field) + 1
        letters = column_letters(at)
        cell = sheet.range((HAND_ROW, at))
        cell.number_format = NUMBER_FORMATS[spec.column(field).kind]
        cell.formula = f"=SUBTOTAL(109,{letters}{first}:{letters}{LAST_ROW})"
        cell.font.bold = True


def _offer_choices(sheet: xw.Sheet, spec: AnySheet) -> None:
    for parameter in spec.parameters:
        if parameter.choices:
            place = spec.head.cells[parameter.field]
            cell = sheet.range((place.row, place.column))
            cell.data_validation.set_list(list(parameter.choices))


def _colour(sheet: xw.Sheet, spec: AnySheet) -> None:
    first = spec.header_row + 1
    for at, column in enumerate(spec.columns, start=1):
        for word, look in WORDS.get(column.field, {}).items():
            cell = f"${column_letters(at)}{first}"
            cells = sheet.range((first, at), (LAST_ROW, at))
            cells.conditional_formats.add_custom(
                f'=LEFT({cell},{len(word)})="{word}"', font_color=LOOKS[look]
            )


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
