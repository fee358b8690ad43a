"""Bringing each wage filing's answer back to the rows it came from."""

from shebao.commands.context import Context
from shebao.commands.moments import local_time
from shebao.commands.wage_table import wage_table
from shebao.contract.states import ItemState, WageFilingState
from shebao.contract.submissions import SubmissionKind
from shebao.contract.wages import WageFiling, WageItemResult
from shebao.domain.errors import InputError
from shebao.domain.outcome import Outcome, Status
from shebao.ledger.send import settle_unknown
from shebao.sheets.catalogue import TICK, WAGE_FILINGS
from shebao.sheets.table import Row


def fetch_wage_result(ctx: Context) -> Outcome:
    """Ask for the result of every filing that a row still waits for."""
    table = wage_table(ctx)
    rows = table.rows()
    settle_unknown(ctx.ledger, ctx.bureau, ctx.account, SubmissionKind.WAGE_FILING)
    waiting = {str(row["filing_no"]) for row in rows if row["state"] == str(ItemState.PROCESSING)}
    if not waiting:
        raise InputError(
            f"工作表“{table.title}”没有处理中的申报，没有查询。", log="nothing to ask about"
        )
    accepted = refused = pending = 0
    for number in sorted(waiting):
        filing = show_filing(ctx, number)
        if filing.state is WageFilingState.PROCESSING:
            pending += 1
            continue
        accepted, refused = accepted + filing.accepted, refused + filing.refused
        _write_back(rows, filing)
    table.update(rows, ("state", "reason", "tick"))
    message = f"申报成功 {accepted} 人，申报失败 {refused} 人。" + (
        f"还有 {pending} 笔申报处理中，请稍后再查。" if pending else ""
    )
    if refused:
        message += "失败原因已写在各行，失败的行已重新勾选，修改后可再次提交。"
    table.note(message)
    return Outcome(
        message,
        Status.PARTIAL if pending or refused else Status.DONE,
        counts={"accepted": accepted, "refused": refused, "pending": pending},
    )


def _write_back(rows: list[Row], filing: WageFiling) -> None:
    """Answer by person, never by position: the sheet may have been sorted since."""
    results: dict[str, WageItemResult] = {item.id_number: item for item in filing.items}
    for row in rows:
        result = results.get(str(row["key"]))
        if result is None or row["filing_no"] != filing.filing_no:
            continue
        row["state"] = str(result.state)
        row["reason"] = result.reason
        row["tick"] = TICK if result.state is ItemState.REFUSED else ""


def show_filing(ctx: Context, filing_no: str) -> WageFiling:
    """Put a filing into the record sheet, in place of its older line; return it."""
    filing = ctx.bureau.wage_filing(filing_no)
    line: Row = {
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
    ctx.table(WAGE_FILINGS).put_first(line, "filing_no")
    return filing
