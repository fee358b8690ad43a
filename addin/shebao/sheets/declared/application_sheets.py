"""The sheets on which an employer applies: accounts, agreements, refunds and projects."""

from shebao.contract.accounts import AccountNature, Currency
from shebao.contract.agreements import BatchMark
from shebao.contract.refunds import RefundReason, VoucherKind
from shebao.sheets.declared.parts import (
    ID_NUMBER,
    ID_TYPE,
    INSURANCE_NAME,
    NAME,
    NO,
    PAID_DAYS,
    PERIOD,
    PERIODS,
    RATES,
    TICK_COLUMN,
    UNIT_NO,
    YES,
)
from shebao.sheets.declared.spec import Column, Kind, Parameter, SheetSpec

EVERY_VOUCHER = "全部"
EVERY_PROJECT, LINKED, UNLINKED = "全部", "已关联", "待关联"

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
        TICK_COLUMN,
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
        TICK_COLUMN,
        Column("协议编号", "agreement_no", width=18),
        Column("状态", "state", width=10),
        Column(
            "是否允许银行代扣",
            "batch",
            width=12,
            is_input=True,
            choices=(str(BatchMark.NONE), str(BatchMark.PREMIUM)),
        ),
        Column("所属税务机关", "tax_office", width=34, is_input=True, choices_of="所属税务机关"),
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
    in_background=True,
)
_VOUCHER_KINDS = tuple(str(kind) for kind in VoucherKind)
_REFUND_PARAMETERS = (
    *PERIODS,
    Parameter(
        "应征凭证种类",
        "voucher_kind",
        EVERY_VOUCHER,
        (EVERY_VOUCHER, *_VOUCHER_KINDS),
        "一笔申请只能有一个应征凭证种类",
    ),
    Parameter("退费原因", "reason", "", tuple(str(one) for one in RefundReason)),
    Parameter("退费账户", "refund_account", "", (), "已登记且退费账户标志为“是”的银行账号"),
    Parameter("经办人姓名", "handler"),
    Parameter("经办人证件号码", "handler_id_number", "", (), "18 位居民身份证号码"),
    Parameter("经办人电话", "handler_phone", "", (), "手机号码，或区号加固定电话"),
)
_REFUNDABLE = (
    Column("应征凭证种类", "voucher_kind", width=16),
    Column("缴费类型", "levy_kind", width=12),
    Column("税款种类", "tax_kind", width=9),
)
_HELD = (
    Column("退费状态", "state", width=18),
    Column("退费申请编号", "refund_no", width=18),
    Column("不可退原因", "locked", width=24),
)
REFUND_TICKETS = SheetSpec(
    "refund_tickets",
    "整笔退费",
    "按税票退费：勾选需要退还的费款；灰色行不能申请，滞纳金无法退还",
    (
        TICK_COLUMN,
        PERIOD,
        Column("征收项目", "levy_item", width=24),
        Column("征收品目", "levy_subitem", width=30),
        Column("实缴金额", "amount", Kind.MONEY, 14),
        *_HELD,
        Column("入库日期", "arrived_on", width=12),
        Column("电子税票号码", "ticket_no", width=22),
        UNIT_NO,
        *_REFUNDABLE,
        Column("入库编号", "arrival_no", width=4, is_hidden=True),
    ),
    _REFUND_PARAMETERS,
    sums=("amount",),
    identity="arrival_no",
)
REFUND_LINES = SheetSpec(
    "refund_lines",
    "职工明细退费",
    "填写“调整后缴费基数”或调整后的费率并勾选；费率留空不变；灰色行不能申请，滞纳金不能修改",
    (
        TICK_COLUMN,
        NAME,
        ID_NUMBER,
        PERIOD,
        INSURANCE_NAME,
        Column("缴费基数", "base", Kind.MONEY, 13),
        Column("调整后缴费基数", "new_base", Kind.MONEY, 13, is_input=True),
        Column("退费金额", "refund", Kind.MONEY, 14),
        *_HELD,
        Column("单位实缴", "unit", Kind.MONEY, 12),
        Column("个人实缴", "person", Kind.MONEY, 12),
        *RATES,
        Column("调整后单位费率", "new_unit_rate", Kind.PERCENT, 13, is_input=True, since="0.2.0"),
        Column("调整后个人费率", "new_person_rate", Kind.PERCENT, 13, is_input=True, since="0.2.0"),
        UNIT_NO,
        *_REFUNDABLE,
        ID_TYPE,
        Column("明细编号", "line_no", width=4, is_hidden=True),
    ),
    _REFUND_PARAMETERS,
    sums=("refund", "unit", "person"),
    identity="line_no",
)
REFUNDS = SheetSpec(
    "refunds",
    "退费申请记录",
    "退费申请的状态与办理进度；勾选一条后可上传、查看、撤回附报资料或更正退费账户",
    (
        TICK_COLUMN,
        Column("退费申请编号", "refund_no", width=18),
        Column("状态", "state", width=16),
        Column("退费金额", "amount", Kind.MONEY, 14),
        Column("缺少资料", "missing", width=36),
        Column("办理进度", "progress", width=50),
        Column("提交时间", "submitted_at", width=18),
        Column("退费方式", "kind", width=14),
        Column("应征凭证种类", "voucher_kind", width=16),
        Column("明细数", "items", Kind.COUNT, 8),
        Column("退费原因", "reason", width=26),
        Column("退费账户", "account", width=44),
        Column("经办人", "handler", width=10),
        Column("已传资料", "files", width=36),
    ),
    (
        Parameter("更正后退费账户", "new_account", "", (), "已登记且退费账户标志为“是”的银行账号"),
        Parameter("资料种类", "file_kind", "", (), "留空为“其他”；没有对应名称的资料也传到“其他”"),
        Parameter(
            "资料文件",
            "file_path",
            "",
            (),
            "PDF、JPG 或 PNG，不超过 10 MB；查看、撤回时为已传资料的文件名",
        ),
    ),
    identity="refund_no",
)
_PROJECT = (
    Column("工程项目ID", "project_id", width=20),
    Column("工程项目名称", "name", width=34),
)
_COST = (
    Column("工程造价", "cost", Kind.MONEY, 18),
    Column("费率", "rate", Kind.PERCENT, 9),
)
PROJECTS = SheetSpec(
    "projects",
    "工程项目参保信息",
    "人社部门推送的工程项目；勾选后关联到本单位，或解除关联",
    (
        TICK_COLUMN,
        *_PROJECT,
        Column("关联状态", "state", width=12),
        *_COST,
        Column("已申报金额", "filed", Kind.MONEY, 14),
        _RESULT,
        UNIT_NO,
        Column("社保经办机构", "agency", width=26),
        Column("项目所在地税务机关", "tax_office", width=34),
        Column("开工日期", "starts_on", width=12),
        Column("竣工日期", "ends_on", width=12),
    ),
    (
        Parameter("关联状态", "linked", EVERY_PROJECT, (EVERY_PROJECT, LINKED, UNLINKED)),
        Parameter("ID或名称", "wanted", "", (), "只显示工程项目ID或名称中含有该文字的项目"),
        Parameter("导出文件", "export_file", "工程项目参保信息.xlsx", (), ".xlsx；与工作簿同目录"),
    ),
    identity="project_id",
)
PROJECT_DUES = SheetSpec(
    "project_dues",
    "工程项目社保费申报",
    "已关联的工程项目；核对造价和费率，计算后勾选并提交申报",
    (
        TICK_COLUMN,
        *_PROJECT,
        Column("应缴费额", "amount", Kind.MONEY, 14),
        *_COST,
        Column("已申报金额", "filed", Kind.MONEY, 14),
        _RESULT,
        UNIT_NO,
        Column("申报流水号", "filing_no", width=22),
    ),
    (Parameter("工程项目ID", "project_id", "", (), "留空为全部已关联的项目"),),
    sums=("amount", "filed"),
    identity="project_id",
)
PROJECT_FILINGS = SheetSpec(
    "project_filings",
    "工程项目社保费申报记录",
    "所有渠道的工程项目社保费申报；未缴费的可以勾选后作废",
    (
        TICK_COLUMN,
        Column("申报流水号", "filing_no", width=22),
        *_PROJECT,
        Column("状态", "state", width=15),
        Column("缴费情况", "paid", width=10),
        Column("申报金额", "amount", Kind.MONEY, 14),
        Column("说明", "reason", width=36),
        _RESULT,
        Column("提交时间", "submitted_at", width=18),
        *_COST,
        Column("申报渠道", "channel", width=20),
        UNIT_NO,
    ),
    (*PAID_DAYS,),
    sums=("amount",),
    identity="filing_no",
)
PROJECT_FILING_LINES = SheetSpec(
    "project_lines",
    "工程项目申报明细",
    "所查看的工程项目社保费申报的申报明细",
    (
        *_PROJECT,
        PERIOD,
        Column("状态", "state", width=15),
        Column("申报金额", "amount", Kind.MONEY, 14),
        Column("已缴费额", "paid", Kind.MONEY, 14),
        Column("说明", "reason", width=36),
        INSURANCE_NAME,
        *_COST,
        Column("申报流水号", "filing_no", width=22),
        Column("受理日期", "accepted_on", width=12),
        Column("受理税务机关", "accepted_by", width=34),
        UNIT_NO,
    ),
    sums=("amount", "paid"),
)
APPLICATION_SHEETS = (
    ACCOUNTS,
    AGREEMENTS,
    REFUND_TICKETS,
    REFUND_LINES,
    REFUNDS,
    PROJECTS,
    PROJECT_DUES,
    PROJECT_FILINGS,
    PROJECT_FILING_LINES,
    CHOICES,
)
