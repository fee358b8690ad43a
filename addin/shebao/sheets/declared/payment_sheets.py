"""The sheets of payment: debts, vouchers and payments."""

from typing import Annotated

from shebao.sheets.declared import parts
from shebao.sheets.declared.columns import Column, Parameter
from shebao.sheets.declared.row import Count, Fen, Ppm, Sheet, SheetRow

BLANK_PAYER, REGISTERED_PAYER, TYPED_PAYER = "不填写", "已备案账户", "人工录入"


class DebtRow(SheetRow):
    """What is confirmed and not paid; ``debt_no`` is hidden."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    period: Annotated[str, parts.PERIOD]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    amount: Annotated[Fen, Column("应缴费额", width=15)]
    late_fee: Annotated[Fen, Column("滞纳金", width=12)]
    state: Annotated[str, Column("状态", width=18)]
    due_on: Annotated[str, Column("缴款期限", width=12)]
    days_late: Annotated[Count, Column("逾期天数", width=9)]
    levy_kind: Annotated[str, parts.LEVY_KIND]
    unit_no: Annotated[str, parts.UNIT_NO]
    payment_no: Annotated[str, Column("缴费流水号", width=22)]
    voucher_no: Annotated[str, Column("凭证序号", width=22)] = ""
    filing_no: Annotated[str, Column("申报流水号", width=22)]
    late_rate: Annotated[Ppm, Column("滞纳金日费率", width=12)]
    debt_no: Annotated[str, Column("欠费编号", width=4, is_hidden=True)]


DEBTS = Sheet(
    "debts",
    "费款缴纳",
    "已申报未缴费的欠费；勾选后缴费",
    row=DebtRow,
    parameters=(
        Parameter(
            "单位编号",
            "unit_no",
            "“查询欠费”只取此单位编号；留空为全部",
            choices_of="unit_links.unit_no",
        ),
        Parameter(
            "三方协议",
            "agreement_no",
            "协议编号；留空使用唯一验证通过的协议",
            choices_of="agreements.agreement_no",
            at_hand=True,
        ),
        Parameter(
            "凭证付款账户",
            "payer",
            "不填写的，此后重新打印也为空；已备案账户为已登记的存款账户和“三方协议”的账户",
            BLANK_PAYER,
            (BLANK_PAYER, REGISTERED_PAYER, TYPED_PAYER),
        ),
        Parameter("账户名称", "payer_name", "人工录入时填写，须与银行账户完全一致"),
        Parameter("开户银行", "payer_bank", "人工录入时填写"),
        Parameter(
            "账号",
            "payer_account",
            "人工录入时填写，8 至 32 位数字；有几个已备案账户时也可填写其账号",
        ),
        Parameter("凭证文件", "voucher_file", "PDF 保存位置；留空与工作簿同目录"),
        parts.SCOPE,
    ),
    sums=("amount", "late_fee"),
    identity="debt_no",
    at_start=True,
)


class VoucherRow(SheetRow):
    """A voucher that was issued."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    voucher_no: Annotated[str, Column("凭证序号", width=22)]
    state: Annotated[str, Column("状态")]
    total: Annotated[Fen, Column("金额合计", width=15)]
    pay_by: Annotated[str, Column("税款限缴日期", width=12)]
    paid_on: Annotated[str, Column("缴款日期", width=12)]
    reason: Annotated[str, Column("说明", width=44)]
    period_from: Annotated[str, Column("费款所属期起", width=12)]
    period_to: Annotated[str, Column("费款所属期止", width=12)]
    issued_on: Annotated[str, Column("开具日期", width=12)]
    payer_name: Annotated[str, Column("付款人名称", width=36)]
    payer_account: Annotated[str, Column("付款人账号", width=22)]
    channel: Annotated[str, Column("打印渠道", width=16)]
    is_printed: Annotated[str, Column("本机保存", width=9)]
    fetched_at: Annotated[str, Column("取得时间", width=17)]


VOUCHERS = Sheet(
    "vouchers",
    "缴费凭证打印记录",
    "开具过的银行端查询缴税凭证；勾选后查看、重新打印或作废",
    row=VoucherRow,
    parameters=(
        Parameter("开具日期起", "first_day", "如 2026-11-01；留空不限"),
        Parameter("开具日期止", "last_day", "留空不限"),
        Parameter(
            "费款所属期起",
            "first_period",
            "如 2026-01；同步时留空为近期开具、缴款的和未缴款的",
        ),
        Parameter("费款所属期止", "last_period", "同步时留空为当前属期"),
        Parameter("凭证文件", "voucher_file", "PDF 保存位置；留空与工作簿同目录"),
    ),
    identity="voucher_no",
)


class VoucherLine(SheetRow):
    """What a voucher pays."""

    levy_item: Annotated[str, Column("征收项目", width=30)]
    state: Annotated[str, Column("状态")]
    amount: Annotated[Fen, Column("应缴税额", width=15)]
    period_from: Annotated[str, Column("费款所属期起", width=12)]
    period_to: Annotated[str, Column("费款所属期止", width=12)]
    pay_by: Annotated[str, Column("税款限缴日期", width=12)]
    voucher_no: Annotated[str, Column("凭证序号", width=22)]
    payer_bank: Annotated[str, Column("付款人开户银行", width=36)]


VOUCHER_LINES = Sheet(
    "voucher_lines",
    "银行端缴费凭证明细",
    "所查看的银行端查询缴税凭证的缴费明细",
    row=VoucherLine,
    sums=("amount",),
)


class PaymentRow(SheetRow):
    """A payment by agreement, whoever began it."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    payment_no: Annotated[str, Column("缴费流水号", width=22)]
    state: Annotated[str, Column("状态", width=15)]
    amount: Annotated[Fen, Column("缴费金额", width=15)]
    reason: Annotated[str, Column("说明", width=40)]
    submitted_at: Annotated[str, Column("提交时间", width=18)]
    bank: Annotated[str, Column("银行", width=24)]
    account: Annotated[str, Column("账号", width=22)]
    unlocked: Annotated[str, Column("解锁结果", width=12)] = ""
    channel: Annotated[str, Column("缴费渠道", width=16)]


PAYMENTS = Sheet(
    "payments",
    "缴费记录",
    "每次三方协议缴费及其结果；勾选后查看明细或解锁",
    row=PaymentRow,
    parameters=parts.PERIODS,
    sums=("amount",),
    identity="payment_no",
)


class PaymentLine(SheetRow):
    """What a payment pays, by month and levy."""

    period: Annotated[str, parts.PERIOD]
    levy_item: Annotated[str, Column("征收项目", width=26)] = ""
    levy_subitem: Annotated[str, Column("征收品目", width=34)] = ""
    amount: Annotated[Fen, Column("金额", width=15)]
    state: Annotated[str, Column("状态", width=15)]
    unit_no: Annotated[str, parts.UNIT_NO]
    payment_no: Annotated[str, Column("缴费流水号", width=22)]


PAYMENT_LINES = Sheet(
    "payment_lines",
    "缴费明细",
    "所查看的缴费记录缴纳的费款",
    row=PaymentLine,
    sums=("amount",),
)
