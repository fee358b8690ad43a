"""Ticking the rows that the cursor covers."""

from shebao.commands.context import Context
from shebao.domain.errors import InputError
from shebao.domain.outcome import Outcome
from shebao.sheets.catalogue import SHEETS
from shebao.sheets.parts import TICK


def tick_rows(ctx: Context) -> Outcome:
    """Put a tick on every row with data under the cursor."""
    for spec in SHEETS:
        if not any(column.field == "tick" for column in spec.columns):
            continue
        table = ctx.table(spec)
        if not table.is_active():
            continue
        covered = table.selected_rows()
        rows = [row for row in table.rows() if int(str(row["_row"])) in covered]
        for row in rows:
            row["tick"] = TICK
        table.update(rows, ("tick",))
        message = f"“{table.title}”已勾选 {len(rows)} 行。"
        return Outcome(message, counts={"ticked": len(rows)})
    raise InputError("当前工作表没有“选择”列，没有勾选。请切换到有“选择”列的表。", log="no tick")
