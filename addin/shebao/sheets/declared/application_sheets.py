"""The sheets on which an employer applies: accounts, agreements, refunds and projects."""

from typing import Annotated

from shebao.contract.accounts import AccountNature, Currency
from shebao.contract.agreements import BatchMark
from shebao.contract.refunds import RefundReason, VoucherKind
from shebao.sheets.declared import parts
from shebao.sheets.declared.columns import Column, Kind, Parameter
from shebao.sheets.declared.row import Count, Fen, Ppm, Sheet, SheetRow

EVERY_VOUCHER = "全部"
EVERY_PROJECT, LINKED, UNLINKED = "全部", "已关联", "待关联"

BANK_CHOICES = "银行行别|{region}"
BRANCH_CHOICES = "银行营业网点|{region}|{bank}"
UNIT_CHOICES = "单位编号|{agency}"
_CURRENCIES = tuple(str(one) for one in Currency)
_NATURES = tuple(str(one) for one in AccountNature)
_BATCHES = (str(BatchMark.NONE), str(BatchMark.PREMIUM))

_BRANCH = Column("银行营业网点", width=36, is_input=True, choices_of=BRANCH_CHOICES)
_PREFERRED = Column("首选缴费账户标志", width=10, is_input=True, choices=(parts.YES, parts.NO))
_AGENCY = Column("社保经办机构", width=30, is_input=True, choices_of="社保经办机构")
_TAX_OFFICE = Column("所属税务机关", width=36, is_input=True, choices_of="所属税务机关")
_NEW_UNIT_RATE = Column(
    "调整后单位费率", "new_unit_rate", Kind.PERCENT, 13, is_input=True, since="0.2.0"
)
_NEW_PERSON_RATE = Column(
    "调整后个人费率", "new_person_rate", Kind.PERCENT, 13, is_input=True, since="0.2.0"
)


class AccountRow(SheetRow):
    """A deposit account; the user fills one that is not saved yet."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    name: Annotated[str, Column("账户名称", width=36, is_input=True)]
    account_no: Annotated[str, Column("银行账号", width=24, is_input=True)]
    region: Annotated[str, Column("行政区划", width=18, is_input=True, choices_of="行政区划")]
    bank: Annotated[str, Column("银行行别", width=20, is_input=True, choices_of=BANK_CHOICES)]
    branch: Annotated[str, _BRANCH]
    currency: Annotated[str, Column("币种", width=8, is_input=True, choices=_CURRENCIES)]
    opened_on: Annotated[str, Column("开户日期", width=12, is_input=True)]
    nature: Annotated[str, Column("账户性质", width=26, is_input=True, choices=_NATURES)]
    opening_no: Annotated[str, Column("银行开户登记账号", width=20, is_input=True)]
    preferred: Annotated[str, _PREFERRED]
    for_refund: Annotated[
        str, Column("退费账户标志", width=10, is_input=True, choices=(parts.YES, parts.NO))
    ]
    agency: Annotated[str, _AGENCY]
    unit_no: Annotated[str, Column("单位编号", width=16, is_input=True, choices_of=UNIT_CHOICES)]
    cancelled_on: Annotated[str, Column("注销日期", width=12, is_input=True)] = ""
    agreement_nos: Annotated[str, Column("已签三方协议", width=18)]
    result: Annotated[str, Column("结果", width=48)] = ""
    account_id: Annotated[str, Column("账户编号", width=4, is_hidden=True)]


ACCOUNTS = Sheet(
    "accounts",
    "存款账户",
    "单位存款账户账号；新账户填在空行，勾选后保存、修改或注销",
    row=AccountRow,
)


class AgreementRow(SheetRow):
    """A three-party agreement; the user fills one that is not saved yet."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    agreement_no: Annotated[str, Column("协议编号", width=18)]
    state: Annotated[str, Column("状态", width=10)]
    batch: Annotated[str, Column("是否允许银行代扣", width=12, is_input=True, choices=_BATCHES)]
    tax_office: Annotated[str, _TAX_OFFICE]
    region: Annotated[str, Column("行政区划", width=18, is_input=True, choices_of="行政区划")]
    bank: Annotated[str, Column("银行行别", width=20, is_input=True, choices_of=BANK_CHOICES)]
    branch: Annotated[str, Column("开户网点", width=36, is_input=True, choices_of=BRANCH_CHOICES)]
    account_name: Annotated[str, Column("账户名称", width=36, is_input=True)]
    account_no: Annotated[str, Column("缴费账号", width=24, is_input=True)]
    result: Annotated[str, Column("结果", width=48)] = ""


