"""Voiding a successful premium filing that is not paid (作废), exactly once."""

from time import sleep

from shebao.commands.bills.filed_charges import is_filed, is_top_up
from shebao.commands.bills.premium_records import (
    in_process,
    record_filing,
    record_filings,
    void_words,
)
from shebao.commands.desk.context import Context
from shebao.commands.desk.receipts import follow_up, recover, repeated, submit_one
from shebao.commands.desk.selection import the_selected
from shebao.contract.premiums import Bill, FilingVoidRequest, PremiumFiling
from shebao.contract.states import DebtState, ItemState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.errors import CancelledError, InputError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.domain.progress_words import Seconds
from shebao.rules.forecast import void_refusal
from shebao.sheets.declared.premium_sheets import PREMIUM_FILINGS
from shebao.sheets.head import SheetHead

WAITING = Seconds("等待作废结果")
READING = "查询作废结果"
BEFORE = "此前的作废税务已受理，本次没有重复作废。"
TAKEN_BACK = (ItemState.VOIDING, ItemState.VOIDED)


def void_filing(ctx: Context) -> Outcome:
    """Void the ticked filing and wait for the answer as long as the settings say."""
    table = ctx.table(PREMIUM_FILINGS)
    if recovered := recover(ctx, SubmissionKind.FILING_VOID):
        return _report(table, record_filings(ctx, READING, recovered), BEFORE)
    row = the_selected(table, table.rows(), "作废")
    filing = ctx.bureau.premium_filing(row.filing_no)
    is_unshown = row.state == str(ItemState.ACCEPTED) and filing.state in TAKEN_BACK
    if is_unshown:  # its workbook was lost, or another desk voided it
        filing = record_filing(ctx, filing.filing_no)
        return _report(table, [filing], BEFORE)
    filing, said = void_and_wait(ctx, filing)
    return _report(table, [filing], said)


def fetch_void_result(ctx: Context) -> Outcome:
    """Ask what became of every void that sheet, ledger or any channel waits for (获取反馈)."""
    table = ctx.table(PREMIUM_FILINGS)
    recovered = recover(ctx, SubmissionKind.FILING_VOID)
    waiting = {*recovered, *in_process(ctx, ItemState.VOIDING)}
    if not waiting:
        raise InputError(
            f"工作表“{table.title}”没有作废中的申报，没有查询。请先勾选并“作废申报”。",
            log="nothing to ask about",
        )
    return _report(table, record_filings(ctx, READING, sorted(waiting)), "")


def void_and_wait(ctx: Context, filing: PremiumFiling) -> tuple[PremiumFiling, str]:
    """Void one filing once the user agreed; return it as it is after the countdown, and words.

    Raises InputError when the bureau would refuse, in the words of its tables; nothing was sent.
    """
    filing_no = filing.filing_no
    if words := void_refusal(filing_no, filing.state, debts_of(ctx, filing)):
        raise InputError(
            f"{words}没有提交作废。请点击“查询申报记录”核对状态。",
            log="void foreseen to be refused",
        )
    if added := _added_since(ctx, filing):
        raise InputError(
            f"{added.period} {added.insurance_name}在此之后申报过差额补缴（{added.bill_no}），"
            "请先作废差额补缴的申报，再作废该申报。没有提交作废。",
            log="a top-up stands on it",
        )
    ctx.ui.confirm(
        f"作废社保费申报 {filing_no}（{len(filing.bill_nos)} 条，{yuan(filing.amount_fen)} 元），"
        "作废后不可恢复，须重新申报"
    )
    body = FilingVoidRequest(filing_no=filing_no)
    receipt, is_repeat = submit_one(ctx, SubmissionKind.FILING_VOID, PREMIUM_FILINGS.title, body)
    said = repeated(receipt.receipt_no, "获取反馈") if is_repeat else ""
    # What follows is only shown: the void stands, and the next 获取反馈 finds it.
    said += follow_up(lambda: record_filing(ctx, filing_no))
    try:
        for passed in range(ctx.void_wait_seconds):
            ctx.progress(WAITING, passed, ctx.void_wait_seconds)
            sleep(1)
    except CancelledError:
        return filing.model_copy(update={"state": ItemState.VOIDING}), f"{said}您停止了等待。"
    answered = [filing.model_copy(update={"state": ItemState.VOIDING})]
    said += follow_up(lambda: answered.append(record_filing(ctx, filing_no)))
    return answered[-1], said


def _added_since(ctx: Context, filing: PremiumFiling) -> Bill | None:
    """Return a filed 差额补缴 that stands on a bill of this filing and is not in it itself."""
    mine = ctx.bureau.filed_bills(filing.filing_no).bills
    periods = sorted({bill.period for bill in mine if not bill.notice_no})
    for period in ctx.one_by_one("核对各属期账单", periods):
        numbers = {(b.unit_no, b.insurance): b.bill_no for b in mine if b.period == period}
        seen = set()
        for bill in ctx.bureau.bills(period).bills:  # each ordinary one before its top-ups
            at = (bill.unit_no, bill.insurance)
            if bill.bill_no == numbers.get(at):
                seen.add(at)
            elif at in seen and is_top_up(bill) and is_filed(bill):
                return bill
    return None


def debts_of(ctx: Context, filing: PremiumFiling) -> list[tuple[str, DebtState]]:
    """Return name and state of each debt of a filing; what the bureau does not list is paid."""
    if filing.state is not ItemState.ACCEPTED:
        return []
    listed = {
        debt.bill_no: debt.hold
        for debt in ctx.bureau.debts(held=True).debts
        if debt.filing_no == filing.filing_no
    }
    return [
        (f"{bill.period} {bill.insurance_name}", listed.get(bill.bill_no, DebtState.PAID))
        for bill in ctx.bureau.filed_bills(filing.filing_no).bills
    ]


def _report(table: SheetHead, filings: list[PremiumFiling], said: str) -> Outcome:
    message = "".join(void_words(filing, "，请刷新待申报后重新申报") for filing in filings) + said
    states = [filing.state for filing in filings]
    voided, pending = states.count(ItemState.VOIDED), states.count(ItemState.VOIDING)
    return table.report(
        message,
        Status.DONE if voided == len(states) else Status.PARTIAL,
        counts={"voided": voided, "pending": pending, "refused": len(states) - voided - pending},
        facts={"filing_no": filings[-1].filing_no},
    )
