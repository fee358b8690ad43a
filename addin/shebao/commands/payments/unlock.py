"""Unlocking a locked payment (解锁), exactly once: the bank then says whether it took the money."""

from shebao.commands.bills.premium_records import follow_payments
from shebao.commands.desk.context import Context
from shebao.commands.desk.receipts import follow_up, recover, submit
from shebao.commands.desk.selection import selected
from shebao.commands.payments.payment_results import payment_line
from shebao.contract.payments import Payment, UnlockRequest
from shebao.contract.state_tables import PAYMENT, PaymentEvent
from shebao.contract.states import PaymentState, UnlockResult
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.parts import SELECTED
from shebao.sheets.declared.payment_sheets import PAYMENTS, PaymentRow
from shebao.sheets.table import SheetTable

# Source: seed G 2.6.3.2 三（六）.
RESULTS = {
    PaymentState.PAID: "该笔税款已缴费且缴费成功，无需再次缴费。",
    PaymentState.FAILED: "该笔税款缴费失败，需要重新缴费。请点击“查询欠费”后重新缴费。",
}


def unlock_payment(ctx: Context) -> Outcome:
    """Unlock the one ticked payment after the password was given again; show what came of it."""
    table = ctx.table(PAYMENTS)
    recovered = recover(ctx, SubmissionKind.UNLOCK)
    if recovered:
        what = "上次解锁没有收到反馈，经查询税务已受理，本次没有重复解锁"
        return _report(ctx, table, recovered[-1], what)
    chosen = selected(table, table.rows(), SELECTED, scope_label="")
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
    proof = ctx.bureau.reauth()
    submit(
        ctx,
        SubmissionKind.UNLOCK,
        payment.payment_no,
        UnlockRequest(payment_no=payment.payment_no),
        {"sheet": table.title, "payment_no": payment.payment_no},
        proof=proof,
    )
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
