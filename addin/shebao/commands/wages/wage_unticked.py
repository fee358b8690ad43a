"""Rows of a wage sheet by what was filed from them: ticked once as they gain a wage, else named."""

from collections import Counter
from collections.abc import Mapping, Sequence

from shebao.commands.desk.context import Context
from shebao.commands.desk.receipts import recorded
from shebao.contract.states import ItemState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.finding import Finding, Severity
from shebao.domain.wage_row import row_words
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.row import put_back, replace
from shebao.sheets.declared.wage_sheets import READY, WageSheetRow

NAMED_ROWS = 5  # how many rows a message names before it only counts
FILLED = ("tick", "state", "check", "faulty")  # what ``fill`` changes besides the wages
HELD = (str(ItemState.PROCESSING), str(ItemState.ACCEPTED))


def fill(row: WageSheetRow, wages: Mapping[str, int]) -> WageSheetRow:
    """Return a row with wages, ticked; what was found wrong with the old ones is gone.

    A row that the clerk unticked stays unticked while its wages stay the same.
    """
    tick = TICK
    if row.state == READY and not row.tick:
        filled = row.with_wages(wages)
        is_same = (filled.wage, filled.by_insurance) == (row.wage, row.by_insurance)
        tick = "" if is_same else TICK
    return row.with_wages(wages, tick=tick, check="", faulty="", state=row.state or READY)


def tick_gained(
    rows: Sequence[WageSheetRow], findings: Sequence[Sequence[Finding]]
) -> tuple[list[WageSheetRow], list[WageSheetRow]]:
    """Return the rows with a tick on each that gained a faultless wage since the last look; those.

    Whoever ticked one of them by hand chooses alone: then none is ticked. Either way such a row is
    ready from now on, so that one which is unticked later is never ticked again.
    """
    blank = [replace(row, state="") for row in rows if row.state == READY and not is_filled(row)]
    gained = [
        row
        for row, found in zip(rows, findings, strict=True)
        if row.state == ""
        and is_filled(row)
        and not any(f.severity is Severity.ERROR for f in found)
    ]
    is_chosen_by_hand = any(row.tick for row in gained)
    ready = [
        replace(row, state=READY, tick=row.tick if is_chosen_by_hand else TICK) for row in gained
    ]
    return put_back(rows, [*blank, *ready]), [] if is_chosen_by_hand else ready


def is_filled(row: WageSheetRow) -> bool:
    """Whether anything stands in a wage cell of the row."""
    wages = (row.wage,) if row.by_insurance is None else row.by_insurance.values()
    return any(wage is not None for wage in wages)


def unticked(
    rows: Sequence[WageSheetRow], filed: Mapping[str, Mapping[str, int]]
) -> list[WageSheetRow]:
    """Return the filled rows without a tick whose wages the bureau does not have.

    ``filed`` is what was filed from the rows, by id number.
    """
    return [row for row in rows if not row.tick and is_filled(row) and not _is_filed(row, filed)]


def unticked_words(rows: Sequence[WageSheetRow], what: str) -> str:
    """Name the filled rows without a tick and say what is not done with them; empty for none."""
    return f"已填写未勾选 {len(rows)} 人：{named(rows)}，{what}。" if rows else ""


def stale_words(rows: Sequence[WageSheetRow]) -> str:
    """Name the ticked rows that still hold an earlier wage and were not filled; empty for none.

    Whoever the new file left in doubt is not meant with the old one's wage.
    """
    stale = [row for row in rows if row.tick and is_filled(row)]
    if not stale:
        return ""
    return (
        f"没有填写的人中，{len(stale)} 人的行还勾选着此前填写的缴费工资，“提交申报”会照此申报："
        f"{named(stale)}；请核对，不申报的请取消勾选。"
    )


def named(rows: Sequence[WageSheetRow]) -> str:
    """Name the first rows; the others are only counted."""
    first = "、".join(row_words(row.at, row.name) for row in rows[:NAMED_ROWS])
    return first + (f" 等 {len(rows)} 人" if len(rows) > NAMED_ROWS else "")


def _is_filed(row: WageSheetRow, filed: Mapping[str, Mapping[str, int]]) -> bool:
    was = filed.get(row.id_number, row.wages_fen())  # filed from another desk: taken as shown
    return row.state in HELD and dict(was) == row.wages_fen()


def filed_wages(ctx: Context, rows: Sequence[WageSheetRow]) -> dict[str, Mapping[str, int]]:
    """Return by id number the wages that the filing named on the person's row carried.

    A refused row has nothing filed. Whoever stands on several rows is left out: which of them
    was filed would be a guess; so is a row whose key is another person's.
    """
    carried = {
        number: cells["wages"] for number, cells in recorded(ctx, SubmissionKind.WAGE_FILING)
    }
    times = Counter(row.id_number for row in rows)
    found: dict[str, Mapping[str, int]] = {}
    for row in rows:
        id_number = row.id_number
        wages = carried.get(row.filing_no, {}).get(id_number)
        is_certain = times[id_number] == 1 and row.key in ("", id_number)
        if wages is not None and row.state in HELD and is_certain:
            found[id_number] = wages
    return found