AGREEMENTS = Sheet(
    "agreements",
    "三方协议",
    "单位三方协议；新协议填在空行，勾选后保存、验证、作废或撤销",
    row=AgreementRow,
)


class ChoiceRow(SheetRow):
    """One option of a drop-down list."""

    list: Annotated[str, Column("列表", width=44)]
    option: Annotated[str, Column("可选项", width=44)]


CHOICES = Sheet(
    "choices",
    "可选项",
    "各表下拉列表的内容，由“刷新”从税务系统取回；请勿手工修改",
    row=ChoiceRow,
    in_background=True,
)
_VOUCHER_KINDS = tuple(str(kind) for kind in VoucherKind)
_REFUND_PARAMETERS = (
    *parts.PERIODS,
    Parameter(
        "应征凭证种类",
        "voucher_kind",
        "一笔申请只能有一个应征凭证种类",
        EVERY_VOUCHER,
        (EVERY_VOUCHER, *_VOUCHER_KINDS),
    ),
    Parameter("退费原因", "reason", choices=tuple(str(one) for one in RefundReason)),
    Parameter("退费账户", "refund_account", "已登记且退费账户标志为“是”的银行账号"),
    Parameter("经办人姓名", "handler"),
    Parameter("经办人证件号码", "handler_id_number", "18 位居民身份证号码"),
    Parameter("经办人电话", "handler_phone", "手机号码，或区号加固定电话"),
)


class RefundTicketRow(SheetRow):
    """What a ticket paid of one levy."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    period: Annotated[str, parts.PERIOD]
    levy_item: Annotated[str, Column("征收项目", width=24)]
    levy_subitem: Annotated[str, Column("征收品目", width=30)]
    amount: Annotated[Fen, Column("实缴金额")]
    state: Annotated[str, Column("退费状态", width=18)]
    refund_no: Annotated[str, Column("退费申请编号", width=18)]
    locked: Annotated[str, Column("不可退原因", width=24)]
    arrived_on: Annotated[str, Column("入库日期", width=12)]
    ticket_no: Annotated[str, Column("电子税票号码", width=22)]
    unit_no: Annotated[str, parts.UNIT_NO]
    voucher_kind: Annotated[str, Column("应征凭证种类", width=16)]
    levy_kind: Annotated[str, Column("缴费类型", width=12)]
    tax_kind: Annotated[str, Column("税款种类", width=9)]
    arrival_no: Annotated[str, Column("入库编号", width=4, is_hidden=True)]


REFUND_TICKETS = Sheet(
    "refund_tickets",
    "整笔退费",
    "按税票退费：勾选需要退还的费款；灰色行不能申请，滞纳金无法退还",
    row=RefundTicketRow,
    parameters=_REFUND_PARAMETERS,
    sums=("amount",),
    identity="arrival_no",
)


class RefundLineRow(SheetRow):
    """What one person paid of one levy, and what the user adjusts."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    period: Annotated[str, parts.PERIOD]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    base: Annotated[Fen, Column("缴费基数", width=13)]
    new_base: Annotated[Fen, Column("调整后缴费基数", width=13, is_input=True)] = None
    refund: Annotated[Fen, Column("退费金额")] = None
    state: Annotated[str, Column("退费状态", width=18)]
    refund_no: Annotated[str, Column("退费申请编号", width=18)]
    locked: Annotated[str, Column("不可退原因", width=24)]
    unit: Annotated[Fen, Column("单位实缴", width=12)]
    person: Annotated[Fen, Column("个人实缴", width=12)]
    unit_rate: Annotated[Ppm, parts.UNIT_RATE]
    person_rate: Annotated[Ppm, parts.PERSON_RATE]
    new_unit_rate: Annotated[Ppm, _NEW_UNIT_RATE] = None
    new_person_rate: Annotated[Ppm, _NEW_PERSON_RATE] = None
    unit_no: Annotated[str, parts.UNIT_NO]
    voucher_kind: Annotated[str, Column("应征凭证种类", width=16)]
    levy_kind: Annotated[str, Column("缴费类型", width=12)]
    tax_kind: Annotated[str, Column("税款种类", width=9)]
    id_type: Annotated[str, parts.ID_TYPE]
    line_no: Annotated[str, Column("明细编号", width=4, is_hidden=True)]


