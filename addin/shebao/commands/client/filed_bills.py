"""Bills say that they are filed as far as the client's filings on record say so."""

from collections.abc import Collection
from dataclasses import dataclass

from shebao.commands.client.filed_months import filings_of
from shebao.commands.desk.context import Context
from shebao.contract.states import PayableState
from shebao.domain.money import fen_of_cell
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.table import Row

FILED = str(PayableState.FILED)


@dataclass(frozen=True, slots=True)
class Marked:
    """How many bills were marked as filed, and how many are to be filed again."""

    filed: int
    reopened: int


def mark_filed_bills(
    ctx: Context, months: Collection[str] = (), failed: Collection[str] = ()
) -> Marked:
    """Mark the bills whose month's filings come to their sum; take back what is not filed any more.

    Taken back are bills of ``months`` whose filings come to less, and those of a ``failed`` number.
    """
    table = ctx.table(BILLS)
    by_period: dict[str, list[Row]] = {}
    for row in table.rows():
        by_period.setdefault(str(row["period"]), []).append(row)
    marked: list[Row] = []
    reopened: list[Row] = []
    for period, rows in by_period.items():
        filings = filings_of(ctx, period)
        due = sum(fen_of_cell(float(str(row["amount"] or 0))) or 0 for row in rows)
        filed = sum(filings.values())
        if filings and filed == due:
            for row in rows:
                row.update(state=FILED, filing_no=next(iter(filings)), tick="")
            marked += rows
        else:
            short = period in months and filed < due
            again = [r for r in rows if r["state"] == FILED and (short or r["filing_no"] in failed)]
            for row in again:
                row.update(state=str(PayableState.INITIAL), filing_no="")
            reopened += again
    if marked or reopened:
        table.update([*marked, *reopened], ("state", "filing_no", "tick"))
    return Marked(len(marked), len(reopened))
