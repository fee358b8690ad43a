"""What of a sheet is printed: from its title to the last row that a command wrote."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from shebao.domain.errors import SheetError
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.writing import writing
from workbook_file.parts.addresses import column_letters

if TYPE_CHECKING:
    import xlwings as xw


def is_printed_as_written(spec: AnySheet) -> bool:
    """Whether commands say what is printed: a sheet without pictures, filled by them alone.

    Elsewhere a row that the user adds by hand would be missing on paper, or a picture would.
    """
    typed = any(column.is_input and column.kind is not Kind.TICK for column in spec.columns)
    is_drawn = spec is HOME or spec.chart is not None
    return not is_drawn and (bool(spec.identity) or not typed)


def print_until(sheet: xw.Sheet, spec: AnySheet, last_row: int, last_column: int) -> None:
    """Let printing end with this cell, which no row written by hand stands below.

    A sheet of a workbook that takes no names is printed as it was before.
    """
    if not is_printed_as_written(spec):
        return
    title = str(sheet.name)
    quoted = title.replace("'", "''")
    area = f"='{quoted}'!$A$1:${column_letters(last_column)}${last_row}"
    with suppress(SheetError), writing(title):
        sheet.names.add("Print_Area", area)
