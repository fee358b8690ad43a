"""The sheets on which an employer applies: accounts, agreements, refunds and projects."""

from shebao.contract.accounts import AccountNature, Currency
from shebao.contract.agreements import BatchMark
from shebao.sheets.spec import Column, Kind, SheetSpec

YES, NO = "是", "否"

_TICK_COLUMN = Column("选择", "tick", Kind.TICK, 6, is_input=True)
_RESULT = Column("结果", "result", width=48)
_BRANCH = (
    Column("行政区划", "region", width=18, is_input=True, choices_of="行政区划"),
    Column("银行行别", "bank", width=20, is_input=True, choices_of="银行行别|{region}"),
)
BRANCH_CHOICES = "银行营业网点|{region}|{bank}"

ACCOUNTS = SheetSpec(
    "accounts",
    "存款账户",
    "单位存款账户账号；新账户填在空行，勾选后保存、修改或注销",
    (
        _TICK_COLUMN,
        Column("账户名称", "name", width=24, is_input=True),
        Column("银行账号", "account_no", width=24, is_input=True),
        *_BRANCH,
        Column("银行营业网点", "branch", width=34, is_input=True, choices_of=BRANCH_CHOICES),
        Column(
            "币种", "currency", width=8, is_input=True, choices=tuple(str(one) for one in Currency)
        ),
        Column("开户日期", "opened_on", width=12, is_input=True),
        Column(
            "账户性质",
            "nature",
            width=26,
            is_input=True,
            choices=tuple(str(one) for one in AccountNature),
        ),
        Column("银行开户登记账号", "opening_no", width=20, is_input=True),
        Column("首选缴费账户标志", "preferred", width=10, is_input=True, choices=(YES, NO)),
        Column("退费账户标志", "for_refund", width=10, is_input=True, choices=(YES, NO)),
        Column("社保经办机构", "agency", width=26, is_input=True, choices_of="社保经办机构"),
        Column("单位编号", "unit_no", width=16, is_input=True, choices_of="单位编号|{agency}"),
        Column("注销日期", "cancelled_on", width=12, is_input=True),
        Column("已签三方协议", "agreement_nos", width=18),
        _RESULT,
        Column("账户编号", "account_id", width=4, is_hidden=True),
    ),
)
AGREEMENTS = SheetSpec(
    "agreements",
    "三方协议",
    "单位三方协议；新协议填在空行，勾选后保存、验证、作废或撤销",
    (
        _TICK_COLUMN,
        Column("协议编号", "agreement_no", width=18),
        Column("状态", "state", width=10),
        Column(
            "是否允许银行代扣",
            "batch",
            width=12,
            is_input=True,
            choices=(str(BatchMark.NONE), str(BatchMark.PREMIUM)),
        ),
        Column("所属税务机关", "tax_office", width=30, is_input=True, choices_of="所属税务机关"),
        *_BRANCH,
        Column("开户网点", "branch", width=34, is_input=True, choices_of=BRANCH_CHOICES),
        Column("账户名称", "account_name", width=24, is_input=True),
        Column("缴费账号", "account_no", width=24, is_input=True),
        _RESULT,
    ),
)
CHOICES = SheetSpec(
    "choices",
    "可选项",
    "各表下拉列表的内容，由“刷新”从税务系统取回；请勿手工修改",
    (Column("列表", "list", width=44), Column("可选项", "option", width=44)),
)
APPLICATION_SHEETS = (ACCOUNTS, AGREEMENTS, CHOICES)
