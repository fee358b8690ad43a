"""The head of a sheet in the template: title, note, labelled cells, sums, what is folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.declared.columns import Parameter
from shebao.sheets.declared.head import (
    HAND_ROW,
    MORE_HINT,
    MORE_LABEL,
    Cell,
)
from shebao.sheets.declared.row import AnySheet

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LAST_ROW = 1_048_576
LISTED_ROWS = 500  # of another sheet that a list offers
# In points. Title, note, its second line, the row at hand and the headers are 110 pixels together.
TITLE_HEIGHT, NOTE_HEIGHT, HAND_HEIGHT, HEADER_HEIGHT = 15, 12.75, 15, 27
_MOST_PROMPT, _MOST_PROMPT_TITLE = 255, 32


def write_head(
    book: Workbook, sheet: Worksheet, spec: AnySheet, formats: dict[str, Format]
) -> None:
    """Write everything above the headers; the defined names lead to it."""
    head = spec.head
    sheet.set_row(0, TITLE_HEIGHT)
    sheet.set_row(1, NOTE_HEIGHT)
    sheet.set_row(2, NOTE_HEIGHT)
    sheet.write_string(0, 0, spec.title, formats["title"])
    sheet.write_string(1, 0, spec.purpose, formats["note"])
    sheet.write_blank(2, 0, None, formats["note"])
    define(book, spec, spec.note_anchor, 1, 0)
    if head.header_row > HAND_ROW:
        sheet.set_row(HAND_ROW - 1, HAND_HEIGHT, None, {"collapsed": bool(head.folded)})
    for row in head.folded:
        sheet.set_row(row - 1, HAND_HEIGHT, None, {"level": 1, "hidden": True})
    sheet.outline_settings(visible=True, symbols_below=False)
    for parameter in spec.parameters:
        cell = head.cells[parameter.field]
        sheet.write_string(cell.row - 1, cell.column - 2, parameter.label, formats["label"])
        sheet.write_string(cell.row - 1, cell.column - 1, parameter.default, formats["value"])
        _explain(sheet, parameter, cell)
        define(book, spec, spec.parameter_anchor(parameter), cell.row - 1, cell.column - 1)
    if head.more:
        _write_more(sheet, spec, head.more, formats)
    _write_sums(sheet, spec, formats)


def define(book: Workbook, spec: AnySheet, name: str, row: int, column: int) -> None:
    """Let a name of the workbook lead to a cell, counted from 0."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
    book.define_name(name, f"='{spec.title}'!{cell}")


def list_of(name: str) -> str:
    """Return the cells of another sheet's column, named ``sheet.field``, for a list."""
    from xlsxwriter.utility import xl_col_to_name

    of, field = name.split(".")
    spec = next(each for each in SHEETS if each.name == of)
    at = xl_col_to_name([column.field for column in spec.columns].index(field))
    first = spec.header_row + 1
    return f"='{spec.title}'!${at}${first}:${at}${first + LISTED_ROWS - 1}"


def _explain(sheet: Worksheet, parameter: Parameter, cell: Cell) -> None:
    """Offer the list of a cell, and say what belongs there when it is chosen."""
    rule: dict[str, object] = {"validate": "any"}
    if parameter.choices:
        rule = {"validate": "list", "source": list(parameter.choices)}
    elif parameter.choices_of:
        rule = {"validate": "list", "source": list_of(parameter.choices_of), "show_error": False}
    if parameter.hint:
        rule["input_title"] = parameter.label[:_MOST_PROMPT_TITLE]
        rule["input_message"] = parameter.hint[:_MOST_PROMPT]
    if rule != {"validate": "any"}:
        at = (cell.row - 1, cell.column - 1)
        sheet.data_validation(*at, *at, rule)


def _write_more(sheet: Worksheet, spec: AnySheet, more: Cell, formats: dict[str, Format]) -> None:
    """Say where the other cells are, and how many are filled: one may be forgotten there."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    head = spec.head
    filled = []
    for parameter in spec.parameters:
        cell = head.cells[parameter.field]
        if cell.row in head.folded:
            place = xl_rowcol_to_cell(cell.row - 1, cell.column - 1)
            usual = f'*({place}<>"{parameter.default}")' if parameter.default else ""
            filled.append(f'({place}<>""){usual}' if usual else f'--({place}<>"")')
    count = "+".join(filled)
    text = f'=IF({count}=0,"{MORE_LABEL}","已填 "&({count})&" 项 ＋")'
    at = (more.row - 1, more.column - 1)
    sheet.write_formula(*at, text, formats["more"], MORE_LABEL)
    said = {"validate": "any", "input_title": "更多条件", "input_message": MORE_HINT}
    sheet.data_validation(*at, *at, said)
    rule = {"type": "formula", "criteria": f"={count}>0", "format": formats["more_filled"]}
    sheet.conditional_format(*at, *at, rule)


def _write_sums(sheet: Worksheet, spec: AnySheet, formats: dict[str, Format]) -> None:
    """Stand above each summed column what its visible rows come to."""
    from xlsxwriter.utility import xl_col_to_name

    if not spec.sums:
        return
    fields = [column.field for column in spec.columns]
    row, first = HAND_ROW - 1, spec.header_row + 1
    sheet.write_string(row, spec.sum_label_column, "合计", formats["sum_label"])
    for field in spec.sums:
        at = fields.index(field)
        letters = xl_col_to_name(at)
        formula = f"=SUBTOTAL(109,{letters}{first}:{letters}{LAST_ROW})"
        look = formats[f"sum_{spec.column(field).kind}"]
        sheet.write_formula(row, at, formula, look, "")
