"""Ticking the rows that the cursor covers, or every visible row of a named sheet."""

from typing import Any

from shebao.commands.command import SHEET_OPTION
from shebao.commands.desk.context import Context
from shebao.commands.desk.which_sheet import sheet_in_front
from shebao.domain.errors import InputError
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.row import with_cells
from shebao.sheets.table import SheetTable


def tick_rows(ctx: Context) -> Outcome:
    """Put a tick on every row with data under the cursor.

    The cursor says which sheet is meant; a terminal has none and names the sheet.
    """
    table = _meant(ctx)
    covered = table.visible_rows() if ctx.named_sheet else table.selected_rows()
    rows = [with_cells(row, tick=TICK) for row in table.rows() if row.at in covered]
    table.update(rows, ("tick",))
    message = f"“{table.title}”已勾选 {len(rows)} 行。"
    return Outcome(message, counts={"ticked": len(rows)})


def _meant(ctx: Context) -> SheetTable[Any]:
    ticked = [spec for spec in SHEETS if any(column.field == "tick" for column in spec.columns)]
    if table := sheet_in_front(ctx, ticked):
        return table
    raise InputError(
        "当前工作表没有“选择”列，没有勾选。请切换到有“选择”列的表"
        f"（命令行请用 --set {SHEET_OPTION}=名称 指明）。",
        log="no tick",
    )
