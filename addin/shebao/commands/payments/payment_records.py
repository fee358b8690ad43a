"""Payment records of every channel (缴费记录): fetched by period, what each pays, one unlocked."""

from shebao.commands.bills.premium_records import follow_payments
from shebao.commands.desk.context import Context
from shebao.commands.desk.numbers_asked import ask_each
from shebao.commands.desk.receipts import follow_up, recover, submit_one
from shebao.commands.desk.selection import selected
from shebao.commands.desk.time_cells import EVER, recent_start, recent_words, span_or_recent
from shebao.commands.payments.payment_results import (
    READING,
    UNDECIDED,
    earlier_words,
    in_state,
    payment_line,
)
from shebao.contract.payments import Arrival, Debt, Payment, UnlockRequest
from shebao.contract.state_tables import PAYMENT, PaymentEvent
from shebao.contract.states import PaymentState, UnlockResult
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.moments import local_time
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.sheets.declared.payment_sheets import PAYMENT_LINES, PAYMENTS, PaymentLine, PaymentRow
from shebao.sheets.table import SheetTable

# Source: seed G 2.6.3.2 三（六）.
RESULTS = {
    PaymentState.PAID: "该笔税款已缴费且缴费成功，无需再次缴费。",
    PaymentState.FAILED: "该笔税款缴费失败，需要重新缴费。请点击“查询欠费”后重新缴费。",
}


def query_payments(ctx: Context) -> Outcome:
    """Show the payments by agreement for the periods in the sheet's labelled cells."""
    table = ctx.table(PAYMENTS)
    said, payments = _asked(ctx, table)
    ended, missing = _no_longer_waiting(ctx, table, payments)
    table.show_rows([payment_line(payment) for payment in payments])
    failed = in_state(payments, PaymentState.FAILED)
    locked = in_state(payments, PaymentState.LOCKED)
    paid = sum(p.amount_fen for p in in_state(payments, PaymentState.PAID))
    message = f"{said}共 {len(payments)} 笔，缴费成功 {yuan(paid)} 元。"
    if failed:
        message += f"缴费失败 {len(failed)} 笔，失败原因见“说明”列。"
    if locked:
        message += f"锁定 {len(locked)} 笔，请勾选后点击“解锁”，不要重复缴费。"
    message += earlier_words(ended) + missing
    message += follow_up(lambda: follow_payments(ctx))
    is_whole = not (locked or missing) and all(p.state is PaymentState.PAID for p in ended)
    return table.report(
        message,
        Status.DONE if is_whole else Status.PARTIAL,
        counts={
            "payments": len(payments),
            "paid_fen": paid,
            "failed": len(failed),
            "locked": len(locked),
        },
        as_of=ctx.now(),
    )


def _asked(ctx: Context, table: SheetTable[PaymentRow]) -> tuple[str, list[Payment]]:
    """Return what the labelled cells ask for, in words and as payments.

    Without a first period: what was submitted of late for whatever period, and what is open.
    """
    first, last, is_recent = span_or_recent(ctx, table)
    found = ctx.bureau.payments(str(first), str(last)).payments
    if not is_recent:
        return f"{first} 至 {last} 的缴费", found
    since = recent_start(last)
    payments = [
        payment
        for payment in found
        if local_time(payment.submitted_at) >= str(since) or payment.state in UNDECIDED
    ]
    return f"{recent_words(last)}提交的缴费和仍未有结果的缴费", payments


def _no_longer_waiting(
    ctx: Context, table: SheetTable[PaymentRow], payments: list[Payment]
) -> tuple[list[Payment], str]:
    """Return what the sheet shows as under way and ``payments`` do not, as it is now.

    Second, words for what the bureau does not have at all.
    """
    waiting = [row.payment_no for row in table.rows() if row.state in UNDECIDED]
    listed = {payment.payment_no: payment for payment in payments}
    gone = [number for number in waiting if number not in listed]
    elsewhere, missing = ask_each(ctx, READING, gone, ctx.bureau.payment, PAYMENTS.title)
    here = [listed[number] for number in waiting if number in listed]
    return [*(p for p in here if p.state not in UNDECIDED), *elsewhere], missing