REFUND_LINES = Sheet(
    "refund_lines",
    "职工明细退费",
    "填写“调整后缴费基数”或调整后的费率并勾选；费率留空不变；灰色行不能申请，滞纳金不能修改",
    row=RefundLineRow,
    parameters=_REFUND_PARAMETERS,
    sums=("refund", "unit", "person"),
    identity="line_no",
)


class RefundRow(SheetRow):
    """An application for a refund."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    refund_no: Annotated[str, Column("退费申请编号", width=18)]
    state: Annotated[str, Column("状态", width=16)]
    amount: Annotated[Fen, Column("退费金额")]
    missing: Annotated[str, Column("缺少资料", width=36)]
    progress: Annotated[str, Column("办理进度", width=50)]
    submitted_at: Annotated[str, Column("提交时间", width=18)]
    kind: Annotated[str, Column("退费方式", width=14)]
    voucher_kind: Annotated[str, Column("应征凭证种类", width=16)]
    items: Annotated[Count, Column("明细数", width=8)]
    reason: Annotated[str, Column("退费原因", width=26)]
    account: Annotated[str, Column("退费账户", width=44)]
    handler: Annotated[str, Column("经办人", width=10)]
    files: Annotated[str, Column("已传资料", width=36)]


REFUNDS = Sheet(
    "refunds",
    "退费申请记录",
    "退费申请的状态与办理进度；勾选一条后可上传、查看、撤回附报资料或更正退费账户",
    row=RefundRow,
    parameters=(
        Parameter("更正后退费账户", "new_account", "已登记且退费账户标志为“是”的银行账号"),
        Parameter(
            "资料文件", "file_path", "PDF、JPG 或 PNG，不超过 10 MB；查看、撤回时为已传资料的文件名"
        ),
        Parameter("资料种类", "file_kind", "留空为“其他”；没有对应名称的资料也传到“其他”"),
    ),
    identity="refund_no",
)


class ProjectRow(SheetRow):
    """A project that 人社 pushed."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    project_id: Annotated[str, Column("工程项目ID", width=20)]
    name: Annotated[str, Column("工程项目名称", width=36)]
    state: Annotated[str, Column("关联状态", width=12)]
    cost: Annotated[Fen, Column("工程造价", width=18)]
    rate: Annotated[Ppm, Column("费率", width=9)]
    filed: Annotated[Fen, Column("已申报金额")]
    result: Annotated[str, Column("结果", width=48)] = ""
    unit_no: Annotated[str, parts.UNIT_NO]
    agency: Annotated[str, parts.AGENCY]
    tax_office: Annotated[str, Column("项目所在地税务机关", width=36)]
    starts_on: Annotated[str, Column("开工日期", width=12)]
    ends_on: Annotated[str, Column("竣工日期", width=12)]


