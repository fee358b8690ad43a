"""The sheets of payment: debts, vouchers and payments."""

from shebao.sheets.declared.parts import LEVY_KIND, PERIOD, PERIODS, SCOPE, TICK_COLUMN, UNIT_NO
from shebao.sheets.declared.spec import Column, Kind, Parameter, SheetSpec

BLANK_PAYER, REGISTERED_PAYER, TYPED_PAYER = "不填写", "已备案账户", "人工录入"

DEBTS = SheetSpec(
    "debts",
    "费款缴纳",
    "已申报未缴费的欠费；勾选后缴费",
    (
        TICK_COLUMN,
        PERIOD,
        UNIT_NO,
        Column("险种", "insurance_name", width=24),
        Column("应缴费额", "amount", Kind.MONEY, 15),
        Column("滞纳金", "late_fee", Kind.MONEY, 12),
        Column("逾期天数", "days_late", Kind.COUNT, 9),
        Column("滞纳金日费率", "late_rate", Kind.PERCENT, 12),
        Column("缴款期限", "due_on", width=12),
        Column("状态", "state", width=16),
        Column("缴费流水号", "payment_no", width=24),
        Column("凭证序号", "voucher_no", width=24),
        Column("申报流水号", "filing_no", width=24),
        Column("欠费编号", "debt_no", width=4, is_hidden=True),
        LEVY_KIND,
    ),
    (
        Parameter("单位编号", "unit_no", "", (), "“查询欠费”只取此单位编号；留空为全部"),
        Parameter("三方协议", "agreement_no", "", (), "协议编号；留空使用唯一验证通过的协议"),
        Parameter(
            "凭证付款账户",
            "payer",
            BLANK_PAYER,
            (BLANK_PAYER, REGISTERED_PAYER, TYPED_PAYER),
            "不填写的，此后重新打印也为空；已备案账户为已登记的存款账户和“三方协议”的账户",
        ),
        Parameter("账户名称", "payer_name", "", (), "人工录入时填写，须与银行账户完全一致"),
        Parameter("开户银行", "payer_bank", "", (), "人工录入时填写"),
        Parameter(
            "账号",
            "payer_account",
            "",
            (),
            "人工录入时填写，8 至 32 位数字；有几个已备案账户时也可填写其账号",
        ),
        Parameter("凭证文件", "voucher_file", "", (), "PDF 保存位置；留空与工作簿同目录"),
        SCOPE,
    ),
    identity="debt_no",
    at_start=True,
)
VOUCHERS = SheetSpec(
    "vouchers",
    "缴费凭证打印记录",
    "开具过的银行端查询缴税凭证；勾选后查看、重新打印或作废",
    (
        TICK_COLUMN,
        Column("凭证序号", "voucher_no", width=24),
        Column("状态", "state", width=10),
        Column("开具日期", "issued_on", width=12),
        Column("费款所属期起", "period_from", width=12),
        Column("费款所属期止", "period_to", width=12),
        Column("金额合计", "total", Kind.MONEY, 15),
        Column("税款限缴日期", "pay_by", width=12),
        Column("缴款日期", "paid_on", width=12),
        Column("付款人名称", "payer_name", width=24),
        Column("付款人账号", "payer_account", width=22),
        Column("打印渠道", "channel", width=12),
        Column("本机保存", "is_printed", width=9),
        Column("说明", "reason", width=50),
        Column("取得时间", "fetched_at", width=17),
    ),
    (
        Parameter("开具日期起", "first_day", "", (), "如 2026-11-01；留空不限"),
        Parameter("开具日期止", "last_day", "", (), "留空不限"),
        Parameter(
            "费款所属期起",
            "first_period",
            "",
            (),
            "如 2026-01；同步时留空为本年，含本年缴款和未缴款的以前年度",
        ),
        Parameter("费款所属期止", "last_period", "", (), "同步时留空为当前属期"),
        Parameter("凭证文件", "voucher_file", "", (), "PDF 保存位置；留空与工作簿同目录"),
    ),
    identity="voucher_no",
)
VOUCHER_LINES = SheetSpec(
    "voucher_lines",
    "银行端缴费凭证明细",
    "所查看的银行端查询缴税凭证的缴费明细",
    (
        Column("凭证序号", "voucher_no", width=24),
        Column("状态", "state", width=10),
        Column("征收项目", "levy_item", width=30),
        Column("应缴税额", "amount", Kind.MONEY, 15),
        Column("费款所属期起", "period_from", width=12),
        Column("费款所属期止", "period_to", width=12),
        Column("税款限缴日期", "pay_by", width=12),
        Column("付款人开户银行", "payer_bank", width=30),
    ),
)
PAYMENTS = SheetSpec(
    "payments",
    "缴费记录",
    "每次三方协议缴费及其结果；勾选后查看明细或解锁",
    (
        TICK_COLUMN,
        Column("缴费流水号", "payment_no", width=26),
        Column("状态", "state", width=12),
        Column("提交时间", "submitted_at", width=18),
        Column("缴费金额", "amount", Kind.MONEY, 15),
        Column("银行", "bank", width=24),
        Column("账号", "account", width=22),
        Column("说明", "reason", width=40),
        Column("解锁结果", "unlocked", width=12),
        Column("缴费渠道", "channel", width=12),
    ),
    (*PERIODS,),
    identity="payment_no",
)
PAYMENT_LINES = SheetSpec(
    "payment_lines",
    "缴费明细",
    "所查看的缴费记录缴纳的费款",
    (
        Column("缴费流水号", "payment_no", width=26),
        PERIOD,
        UNIT_NO,
        Column("征收项目", "levy_item", width=26),
        Column("征收品目", "levy_subitem", width=34),
        Column("金额", "amount", Kind.MONEY, 15),
        Column("状态", "state", width=12),
    ),
)