def show_payment(ctx: Context) -> Outcome:
    """Show what each ticked payment pays."""
    records = ctx.table(PAYMENTS)
    chosen = selected(records, records.rows())
    each = ctx.one_by_one("查询缴费记录", chosen)
    payments = [ctx.bureau.payment(row.payment_no) for row in each]
    arrivals = ctx.bureau.arrivals(str(EVER), ctx.session.current_period).arrivals
    debts = ctx.bureau.debts(held=True).debts
    lines = [line for payment in payments for line in _lines(payment, arrivals, debts)]
    table = ctx.table(PAYMENT_LINES)
    table.show_rows(lines)
    total = sum(payment.amount_fen for payment in payments)
    message = f"{len(payments)} 笔缴费共 {len(lines)} 行明细，合计 {yuan(total)} 元。"
    if sum(line.amount for line in lines if isinstance(line.amount, int)) != total:
        message += "有的明细税务系统没有列出，合计以缴费金额为准。"
    return table.report(message, counts={"lines": len(lines), "amount_fen": total})


def _lines(payment: Payment, arrivals: list[Arrival], debts: list[Debt]) -> list[PaymentLine]:
    """Return what arrived of a payment that succeeded, else the debts that it was to pay."""
    if payment.state is PaymentState.PAID:
        return [
            PaymentLine.of(
                arrival,
                levy_item=arrival.levy_item,
                levy_subitem=arrival.levy_subitem,
                state=str(payment.state),
            )
            for arrival in arrivals
            if arrival.payment_no == payment.payment_no
        ]
    return [
        PaymentLine.of(
            debt,
            payment_no=payment.payment_no,
            levy_item=debt.insurance_name,
            amount=debt.amount_fen + debt.late_fee_fen,
            state=str(payment.state),
        )
        for debt in debts
        if debt.debt_no in payment.debt_nos
    ]


def unlock_payment(ctx: Context) -> Outcome:
    """Unlock the one ticked payment after the password was given again; show what came of it."""
    table = ctx.table(PAYMENTS)
    recovered = recover(ctx, SubmissionKind.UNLOCK)
    if recovered:
        what = "上次解锁没有收到反馈，经查询税务已受理，本次没有重复解锁"
        return _report(ctx, table, recovered[-1], what)
    chosen = selected(table, table.rows())
    if len(chosen) > 1:
        raise table.error(f"勾选了 {len(chosen)} 笔缴费，一次只解锁一笔", "请只勾选一笔后重试。")
    row = chosen[0]
    payment = ctx.bureau.payment(row.payment_no)
    if payment.unlocked and row.state == str(PaymentState.LOCKED):
        return _report(ctx, table, payment.payment_no, "此前已解锁，本次没有重复解锁")
    step = PAYMENT.row(payment.state, PaymentEvent.UNLOCK_PAID)
    if step.next is None:
        name = f"缴费记录“{payment.payment_no}”"
        advice = PAYMENT.advice[payment.state]
        raise table.error(f"没有解锁：{name}的状态为“{payment.state}”，不能“解锁”", advice)
    ctx.ui.confirm(f"解除缴费记录“{payment.payment_no}”（{yuan(payment.amount_fen)} 元）的锁定")
    body = UnlockRequest(payment_no=payment.payment_no)
    submit_one(ctx, SubmissionKind.UNLOCK, table.title, body, ctx.bureau.reauth())
    return _report(ctx, table, payment.payment_no, "已解除锁定")


def _report(ctx: Context, table: SheetTable[PaymentRow], payment_no: str, what: str) -> Outcome:
    payment = ctx.bureau.payment(payment_no)
    table.put_first(payment_line(payment), "payment_no")
    message = f"{what}：{payment_no}，{_result(payment)}"
    message += follow_up(lambda: follow_payments(ctx))
    return table.report(
        message,
        counts={"paid_fen": payment.amount_fen if payment.state is PaymentState.PAID else 0},
        facts={"payment_no": payment_no, "state": str(payment.state)},
    )


def _result(payment: Payment) -> str:
    if payment.unlocked is None:
        return f"状态为“{payment.state}”，扣费结果暂时没有取回，请稍后同步缴费记录。"
    reason = f"失败原因：{payment.reason}。" if payment.unlocked is UnlockResult.NOT_DEBITED else ""
    return f"扣费状态为“{payment.unlocked}”：{RESULTS.get(payment.state, '')}{reason}"
