"""Voiding a voucher that is not paid, exactly once; its debts can then be paid another way."""

from shebao.commands.desk.context import Context
from shebao.commands.desk.receipts import recover, submit
from shebao.commands.payments.voucher_file import fetch_voucher, fetch_vouchers, named
from shebao.commands.payments.voucher_records import refresh_lines, ticked
from shebao.contract.state_tables import VOUCHER, VoucherEvent
from shebao.contract.states import VoucherState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.vouchers import VoucherVoidRequest
from shebao.domain.errors import SheetError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.payment_sheets import VOUCHERS, VoucherRow
from shebao.sheets.table import SheetTable

NEXT = "该凭证不可重新打印或再次作废；请在“费款缴纳”中点击“查询欠费”后重新发起缴费。"


def void_voucher(ctx: Context) -> Outcome:
    """Void the one ticked voucher, as the state table allows it now."""
    table = ctx.table(VOUCHERS)
    recovered = recover(ctx, SubmissionKind.VOUCHER_VOID)
    if recovered:
        return _report(ctx, table, recovered, "上次作废没有收到反馈，经查询税务已受理")
    numbers = ticked(ctx)
    if len(numbers) > 1:
        raise SheetError(
            table.title, f"勾选了 {len(numbers)} 张凭证，一次只作废一张", "请只勾选一张后重试。"
        )
    voucher = fetch_voucher(ctx, numbers[0])
    if voucher.state is VoucherState.VOIDED:
        return _report(ctx, table, numbers, "此前已作废，本次没有重复作废")
    step = VOUCHER.row(voucher.state, VoucherEvent.VOID)
    if step.next is None:
        refusal = step.words(named(voucher)).rstrip("。")
        raise SheetError(table.title, f"没有作废：{refusal}", "")
    ctx.ui.confirm(
        f"是否确认作废{named(voucher)}（{yuan(voucher.total_fen)} 元，"
        f"税款限缴日期 {voucher.pay_by}）；已经交给银行的凭证请不要作废"
    )
    submit(
        ctx,
        SubmissionKind.VOUCHER_VOID,
        voucher.voucher_no,
        VoucherVoidRequest(voucher_no=voucher.voucher_no),
        {"sheet": table.title, "voucher_no": voucher.voucher_no},
    )
    return _report(ctx, table, numbers, "作废成功")


def _report(ctx: Context, table: SheetTable[VoucherRow], numbers: list[str], what: str) -> Outcome:
    vouchers = fetch_vouchers(ctx, numbers)
    refresh_lines(ctx, table, vouchers)
    names = "、".join(f"{named(voucher)}（{voucher.state}）" for voucher in vouchers)
    message = f"{what}：{names}。{NEXT}"
    return table.report(
        message, counts={"voided": len(vouchers)}, facts={"voucher_no": numbers[-1]}
    )
