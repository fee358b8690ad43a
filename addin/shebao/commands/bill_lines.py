"""Each person's part of the bills, beside our own computation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shebao.commands.context import Context
from shebao.commands.facts import rule_file_of
from shebao.commands.selection import selected
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.rules.in_force import limits_in_force, rates_in_force
from shebao.rules.premium import totals_fen
from shebao.sheets.catalogue import BILL_LINES, BILLS
from shebao.sheets.table import Row

if TYPE_CHECKING:
    import pandas as pd

# What the wire calls it, and the sheet's field.
FIELDS = {
    "wage_fen": "wage",
    "base_fen": "base",
    "unit_ppm": "unit_rate",
    "person_ppm": "person_rate",
    "unit_fen": "unit",
    "person_fen": "person",
    "reduction_fen": "reduction",
    "due_fen": "due",
}


def show_bill_lines(ctx: Context) -> Outcome:
    """Show the lines of the selected bills; a difference of ours is shown, never corrected."""
    import pandas as pd

    bills_table, table = ctx.table(BILLS), ctx.table(BILL_LINES)
    bills = selected(bills_table, bills_table.rows(), bills_table.parameters()["scope"])
    parts = []
    for done, bill in enumerate(bills):
        ctx.ui.progress("下载明细", done, len(bills))
        parts.append(_lines(ctx, bill))
    ctx.ui.progress("下载明细", len(bills), len(bills))
    lines = pd.concat(parts, ignore_index=True)
    cells = lines.astype(object).where(lines.notna(), None)
    table.replace([{str(k): v for k, v in row.items()} for row in cells.to_dict("records")])
    off = int((lines["difference"].fillna(0) != 0).sum())
    unknown = int(lines["own"].isna().sum())
    message = (
        f"{len(bills)} 个账单共 {len(lines)} 条职工明细，"
        f"应补(退)费额合计 {yuan(int(lines['due'].sum()))} 元；"
    )
    message += f"{off} 条与本机测算不同，见“差额”列。" if off else "与本机测算一致。"
    if unknown:
        message += f"规则文件没有其中 {unknown} 条的费率，未测算。"
    table.note(message)
    table.activate()
    return Outcome(message, counts={"bills": len(bills), "lines": len(lines), "differences": off})


def _lines(ctx: Context, bill: Row) -> pd.DataFrame:
    """Return one bill's lines by the sheet's fields, in fen, with our own amounts beside them.

    ``own`` is missing where the rule file has no rate: nothing is computed without a rule.
    """
    import pandas as pd

    lines = ctx.bureau.bill_lines(str(bill["bill_no"]))
    frame = pd.DataFrame([line.model_dump() for line in lines]).rename(columns=FIELDS)
    for field in ("period", "unit_no", "insurance_name"):
        frame[field] = str(bill[field])
    rule_file, period = rule_file_of(ctx), Period.parse(str(bill["period"]))
    insurance = str(bill["insurance"])
    rates = rates_in_force(rule_file, period, ctx.session.employer.injury_rate_ppm)
    if frame.empty or insurance not in rates:
        return frame.assign(own=pd.Series(dtype="Int64"), difference=pd.Series(dtype="Int64"))
    own = totals_fen(
        frame["wage"].to_numpy("int64"),
        insurance,
        limits_in_force(rule_file, period),
        rates[insurance],
        rule_file.rounding,
    )
    frame["own"] = pd.Series(own, index=frame.index, dtype="Int64") - frame["reduction"]
    frame["difference"] = frame["due"] - frame["own"]
    return frame
