"""Bringing each wage filing's answer back to the rows it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shebao.bureau.errors import BureauRefusedError
from shebao.commands.desk.context import Context
from shebao.commands.desk.receipts import recorded, recover
from shebao.commands.wages.wage_table import WageTable, filing_of, wages_in_use
from shebao.contract.refusals import ReasonCode
from shebao.contract.states import ItemState, WageFilingState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.wages import WageFiling, WageItemResult
from shebao.domain.errors import NothingSentError
from shebao.domain.moments import local_time
from shebao.domain.outcome import Outcome, Status
from shebao.domain.wage_row import WageRow
from shebao.rules.filing import Filing
from shebao.rules.newest_answers import Answers, newest_answers
from shebao.rules.way_back import WAY_BACK_TEXT
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.row import put_back, replace
from shebao.sheets.declared.wage_sheets import WAGE_FILINGS, WageFilingRow, WageSheetRow

E2 = ReasonCode.LOWERED_AFTER_FILING
SHOWN = ("state", "reason", "filing_no", "tick")
# With its submission go a row's tick and what was found wrong before it.
SENT = ("state", "filing_no", "reason", "tick", "check", "faulty")
READING = "查询申报结果"


@dataclass(frozen=True, slots=True)
class Held:
    """The last wages of one person that the bureau received from here, and their receipt."""

    receipt_no: str
    wages_fen: Mapping[str, int]


def fetch_wage_result(ctx: Context) -> Outcome:
    """Ask for the result of every filing that a row waits for or does not show yet."""
    table, rows = wages_in_use(ctx)
    recover(ctx, SubmissionKind.WAGE_FILING)
    rows, restored = bring_back(ctx, table, rows, held_wages(ctx, filing_of(ctx, table)))
    processing = str(ItemState.PROCESSING)
    asked = {row.filing_no for row in restored}
    asked |= {row.filing_no for row in rows if row.state == processing and row.filing_no}
    if not asked:  # nothing waits: say once more how the sheet's filings ended
        asked = {row.filing_no for row in rows if row.filing_no}
    if not asked:
        raise NothingSentError(
            f"工作表“{table.title}”没有提交过的申报，没有查询。请先“提交申报”。",
            log="nothing to ask about",
        )
    filings = [show_filing(ctx, number) for number in ctx.one_by_one(READING, sorted(asked))]
    rows = _answered(rows, filings)
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
    return table.report(
        message,
        Status.PARTIAL if answers.pending or answers.refused else Status.DONE,
        counts={
            "accepted": answers.accepted,
            "refused": answers.refused,
            "pending": answers.pending,
        },
    )


def _waiting(ctx: Context, rows: Sequence[WageSheetRow]) -> dict[str, set[str]]:
    """Return the people of each filing, by the ledger or, without it, by the sheet."""
    people: dict[str, set[str]] = {}
    for row in rows:
        people.setdefault(row.filing_no, set()).add(row.id_number)
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


def _rowless_words(rows: Sequence[WageSheetRow], answers: Answers) -> str:
    """Say whose answer stands on no row, and where it can be seen."""
    shown = {row.id_number: row.filing_no for row in rows}
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
    ctx: Context, table: WageTable, rows: list[WageSheetRow], held: Mapping[str, Held]
) -> tuple[list[WageSheetRow], list[WageSheetRow]]:
    """Write onto its rows every filing that the bureau holds and they do not show.

    Return the rows as they are then, and those that were written. A filing is theirs when it
    carried exactly the wages that stand in the row now.
    """
    unshown = []
    # By receipt: whether another desk filed after what this ledger holds.
    is_newer = {"": False}
    is_newer.update({str(e.receipt_no): False for e in ctx.ledger.list(ctx.account)})
    for row in rows:
        known, shown = held.get(row.id_number), row.filing_no
        if known is None or shown == known.receipt_no or not is_same(known, row):
            continue
        if shown not in is_newer:
            is_newer[shown] = _is_newer(ctx, shown, known.receipt_no)
        if not is_newer[shown]:
            unshown.append(sent(row, known.receipt_no))
    numbers = sorted({row.filing_no for row in unshown})
    filings = [show_filing(ctx, number) for number in ctx.one_by_one(READING, numbers)]
    unshown = _answered(unshown, filings)
    table.update(unshown, SENT)
    return put_back(rows, unshown), unshown


def sent(row: WageSheetRow, receipt_no: str) -> WageSheetRow:
    """Return a row that waits for the answer to a filing."""
    return replace(
        row,
        state=str(ItemState.PROCESSING),
        filing_no=receipt_no,
        reason="",
        tick="",
        check="",
        faulty="",
    )


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


def _answered(rows: Sequence[WageSheetRow], filings: Sequence[WageFiling]) -> list[WageSheetRow]:
    """Answer by person, never by position: the sheet may have been sorted since."""
    results = {f.filing_no: {item.id_number: item for item in f.items} for f in filings}
    found = []
    for row in rows:
        result = results.get(row.filing_no, {}).get(row.id_number)
        if result is None:
            found.append(row)
            continue
        tick = row.tick
        if row.state != str(result.state):  # told once; what the clerk ticks since is meant
            tick = TICK if result.state is ItemState.REFUSED else ""
        found.append(replace(row, tick=tick, state=str(result.state), reason=result.reason))
    return found


def show_filing(ctx: Context, filing_no: str) -> WageFiling:
    """Put a filing into the record sheet, in place of its older line; return it."""
    filing = ctx.bureau.wage_filing(filing_no)
    ctx.table(WAGE_FILINGS).put_first(filing_line(filing), "filing_no")
    return filing


def filing_line(filing: WageFiling) -> WageFilingRow:
    """Return a filing as a line of the record sheet."""
    return WageFilingRow.of(filing, submitted_at=local_time(filing.submitted_at))
