"""How payments by agreement ended, as 缴费记录 shows it and a sentence says it."""

from collections.abc import Collection, Iterable, Sequence

from shebao.commands.desk.context import Context
from shebao.contract.payments import Payment
from shebao.contract.states import PaymentState
from shebao.domain.money import yuan
from shebao.sheets.declared.payment_sheets import PAYMENTS, PaymentRow

READING = "查询缴费结果"
UNDECIDED = (PaymentState.PAYING, PaymentState.LOCKED)


def payment_line(payment: Payment) -> PaymentRow:
    """Return a payment as the record sheet shows it."""
    unlocked = str(payment.unlocked or "")
    return PaymentRow.of(payment, account=payment.account_masked, unlocked=unlocked)


def show_payments(ctx: Context, numbers: Collection[str]) -> list[Payment]:
    """Put payments into the record sheet, each in place of its older line; return them.

    All are asked for before one is shown: what the sheet shows as ended is not told again, so 取消
    between two must leave every one of them to the next click. Raises CancelledError.
    """
    payments = [ctx.bureau.payment(number) for number in ctx.one_by_one(READING, numbers)]
    put_payments(ctx, payments)
    return payments


def put_payments(ctx: Context, payments: Iterable[Payment]) -> None:
    """Put payments into the record sheet, each in place of its older line."""
    for payment in payments:
        ctx.table(PAYMENTS).put_first(payment_line(payment), "payment_no")


def in_state(payments: Sequence[Payment], *states: PaymentState) -> list[Payment]:
    """Return the payments in one of the states."""
    return [payment for payment in payments if payment.state in states]


def result_words(payments: Sequence[Payment]) -> str:
    """Say how payments ended, and what is to be done about those that did not succeed."""
    paid = sum(payment.amount_fen for payment in in_state(payments, PaymentState.PAID))
    failed = in_state(payments, PaymentState.FAILED)
    locked = in_state(payments, PaymentState.LOCKED)
    pending = len(in_state(payments, PaymentState.PAYING))
    words = f"缴费成功 {yuan(paid)} 元，失败 {len(failed)} 笔，缴费中 {pending} 笔。"
    if locked:
        words += (
            f"锁定 {len(locked)} 笔（{'、'.join(p.payment_no for p in locked)}）："
            "是否扣款尚未确定，不要重复缴费，请在“缴费记录”中勾选后点击“解锁”。"
        )
    if failed:
        words += f"失败原因：{'；'.join(p.reason for p in failed)}。请处理后重新缴费。"
    return words


def earlier_words(payments: Sequence[Payment]) -> str:
    """Say how payments ended that a sheet showed as under way; empty for none."""
    numbers = "、".join(payment.payment_no for payment in payments)
    return f"此前发起的缴费 {numbers}：{result_words(payments)}" if payments else ""
