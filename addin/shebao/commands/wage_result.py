"""Bringing each wage filing's answer back to the rows it came from."""

from collections.abc import Mapping
from dataclasses import dataclass

from shebao.commands.context import Context
from shebao.commands.moments import local_time
from shebao.commands.receipts import recorded, recover
from shebao.commands.wage_table import filing_of, wage_rows, wage_table
from shebao.contract.refusals import ReasonCode
from shebao.contract.states import ItemState, WageFilingState
from shebao.contract.submissions import SubmissionKind
from shebao.contract.wages import WageFiling
from shebao.domain.errors import InputError
from shebao.domain.outcome import Outcome, Status
from shebao.domain.wage_row import WageRow
from shebao.rules.filing import Filing
from shebao.rules.way_back import WAY_BACK_TEXT
from shebao.sheets.parts import TICK
from shebao.sheets.table import Row, SheetTable
from shebao.sheets.wage_sheets import WAGE_FILINGS

E2 = ReasonCode.LOWERED_AFTER_FILING
SHOWN = ("state", "reason", "filing_no", "tick")


@dataclass(frozen=True, slots=True)
class Held:
    """The last wages of one person that the bureau received from here, and their receipt."""

    receipt_no: str
    wages_fen: Mapping[str, int]


def fetch_wage_result(ctx: Context) -> Outcome:
    """Ask for the result of every filing that a row waits for or does not show yet."""
    table = wage_table(ctx)
    rows = table.rows()
    recover(ctx, SubmissionKind.WAGE_FILING)
    restored = bring_back(ctx, table, rows, held_wages(ctx, filing_of(ctx, table)))
    asked = {str(row["filing_no"]) for row in restored} | {
        str(row["filing_no"])
        for row in rows
        if row["state"] == str(ItemState.PROCESSING) and row["filing_no"]
    }
    if not asked:  # nothing waits: say once more how the sheet's filings ended
        asked = {str(row["filing_no"]) for row in rows if row["filing_no"]}
    if not asked:
        raise InputError(
            f"工作表“{table.title}”没有提交过的申报，没有查询。请先“提交申报”。",
            log="nothing to ask about",
        )
    filings = [show_filing(ctx, number) for number in sorted(asked)]
    for filing in filings:
        _write_back(rows, filing)
    table.update(rows, SHOWN)
    lost = _without_row(rows, filings)
    pending = sum(filing.state is WageFilingState.PROCESSING for filing in filings)
    accepted = sum(filing.accepted for filing in filings)
    refused = sum(filing.refused for filing in filings)
    message = f"申报成功 {accepted} 人，申报失败 {refused} 人。" + (
        f"还有 {pending} 笔申报处理中，请稍后再查。" if pending else ""
    )
    if refused:
        message += "失败原因已写在各行，失败的行已重新勾选，修改后可再次提交。"
    if any(item.reason_code == E2 for filing in filings for item in filing.items):
        message += WAY_BACK_TEXT
    if lost:
        message += f"另有 {lost} 人的行已不在本表，结果见“{WAGE_FILINGS.title}”的明细。"
    table.note(message)
    return Outcome(
        message,
        Status.PARTIAL if pending or refused else Status.DONE,
        counts={"accepted": accepted, "refused": refused, "pending": pending},
    )


def held_wages(ctx: Context, filing: Filing) -> dict[str, Held]:
    """Return by id number what the bureau received last of this kind, mode and month."""
    held: dict[str, Held] = {}
    for receipt_no, cells in recorded(ctx, SubmissionKind.WAGE_FILING):
        if cells["subject"] == filing.subject:
            held.update({i: Held(receipt_no, wages) for i, wages in cells["wages"].items()})
    return held


def bring_back(
    ctx: Context, table: SheetTable, rows: list[Row], held: Mapping[str, Held]
) -> list[Row]:
    """Write onto its rows every filing that the bureau holds and they do not show; return those.

    A filing is theirs when it carried exactly the wages that stand in the row now.
    """
    unshown = []
    for row, wages in zip(rows, wage_rows(table, rows), strict=True):
        known = held.get(wages.id_number)
        if known and is_same(known, wages) and row["filing_no"] != known.receipt_no:
            processing = str(ItemState.PROCESSING)
            row.update(state=processing, reason="", filing_no=known.receipt_no, tick="")
            unshown.append(row)
    for number in sorted({str(row["filing_no"]) for row in unshown}):
        _write_back(unshown, show_filing(ctx, number))
    table.update(unshown, SHOWN)
    return unshown


def is_same(held: Held, row: WageRow) -> bool:
    """Whether a row holds exactly the wages that were received."""
    return dict(held.wages_fen) == row.wages_fen()


def _write_back(rows: list[Row], filing: WageFiling) -> None:
    """Answer by person, never by position: the sheet may have been sorted since."""
    results = {item.id_number: item for item in filing.items}
    for row in rows:
        result = results.get(str(row["id_number"]).upper())
        if result is None or row["filing_no"] != filing.filing_no:
            continue
        row["state"] = str(result.state)
        row["reason"] = result.reason
        row["tick"] = TICK if result.state is ItemState.REFUSED else ""


def _without_row(rows: list[Row], filings: list[WageFiling]) -> int:
    """Count the people whose answer came and whose row is gone from the sheet."""
    here = {(str(row["filing_no"]), str(row["id_number"]).upper()) for row in rows}
    return sum(
        (filing.filing_no, item.id_number) not in here
        for filing in filings
        for item in filing.items
    )


def show_filing(ctx: Context, filing_no: str) -> WageFiling:
    """Put a filing into the record sheet, in place of its older line; return it."""
    filing = ctx.bureau.wage_filing(filing_no)
    ctx.table(WAGE_FILINGS).put_first(filing_line(filing), "filing_no")
    return filing


def filing_line(filing: WageFiling) -> Row:
    """Return a filing as a line of the record sheet."""
    return {
        "filing_no": filing.filing_no,
        "kind": str(filing.kind),
        "mode": str(filing.mode),
        "effective_from": filing.effective_from,
        "state": str(filing.state),
        "submitted_at": local_time(filing.submitted_at),
        "people": filing.people,
        "accepted": filing.accepted,
        "refused": filing.refused,
    }
