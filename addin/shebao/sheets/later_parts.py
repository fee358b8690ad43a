"""Columns and labelled cells that came after a workbook was made, added to its sheets.

A part whose declaration says ``since`` may be missing: the workbook is of an older version. Any
other missing part was deleted or renamed, and guessing which would be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shebao.sheets.cells import grid
from shebao.sheets.declared.columns import NUMBER_FORMATS, Column, Kind, Parameter
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.writing import writing
from workbook_file.parts.addresses import column_letters

if TYPE_CHECKING:
    import xlwings as xw

LEAST_VALUE_COLUMN = 3
DARK_BLUE, BROWN, PALE, GREY, WHITE = (
    (31, 78, 121),
    (191, 143, 0),
    (255, 249, 229),
    (127, 127, 127),
    (255, 255, 255),
)


def add_columns(sheet: xw.Sheet, header_row: int, columns: Sequence[Column]) -> None:
    """Head the first free columns right of the table with these; all other cells stay.

    Raises SheetError when the sheet cannot be written.
    """
    first = free_column(sheet, header_row, len(columns))
    with writing(str(sheet.name)):
        head_columns(sheet, header_row, first, columns)


def head_columns(sheet: xw.Sheet, header_row: int, first: int, columns: Sequence[Column]) -> None:
    """Give neighbouring columns their headers, formats and widths."""
    for at, column in enumerate(columns, start=first):
        whole = sheet.range(f"{column_letters(at)}:{column_letters(at)}")
        # Before the text: a cell that is no text would take "2026-01" for a day.
        whole.number_format = NUMBER_FORMATS[column.kind]
        whole.column_width = column.width
        if column.wraps:
            whole.wrap_text = True
        if column.is_hidden:
            whole.columns.hidden = True
        head = sheet.range((header_row, at))
        head.raw_value = column.header
        dress_heads(head, is_input=column.is_input)


def add_parameters(book: xw.Book, spec: AnySheet) -> None:
    """Write label, default and hint of each labelled cell that is missing above the header.

    The blank row there is taken, or a new one.

    Raises SheetError when the sheet cannot be written.
    """
    for parameter in spec.parameters:
        name = spec.parameter_anchor(parameter)
        if not parameter.since or name in book.names or spec.anchor not in book.names:
            continue
        header = book.names[spec.anchor].refers_to_range
        sheet, at, row = header.sheet, _value_column(book, spec), int(header.row) - 1
        title = str(sheet.name)
        with writing(title):
            taken = sheet.range((row, at - 1), (row, at + 1)).raw_value
            if any(cell not in (None, "") for cell in grid(taken, 1)[0]):
                row += 1
                sheet.range(f"{row}:{row}").insert("down")
            fill_parameter(sheet, row, at, parameter)
            name_cell(book, title, name, row, at)


def name_cell(book: xw.Book, title: str, name: str, row: int, column: int) -> None:
    """Let a name of the workbook lead to a cell of the sheet with this title."""
    quoted = title.replace("'", "''")
    book.names.add(name, f"='{quoted}'!${column_letters(column)}${row}")


def _value_column(book: xw.Book, spec: AnySheet) -> int:
    """Return where the sheet has the first of its labelled cells; older sheets have all there."""
    names = [spec.parameter_anchor(parameter) for parameter in spec.parameters]
    known = next((name for name in names if name in book.names), "")
    return int(book.names[known].refers_to_range.column) if known else LEAST_VALUE_COLUMN


def fill_parameter(
    sheet: xw.Sheet, row: int, at: int, parameter: Parameter, *, has_room: bool = True
) -> None:
    """Write a labelled cell, its label left of it; its hint on the right where there is room."""
    label, cell, hint = (sheet.range((row, at + step)) for step in (-1, 0, 1))
    cell.number_format = NUMBER_FORMATS[Kind.TEXT]
    cell.color = PALE
    label.font.bold = True
    label.horizontal_alignment = "right"
    sheet.range((row, at - 1), (row, at)).raw_value = [[parameter.label, parameter.default]]
    if has_room:
        hint.font.color = GREY
        hint.raw_value = parameter.hint
    elif parameter.hint:
        cell.add_note(parameter.hint)


def repeat_headers(sheet: xw.Sheet, header_row: int) -> None:
    """Let every printed page begin with the headers."""
    title = str(sheet.name).replace("'", "''")
    sheet.names.add("Print_Titles", f"='{title}'!${header_row}:${header_row}")


def dress_heads(heads: xw.Range, *, is_input: bool) -> None:
    """Let header cells look as the template's do."""
    heads.color = BROWN if is_input else DARK_BLUE
    heads.wrap_text = True
    heads.horizontal_alignment, heads.vertical_alignment = "center", "top"
    heads.font.color = WHITE
    heads.font.bold = True
    heads.font.size = 9  # two lines of it are as high as the row


def free_column(sheet: xw.Sheet, header_row: int, count: int) -> int:
    """Return where ``count`` columns are free: beside the table, or right of everything."""
    used = sheet.used_range.last_cell
    last_row, last_column = max(int(used.row), header_row), int(used.column)
    heads = grid(sheet.range((header_row, 1), (header_row, last_column + 1)).raw_value, 1)[0]
    beside = max(at for at, head in enumerate(heads, start=1) if head not in (None, "")) + 1
    rows = last_row - header_row + 1
    below = sheet.range((header_row, beside), (last_row, beside + count - 1)).raw_value
    if all(cell in (None, "") for cells in grid(below, rows) for cell in cells):
        return beside
    return last_column + 1
