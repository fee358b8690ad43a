"""Bringing each wage filing's answer back to the rows it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shebao.bureau.errors import BureauRefusedError
from shebao.commands.desk.context import Context
from shebao.commands.desk.receipts import recorded, recover
from shebao.commands.wages.wage_filed import id_of
from shebao.commands.wages.wage_table import filing_of, wage_rows, wage_table
from shebao.contract.refusals import ReasonCode
from shebao.contract.states import ItemState, WageFilingState
from shebao.contract.submissions import SubmissionKind
from shebao.contract.wages import WageFiling, WageItemResult
from shebao.domain.errors import NothingSentError
from shebao.domain.moments import local_time
from shebao.domain.outcome import Outcome, Status
from shebao.domain.wage_row import WageRow
from shebao.rules.filing import Filing
from shebao.rules.newest_answers import Answers, newest_answers
from shebao.rules.way_back import WAY_BACK_TEXT
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.wage_sheets import WAGE_FILINGS
from shebao.sheets.table import Row, SheetTable

E2 = ReasonCode.LOWERED_AFTER_FILING
SHOWN = ("state", "reason", "filing_no", "tick")
# What goes from a row with its submission: its tick, and what was found wrong before it.
NOTHING_LEFT = {"reason": "", "tick": "", "check": "", "faulty": ""}
SENT = ("state", "filing_no", *NOTHING_LEFT)


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
    held = held_wages(ctx, filing_of(ctx, table))
    restored = bring_back(ctx, table, rows, wage_rows(table, rows), held)
    asked = {str(row["filing_no"]) for row in restored} | {
        str(row["filing_no"])
        for row in rows
        if row["state"] == str(ItemState.PROCESSING) and row["filing_no"]
    }
    if not asked:  # nothing waits: say once more how the sheet's filings ended
        asked = {str(row["filing_no"]) for row in rows if row["filing_no"]}
    if not asked:
        raise NothingSentError(
            f"工作表“{table.title}”没有提交过的申报，没有查询。请先“提交申报”。",
            log="nothing to ask about",
        )
    filings = [show_filing(ctx, number) for number in sorted(asked)]
    for filing in filings:
        _write_back(rows, filing)
    table.update(rows, SHOWN)
    answers = newest_answers(filings, _waiting(ctx, rows))
    message = (
        f"申报成功 {answers.accepted} 人，申报失败 {answers.refused} 人。"
        + _pending_words(answers, filings)
        + _earlier_words(answers)
    )
    if answers.refused:
        message += "失败原因已写在各行，失败的行已重新勾选，修改后可再次提交。"
    if any(item.reason_code == E2 for item in _refused(filings, answers)):
        message += WAY_BACK_TEXT
    message += _rowless_words(rows, answers)
    table.note(message)
    return Outcome(
        message,
        Status.PARTIAL if answers.pending or answers.refused else Status.DONE,
        counts={
            "accepted": answers.accepted,
            "refused": answers.refused,
            "pending": answers.pending,
        },
    )


def _waiting(ctx: Context, rows: list[Row]) -> dict[str, set[str]]:
    """Return the people of each filing, by the ledger or, without it, by the sheet."""
    people: dict[str, set[str]] = {}
    for row in rows:
        people.setdefault(str(row["filing_no"]), set()).add(id_of(row))
    people.update({n: set(c["wages"]) for n, c in recorded(ctx, SubmissionKind.WAGE_FILING)})
    return people


def _refused(filings: list[WageFiling], answers: Answers) -> list[WageItemResult]:
    """Return the refusals that count: nothing newer is known of the person."""
    return [
        item
        for filing in filings
        for item in filing.items
        if item.state is ItemState.REFUSED and answers.newest[item.id_number] == filing.filing_no
    ]


def _pending_words(answers: Answers, filings: list[WageFiling]) -> str:
    waits = sum(filing.state is WageFilingState.PROCESSING for filing in filings)
    return f"处理中 {answers.pending} 人（{waits} 笔申报），请稍后再查。" if waits else ""


def _earlier_words(answers: Answers) -> str:
    words = ""
    if answers.superseded:
        words += f"其中 {answers.superseded} 人的较早申报已被后一次申报取代，不重复计数。"
    if answers.standing:
        words += f"{answers.standing} 人此前申报成功的缴费工资在后一次申报成功前继续有效。"
    return words


def _rowless_words(rows: list[Row], answers: Answers) -> str:
    """Say whose answer stands on no row, and where it can be seen."""
    shown = {id_of(row): str(row["filing_no"]) for row in rows}
    lost = sum(person not in shown for person in answers.newest)
    changed = sum(number != shown.get(person, number) for person, number in answers.newest.items())
    words = f"另有 {lost} 人的行已不在本表，" if lost else ""
    words += f"{'' if words else '另有 '}{changed} 人的行已不对应这次申报，" if changed else ""
    return f"{words}结果见“{WAGE_FILINGS.title}”的明细。" if words else ""


def held_wages(ctx: Context, filing: Filing) -> dict[str, Held]:
    """Return by id number what the bureau received last of this kind, mode and month."""
    held: dict[str, Held] = {}
    for receipt_no, cells in recorded(ctx, SubmissionKind.WAGE_FILING):
        if cells["subject"] == filing.subject:
            held.update({i: Held(receipt_no, wages) for i, wages in cells["wages"].items()})
    return held


def bring_back(
    ctx: Context,
    table: SheetTable,
    rows: list[Row],
    seen: Sequence[WageRow],
    held: Mapping[str, Held],
) -> list[Row]:
    """Write onto its rows every filing that the bureau holds and they do not show; return those.

    A filing is theirs when it carried exactly the wages that stand in the row now.
    """
    unshown = []
    # By receipt: whether another desk filed after what this ledger holds.
    is_newer = {"": False}
    is_newer.update({str(e.receipt_no): False for e in ctx.ledger.list(ctx.account)})
    for row, wages in zip(rows, seen, strict=True):
        known, shown = held.get(wages.id_number), str(row["filing_no"])
        if known is None or shown == known.receipt_no or not is_same(known, wages):
            continue
        if shown not in is_newer:
            is_newer[shown] = _is_newer(ctx, shown, known.receipt_no)
        if not is_newer[shown]:
            processing = str(ItemState.PROCESSING)
            row.update(state=processing, filing_no=known.receipt_no, **NOTHING_LEFT)
            unshown.append(row)
    for number in sorted({str(row["filing_no"]) for row in unshown}):
        _write_back(unshown, show_filing(ctx, number))
    table.update(unshown, SENT)
    return unshown


def _is_newer(ctx: Context, foreign_no: str, receipt_no: str) -> bool:
    """Whether another desk's filing came after ours; one that the bureau lacks did not."""
    try:
        foreign = ctx.bureau.wage_filing(foreign_no)
    except BureauRefusedError:
        return False
    return foreign.submitted_at > ctx.bureau.wage_filing(receipt_no).submitted_at


def is_same(held: Held, row: WageRow) -> bool:
    """Whether a row holds exactly the wages that were received."""
    return dict(held.wages_fen) == row.wages_fen()


def _write_back(rows: list[Row], filing: WageFiling) -> None:
    """Answer by person, never by position: the sheet may have been sorted since."""
    results = {item.id_number: item for item in filing.items}
    for row in rows:
        result = results.get(id_of(row))
        if result is None or row["filing_no"] != filing.filing_no:
            continue
        if row["state"] != str(result.state):  # told once; what the clerk ticks since is meant
            row["tick"] = TICK if result.state is ItemState.REFUSED else ""
        row["state"] = str(result.state)
        row["reason"] = result.reason


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
