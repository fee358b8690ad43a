"""A sheet that came after a workbook was made, made in it from its declaration.

It looks as the template's: title, labelled cells, headers, formats, colours by word. What no
engine can add is left out: frozen rows, the page on paper, lists beside which more may be typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shebao.sheets.declared.spec import NUMBER_FORMATS, Kind, SheetSpec
from shebao.sheets.declared.state_words import LOOKS, WORDS
from shebao.sheets.grids import column_letters
from shebao.sheets.later_parts import DARK_BLUE, GREY, fill_parameter, head_columns
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
        for row, parameter in enumerate(spec.parameters, start=3):
            fill_parameter(sheet, row, spec.value_column, parameter)
            _name(book, title, spec.parameter_anchor(parameter), row, spec.value_column)
        _write_totals(sheet, spec)
        _offer_choices(sheet, spec)
        _name(book, title, spec.anchor, spec.header_row, 1)
        _colour(sheet, spec)
        front.activate()
        sheet.visible = spec.at_start
    return sheet


def _name(book: xw.Book, title: str, name: str, row: int, column: int) -> None:
    quoted = title.replace("'", "''")
    book.names.add(name, f"='{quoted}'!${column_letters(column)}${row}")


def _write_totals(sheet: xw.Sheet, spec: SheetSpec) -> None:
    fields = [column.field for column in spec.columns]
    for row, total in enumerate(spec.totals, start=3 + len(spec.parameters)):
        label, cell = (sheet.range((row, spec.value_column + step)) for step in (-1, 0))
        letters = column_letters(fields.index(total.field) + 1)
        first = spec.header_row + 1
        cell.number_format = NUMBER_FORMATS[Kind.MONEY]
        cell.formula = f"=SUBTOTAL(109,{letters}{first}:{letters}{LAST_ROW})"
        label.raw_value = total.label
        label.horizontal_alignment = "right"
        label.font.bold = cell.font.bold = True


def _offer_choices(sheet: xw.Sheet, spec: SheetSpec) -> None:
    for row, parameter in enumerate(spec.parameters, start=3):
        if parameter.choices:
            sheet.range((row, spec.value_column)).data_validation.set_list(list(parameter.choices))


def _colour(sheet: xw.Sheet, spec: SheetSpec) -> None:
    first = spec.header_row + 1
    for at, column in enumerate(spec.columns, start=1):
        for word, look in WORDS.get(column.field, {}).items():
            cell = f"${column_letters(at)}{first}"
            cells = sheet.range((first, at), (LAST_ROW, at))
            cells.conditional_formats.add_custom(
                f'=LEFT({cell},{len(word)})="{word}"', font_color=LOOKS[look]
            )
