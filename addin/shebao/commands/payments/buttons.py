"""The buttons of payments: debts, agreements, vouchers and records."""

from functools import partial

from shebao.commands.command import Command
from shebao.contract.rights import Right

_of_group = partial(Command, group="费款缴纳")
_debt = partial(_of_group, right=Right.PAYMENT, sheets=("debts",))
_voucher = partial(
    _of_group,
    menu="打印记录",
    right=Right.PAYMENT,
    module="payments.voucher_records",
    sheets=("vouchers",),
)
_payment = partial(
    _of_group, menu="缴费记录", module="payments.payment_records", sheets=("payments",)
)

BUTTONS: tuple[Command, ...] = (
    _debt(
        ("update_debts", "查询欠费", "AccountingFormat"),
        "取回已申报未缴费的费款。",
        module="payments.debts",
        is_large=True,
    ),
    _debt(
        ("pay_by_agreement", "三方协议缴费", "FunctionsFinancialInsertGallery"),
        "用三方协议缴纳勾选的费款；缴费前再次验证密码。",
        module="payments.payment",
        is_large=True,
    ),
    _debt(
        ("fetch_payment_result", "缴费结果", "RefreshStatus"),
        "取回缴费中的扣款结果。",
        module="payments.payment",
    ),
    _debt(
        ("print_voucher", "银行凭证缴费", "FilePrint"),
        "对勾选的费款开具银行端查询缴税凭证（PDF），持凭证到银行缴款；开具前再次验证密码。",
        module="payments.voucher",
        is_large=True,
    ),
    _voucher(
        ("query_vouchers", "查询打印记录", "FindDialogExcel"),
        "按开具日期和费款所属期列出本机保存的银行端查询缴税凭证。",
    ),
    _voucher(
        ("sync_vouchers", "同步打印记录", "RefreshAll"),
        "按费款所属期从税务系统取回本单位各渠道打印的凭证及其最新状态。",
    ),
    _voucher(
        ("show_voucher", "查看凭证", "OutlineShowDetail"),
        "列出勾选凭证的缴费明细。",
        result="voucher_lines",
    ),
    _voucher(
        ("reprint_voucher", "重新打印", "FilePrintQuick"),
        "把勾选的凭证再次保存为 PDF，与首次打印的内容完全相同。",
    ),
    _voucher(
        ("void_voucher", "作废凭证", "SheetDelete"),
        "作废勾选的未缴款凭证；作废后须重新发起缴费。",
    ),
    _payment(
        ("query_payments", "同步缴费记录", "HistoryTab"),
        "按费款所属期从税务系统取回本单位各渠道的三方协议缴费记录。",
        right=Right.PAYMENT,
    ),
    _payment(
        ("show_payment", "查看缴费明细", "OutlineShowDetail"),
        "列出勾选的缴费记录缴纳的费款；缴费功能权限的用户不能查看。",
        result="payment_lines",
    ),
    _payment(
        ("unlock_payment", "解锁", "Lock"),
        "对勾选的锁定缴费记录验证密码后解除锁定，取得扣费结果。",
        right=Right.PAYMENT,
    ),
)