PROJECTS = Sheet(
    "projects",
    "工程项目参保信息",
    "人社部门推送的工程项目；勾选后关联到本单位，或解除关联",
    row=ProjectRow,
    parameters=(
        Parameter(
            "关联状态", "linked", default=EVERY_PROJECT, choices=(EVERY_PROJECT, LINKED, UNLINKED)
        ),
        Parameter("ID或名称", "wanted", "只显示工程项目ID或名称中含有该文字的项目"),
        Parameter("导出文件", "export_file", ".xlsx；与工作簿同目录", "工程项目参保信息.xlsx"),
    ),
    identity="project_id",
)


class ProjectDueRow(SheetRow):
    """What a linked project owes."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    project_id: Annotated[str, Column("工程项目ID", width=20)]
    name: Annotated[str, Column("工程项目名称", width=36)]
    amount: Annotated[Fen, Column("应缴费额")] = None
    cost: Annotated[Fen, Column("工程造价", width=18)]
    rate: Annotated[Ppm, Column("费率", width=9)]
    filed: Annotated[Fen, Column("已申报金额")]
    result: Annotated[str, Column("结果", width=47)] = ""
    unit_no: Annotated[str, parts.UNIT_NO]
    filing_no: Annotated[str, Column("申报流水号", width=22)] = ""


PROJECT_DUES = Sheet(
    "project_dues",
    "工程项目社保费申报",
    "已关联的工程项目；核对造价和费率，计算后勾选并提交申报",
    row=ProjectDueRow,
    parameters=(Parameter("工程项目ID", "project_id", "留空为全部已关联的项目"),),
    sums=("amount", "filed"),
    identity="project_id",
)


class ProjectFilingRow(SheetRow):
    """A filing of a project, of any channel."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    filing_no: Annotated[str, Column("申报流水号", width=22)]
    project_id: Annotated[str, Column("工程项目ID", width=20)]
    name: Annotated[str, Column("工程项目名称", width=36)]
    state: Annotated[str, Column("状态", width=15)]
    paid: Annotated[str, Column("缴费情况", width=10)]
    amount: Annotated[Fen, Column("申报金额")]
    reason: Annotated[str, Column("说明", width=36)]
    result: Annotated[str, Column("结果", width=48)] = ""
    submitted_at: Annotated[str, Column("提交时间", width=18)]
    cost: Annotated[Fen, Column("工程造价", width=18)]
    rate: Annotated[Ppm, Column("费率", width=9)]
    channel: Annotated[str, Column("申报渠道", width=20)]
    unit_no: Annotated[str, parts.UNIT_NO]


PROJECT_FILINGS = Sheet(
    "project_filings",
    "工程项目社保费申报记录",
    "所有渠道的工程项目社保费申报；未缴费的可以勾选后作废",
    row=ProjectFilingRow,
    parameters=(*parts.PAID_DAYS,),
    sums=("amount",),
    identity="filing_no",
)


class ProjectFilingLine(SheetRow):
    """What a filing of a project says."""

    project_id: Annotated[str, Column("工程项目ID", width=20)]
    name: Annotated[str, Column("工程项目名称", width=36)]
    period: Annotated[str, parts.PERIOD]
    state: Annotated[str, Column("状态", width=15)]
    amount: Annotated[Fen, Column("申报金额")]
    paid: Annotated[Fen, Column("已缴费额")]
    reason: Annotated[str, Column("说明", width=36)]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    cost: Annotated[Fen, Column("工程造价", width=18)]
    rate: Annotated[Ppm, Column("费率", width=9)]
    filing_no: Annotated[str, Column("申报流水号", width=22)]
    accepted_on: Annotated[str, Column("受理日期", width=12)]
    accepted_by: Annotated[str, Column("受理税务机关", width=36)]
    unit_no: Annotated[str, parts.UNIT_NO]


PROJECT_FILING_LINES = Sheet(
    "project_lines",
    "工程项目申报明细",
    "所查看的工程项目社保费申报的申报明细",
    row=ProjectFilingLine,
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
