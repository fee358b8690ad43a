"""Bills say that they are filed as far as the client's filings on record say so."""

from collections.abc import Collection
from dataclasses import dataclass

from shebao.commands.client.filed_months import filings_of
from shebao.commands.desk.context import Context
from shebao.contract.states import PayableState
from shebao.sheets.declared.premium_sheets import BILLS, BillRow
from shebao.sheets.declared.row import Odd, replace

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
    by_period: dict[str, list[BillRow]] = {}
    for row in table.rows():
        by_period.setdefault(row.period, []).append(row)
    marked: list[BillRow] = []
    reopened: list[BillRow] = []
    for period, rows in by_period.items():
        filings = filings_of(ctx, period)
        if any(isinstance(row.amount, Odd) for row in rows):
            continue  # typed over: what the month comes to is not known
        due = sum(row.amount for row in rows if isinstance(row.amount, int))
        filed = sum(filings.values())
        if filings and filed == due:
            number = next(iter(filings))
            marked += [replace(row, state=FILED, filing_no=number, tick="") for row in rows]
        else:
            short = period in months and filed < due
            reopened += [
                replace(row, state=str(PayableState.INITIAL), filing_no="")
                for row in rows
                if row.state == FILED and (short or row.filing_no in failed)
            ]
    if marked or reopened:
        table.update([*marked, *reopened], ("state", "filing_no", "tick"))
    return Marked(len(marked), len(reopened))
