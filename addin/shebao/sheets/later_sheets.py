"""A sheet that came after a workbook was made, made in it from its declaration.

It looks as the template's: title, labelled cells, headers, formats, sums, colours by word, the
headers on every printed page. What no engine can add is left out: frozen rows, folded ones, lists
beside which more may be typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shebao.sheets.declared.columns import NUMBER_FORMATS
from shebao.sheets.declared.head import HAND_ROW
from shebao.sheets.declared.spec import SheetSpec
from shebao.sheets.declared.state_words import LOOKS, WORDS
from shebao.sheets.grids import column_letters
from shebao.sheets.later_parts import DARK_BLUE, GREY, fill_parameter, head_columns, repeat_headers
from shebao.sheets.print_area import print_until
from shebao.sheets.writing import writing

if TYPE_CHECKING:
    import xlwings as xw

LAST_ROW = 1_048_576


def make_sheet(book: xw.Book, spec: SheetSpec, after: xw.Sheet, title: str) -> xw.Sheet:
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
        _name(book, title, spec.note_anchor, 2, 1)
        for parameter in spec.parameters:
            place = spec.head.cells[parameter.field]
            fill_parameter(sheet, place.row, place.column, parameter, has_room=False)
            _name(book, title, spec.parameter_anchor(parameter), place.row, place.column)
        _write_sums(sheet, spec)
        _offer_choices(sheet, spec)
        _name(book, title, spec.anchor, spec.header_row, 1)
        _colour(sheet, spec)
        repeat_headers(sheet, spec.header_row)
        print_until(sheet, spec, spec.header_row + 1, len(spec.columns))
        front.activate()
        sheet.visible = spec.at_start
    return sheet


def _name(book: xw.Book, title: str, name: str, row: int, column: int) -> None:
    quoted = title.replace("'", "''")
    book.names.add(name, f"='{quoted}'!${column_letters(column)}${row}")


def _write_sums(sheet: xw.Sheet, spec: SheetSpec) -> None:
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


def _offer_choices(sheet: xw.Sheet, spec: SheetSpec) -> None:
    for parameter in spec.parameters:
        if parameter.choices:
            place = spec.head.cells[parameter.field]
            cell = sheet.range((place.row, place.column))
            cell.data_validation.set_list(list(parameter.choices))


def _colour(sheet: xw.Sheet, spec: SheetSpec) -> None:
    first = spec.header_row + 1
    for at, column in enumerate(spec.columns, start=1):
        for word, look in WORDS.get(column.field, {}).items():
            cell = f"${column_letters(at)}{first}"
            cells = sheet.range((first, at), (LAST_ROW, at))
            cells.conditional_formats.add_custom(
                f'=LEFT({cell},{len(word)})="{word}"', font_color=LOOKS[look]
            )
