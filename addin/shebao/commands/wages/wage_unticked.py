"""Rows with a wage and without a tick: ticked once when they gained it, named ever after."""

from collections.abc import Mapping, Sequence

from shebao.commands.wages.wage_filed import HELD
from shebao.domain.finding import Finding, Severity
from shebao.domain.money import fen_of_cell
from shebao.domain.wage_row import WageRow
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.wage_sheets import READY
from shebao.sheets.table import Row

NAMED_ROWS = 5  # how many rows a message names before it only counts
FILLED = ("tick", "state", "check", "faulty")  # what ``fill`` changes besides the wages


def fill(row: Row, wages: Mapping[str, int]) -> None:
    """Put wages by field into a row and tick it; what was found wrong with the old ones goes.

    A row that the clerk unticked stays unticked while its wages stay the same.
    """
    is_same = all(_fen(row[field]) == fen for field, fen in wages.items())
    is_left_out = row["state"] == READY and not row["tick"] and is_same
    row.update(wages, check="", faulty="", state=row["state"] or READY)
    row["tick"] = "" if is_left_out else TICK


def tick_gained(
    rows: Sequence[Row], seen: Sequence[WageRow], findings: Sequence[Sequence[Finding]]
) -> list[Row]:
    """Tick every row that gained a faultless wage since it was last looked at; return those.

    Whoever ticked one of them by hand chooses alone: then none is ticked. Either way such a row is
    ready from now on, so that one which is unticked later is never ticked again.
    """
    gained = []
    for row, wages, found in zip(rows, seen, findings, strict=True):
        if row["state"] == READY and not is_filled(wages):
            row["state"] = ""
        is_faulty = any(f.severity is Severity.ERROR for f in found)
        if row["state"] == "" and is_filled(wages) and not is_faulty:
            gained.append(row)
    is_chosen_by_hand = any(row["tick"] for row in gained)
    for row in gained:
        row.update(state=READY, tick=row["tick"] if is_chosen_by_hand else TICK)
    return [] if is_chosen_by_hand else gained


def is_filled(wages: WageRow) -> bool:
    """Whether anything stands in a wage cell of the row."""
    return any(cell.typed not in (None, "") for cell in wages.cells)


def unticked(
    rows: Sequence[Row], seen: Sequence[WageRow], filed: Mapping[str, Mapping[str, int]]
) -> list[Row]:
    """Return the filled rows without a tick whose wages the bureau does not have.

    ``filed`` is what was filed from the rows, by id number.
    """
    return [
        row
        for row, wages in zip(rows, seen, strict=True)
        if not row["tick"] and is_filled(wages) and not _is_filed(row, wages, filed)
    ]


def unticked_words(rows: Sequence[Row], what: str) -> str:
    """Name the filled rows without a tick and say what is not done with them; empty for none."""
    return f"已填写未勾选 {len(rows)} 人：{named(rows)}，{what}。" if rows else ""


def stale_words(rows: Sequence[Row], fields: Sequence[str]) -> str:
    """Name the ticked rows that still hold an earlier wage and were not filled; empty for none.

    Whoever the new file left in doubt is not meant with the old one's wage.
    """
    stale = [
        row
        for row in rows
        if row["tick"] and any(row.get(field) not in (None, "") for field in fields)
    ]
    if not stale:
        return ""
    return (
        f"没有填写的人中，{len(stale)} 人的行还勾选着此前填写的缴费工资，“提交申报”会照此申报："
        f"{named(stale)}；请核对，不申报的请取消勾选。"
    )


def named(rows: Sequence[Row]) -> str:
    """Name the first rows; the others are only counted."""
    first = "、".join(f"第 {row['_row']} 行 {row['name']}" for row in rows[:NAMED_ROWS])
    return first + (f" 等 {len(rows)} 人" if len(rows) > NAMED_ROWS else "")


def _is_filed(row: Row, wages: WageRow, filed: Mapping[str, Mapping[str, int]]) -> bool:
    was = filed.get(wages.id_number, wages.wages_fen())  # filed from another desk: taken as shown
    return row["state"] in HELD and dict(was) == wages.wages_fen()


def _fen(cell: object) -> int | None:
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return fen_of_cell(float(cell)) if is_number else None  # type: ignore[arg-type]  # is_number says so
