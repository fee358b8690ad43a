"""Premium filings of any day and channel from the bureau, as the record sheet shows them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from shebao.commands.desk.context import Context
from shebao.commands.desk.numbers_asked import ask_each
from shebao.commands.desk.time_cells import days_of
from shebao.commands.payments.debts import update_debts
from shebao.contract.premiums import PremiumFiling
from shebao.contract.rights import Right
from shebao.contract.states import FilingCredited, FilingPaid, ItemState
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.premium_sheets import PREMIUM_FILINGS, FilingRow
from shebao.sheets.declared.row import put_back, replace
from shebao.sheets.head import as_of_words
from shebao.sheets.table import SheetTable

UNPAID_TEXT = "存在未缴费的社保费申报记录，是否立即缴费"  # seed G 2.5.3.2 二
IN_PROCESS_WITHIN = timedelta(days=366)  # nothing waits longer for its answer
CHANGING = ("state", "payment", "arrival", "reason", "accepted_on")
ORDINARY, SPECIAL = "日常申报", "特殊缴费"
READING = "查询申报记录"
UNANSWERED = (ItemState.PROCESSING, ItemState.VOIDING)


def query_premium_filings(ctx: Context) -> Outcome:
    """Show the filings submitted within the labelled days; offer to pay what is unpaid."""
    table = ctx.table(PREMIUM_FILINGS)
    first, last = days_of(ctx, table, are_paid=True)
    ctx.progress("查询申报记录", 0, 1)
    filings = ctx.bureau.premium_filings(str(first), str(last)).filings
    ctx.progress("查询申报记录", 1, 1)
    ended, missing = _no_longer_waiting(ctx, table, filings)
    table.show_rows([filing_line(filing) for filing in filings])
    pending = sum(filing.state in UNANSWERED for filing in filings)
    unpaid = [filing for filing in filings if filing.unpaid]
    message = f"{first} 至 {last} 共有 {len(filings)} 笔社保费申报。{_open_words(pending, unpaid)}"
    message += "".join(map(ended_words, ended)) + missing
    if unpaid:
        owed = yuan(_owed_fen(unpaid))
        if ctx.ui.agrees(f"{UNPAID_TEXT}（{len(unpaid)} 笔，尚欠 {owed} 元）？"):
            message += f"{update_debts(ctx).message}请在“{DEBTS.title}”勾选后缴费。"
    return table.report(
        message,
        Status.PARTIAL if pending or missing else Status.DONE,
        counts={"filings": len(filings), "pending": pending, "unpaid": len(unpaid)},
        as_of=ctx.now(),
    )


def _no_longer_waiting(
    ctx: Context, table: SheetTable[FilingRow], filings: Iterable[PremiumFiling]
) -> tuple[list[tuple[str, PremiumFiling]], str]:
    """Return what the sheet shows as unanswered and ``filings`` do not: its state there, and it.

    Second, words for what the bureau does not have at all.
    """
    listed = {filing.filing_no: filing for filing in filings}
    waiting = {row.filing_no: row.state for row in table.rows() if row.state in UNANSWERED}
    gone = [number for number in waiting if number not in listed]
    elsewhere, missing = ask_each(ctx, READING, gone, ctx.bureau.premium_filing, table.title)
    listed |= {filing.filing_no: filing for filing in elsewhere}
    ended = [
        (state, listed[number])
        for number, state in waiting.items()
        if number in listed and str(listed[number].state) != state
    ]
    return ended, missing


def ended_words(ended: tuple[str, PremiumFiling]) -> str:
    """Say what became of a filing that was in this state before."""
    was, filing = ended
    if was == str(ItemState.VOIDING):
        return void_words(filing)
    reason = f"：{filing.reason.rstrip('。')}" if filing.state is ItemState.REFUSED else ""
    return f"社保费申报 {filing.filing_no} {filing.state}{reason}。"


def void_words(filing: PremiumFiling, then: str = "") -> str:
    """Say what became of a void; ``then`` is what follows one that succeeded."""
    match filing.state:
        case ItemState.VOIDED:
            words = f"作废成功；该记录只能查看{then}"
        case ItemState.VOIDING:
            words = "作废已提交，处理中；请稍后点击“获取反馈”，不要重复作废"
        case state:
            words = f"没有作废，状态为“{state}”：{filing.reason or '原申报仍然有效'}"
    return f"社保费申报 {filing.filing_no} {words.rstrip('。')}。"


def _open_words(pending: int, unpaid: Sequence[PremiumFiling]) -> str:
    """Say how many filings have no answer yet, and how many are not paid."""
    words = f"其中 {pending} 笔处理中，请稍后再查。" if pending else ""
    if unpaid:
        partly = sum(filing.payment is FilingPaid.PARTLY for filing in unpaid)
        words += f"{len(unpaid)} 笔未缴清" + (f"（其中 {partly} 笔部分缴费）" if partly else "")
        words += f"，尚欠 {yuan(_owed_fen(unpaid))} 元（不含滞纳金）。"
    return words


def _owed_fen(unpaid: Iterable[PremiumFiling]) -> int:
    return sum(filing.amount_fen - filing.paid_fen for filing in unpaid)


def in_process(ctx: Context, state: ItemState = ItemState.PROCESSING) -> set[str]:
    """Return the filings 处理中 by the record sheet, or by the bureau in any channel.

    Or those in the other ``state`` that waits for an answer.
    """
    today = ctx.business_date
    recent = ctx.bureau.premium_filings(str(today - IN_PROCESS_WITHIN), str(today)).filings
    found = {each.filing_no for each in recent if each.state is state}
    rows = ctx.table(PREMIUM_FILINGS).rows()
    return found | {r.filing_no for r in rows if r.state == str(state)}


def record_filing(ctx: Context, filing_no: str) -> PremiumFiling:
    """Put a filing into the record sheet, in place of its older line; return it."""
    return record_filings(ctx, READING, [filing_no])[0]


def record_filings(ctx: Context, label: str, numbers: Collection[str]) -> list[PremiumFiling]:
    """Put filings into the record sheet, each in place of its older line; return them.

    All are asked for before one is shown: 取消 between two leaves every one of them to the next
    click, which would not ask for what the sheet shows as ended. Raises CancelledError.
    """
    filings = [ctx.bureau.premium_filing(number) for number in ctx.one_by_one(label, numbers)]
    put_filings(ctx, filings)
    return filings


def put_filings(ctx: Context, filings: Iterable[PremiumFiling]) -> None:
    """Put filings into the record sheet, each in place of its older line."""
    for filing in filings:
        ctx.table(PREMIUM_FILINGS).put_first(filing_line(filing), "filing_no")


def follow_payments(ctx: Context, *, has_news: bool = False) -> None:
    """Show of every listed filing how much is paid and arrived by now, where that can change.

    The note counts what stands below it then, if any of it is another than it was, or the caller
    ``has_news``. Who may only pay is not shown filings, and the bureau would refuse.
    """
    if Right.ALL not in ctx.session.rights:
        return
    table = ctx.table(PREMIUM_FILINGS)
    rows = table.rows()
    before = _unfinished(rows)
    each = ctx.one_by_one(READING, before)
    filings = [ctx.bureau.premium_filing(row.filing_no) for row in each]
    now = [
        replace(filing_line(filing), at=row.at) for filing, row in zip(filings, before, strict=True)
    ]
    table.update(now, CHANGING)
    has_news = has_news or any(
        new.get(field) != old.get(field)
        for new, old in zip(now, before, strict=True)
        for field in CHANGING
    )
    if has_news:
        pending = sum(row.state in UNANSWERED for row in put_back(rows, now))
        unpaid = [filing for filing in filings if filing.unpaid]
        message = f"表中有 {len(rows)} 笔社保费申报。{_open_words(pending, unpaid)}"
        with ctx.behind():
            table.note(f"{message}{as_of_words(ctx.now())}")


def unfinished(ctx: Context) -> list[FilingRow]:
    """Return the listed successful filings that are not wholly paid and arrived."""
    return _unfinished(ctx.table(PREMIUM_FILINGS).rows())


def _unfinished(rows: Iterable[FilingRow]) -> list[FilingRow]:
    done = (str(FilingPaid.WHOLLY), str(FilingCredited.WHOLLY))
    return [
        row
        for row in rows
        if row.state == str(ItemState.ACCEPTED) and (row.payment, row.arrival) != done
    ]


def filing_line(filing: PremiumFiling) -> FilingRow:
    """Return a filing as a line of the record sheet."""
    accepted = filing.state is ItemState.ACCEPTED
    return FilingRow.of(
        filing,
        kind=SPECIAL if filing.special else ORDINARY,
        payment=str(filing.payment) if accepted else "",
        arrival=str(filing.arrival or "") if accepted else "",
        bills=len(filing.bill_nos),
    )
