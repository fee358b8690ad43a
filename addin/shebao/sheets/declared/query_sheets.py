"""The sheets of the queries (查询统计); a parameter named like a column filters by that column."""

from typing import Annotated

from shebao.contract.queries import CreditState, WageRecordKind
from shebao.contract.states import BatchDebitState, EmployeeState, PayableState
from shebao.sheets.declared import parts
from shebao.sheets.declared.columns import Column, Parameter
from shebao.sheets.declared.row import AnySheet, Count, Fen, Ppm, Sheet, SheetRow

ANY = "全部"
PAGE_SIZE, MOST_ROWS = 1_000, 10_000
_PAGING = (
    Parameter("页码", "page", "第几页", "1"),
    Parameter("每页条数", "page_size", "留空沿用上次的设定（起初 1000）；设定后对所有查询有效"),
    Parameter("导出文件", "export_file", "以 .xlsx 结尾；留空为“表名_导出.xlsx”"),
)
_BY_UNIT = (
    Parameter("单位编号", "unit_no", "留空为全部；可填一部分"),
    Parameter("社保经办机构", "agency", "留空为全部；可填一部分"),
)
_BY_INSURANCE = Parameter("险种", "insurance_name", "留空为全部；可填一部分")
_BY_PERSON = (
    Parameter("姓名", "name", "留空为全部；可填一部分"),
    Parameter("证件号码", "id_number", "留空为全部；可填一部分"),
)
_BY_PERIOD = (
    Parameter("费款所属期起", "first_period", "如 2026-01；留空不限"),
    Parameter("费款所属期止", "last_period", "如 2026-12；留空不限"),
)


def _choice(label: str, field: str, values: list[str]) -> Parameter:
    return Parameter(label, field, default=ANY, choices=(ANY, *values))


class UnitQueryRow(SheetRow):
    """One insurance of the unit at one agency."""

    unit_no: Annotated[str, parts.UNIT_NO]
    agency: Annotated[str, parts.AGENCY]
    insurance: Annotated[str, parts.INSURANCE_CODE]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    levy_item: Annotated[str, Column("征收项目", width=24)]
    unit_subitem: Annotated[str, Column("单位征收品目", width=34)]
    person_subitem: Annotated[str, Column("个人征收品目", width=34)]
    tax_office: Annotated[str, Column("主管税务机关", width=36)]


UNIT_QUERY = Sheet(
    "unit_query",
    "单位参保信息查询",
    "本单位在各社保经办机构的参保险种和征收品目",
    row=UnitQueryRow,
    parameters=(*_BY_UNIT, _BY_INSURANCE, *_PAGING),
)


class WageQueryRow(SheetRow):
    """One wage of an employee and the months it counts for."""

    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    wage: Annotated[Fen, Column("缴费工资", width=13)]
    effective_from: Annotated[str, Column("有效期起", width=10)]
    effective_to: Annotated[str, Column("有效期止", width=10)]
    kind: Annotated[str, Column("类别", width=10)]
    unit_fixed: Annotated[Fen, Column("单位费额", width=11)]
    person_fixed: Annotated[Fen, Column("个人费额", width=11)]
    tier: Annotated[str, Column("费额档次", width=12, since="0.2.0")]
    group: Annotated[str, Column("分组", width=12)]
    unit_no: Annotated[str, parts.UNIT_NO]
    agency: Annotated[str, parts.AGENCY]
    insurance: Annotated[str, parts.INSURANCE_CODE]
    person_no: Annotated[str, parts.PERSON_NO]
    id_type: Annotated[str, parts.ID_TYPE]


WAGE_QUERY = Sheet(
    "wage_query",
    "职工缴费工资查询",
    "每位职工每个险种的缴费工资（或费额）及其有效期",
    row=WageQueryRow,
    parameters=(
        *_BY_UNIT,
        parts.GROUP_FILTER,
        *_BY_PERSON,
        _choice("类别", "kind", [str(kind) for kind in WageRecordKind]),
        Parameter("有效期起", "first_period", "如 2026-01；留空不限"),
        Parameter("有效期止", "last_period", "如 2026-12；留空不限"),
        *_PAGING,
    ),
)


class FiledLineRow(SheetRow):
    """One employee of a successful daily filing."""

    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    period: Annotated[str, parts.PERIOD]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    due: Annotated[Fen, Column("应补(退)费额")]
    unit: Annotated[Fen, Column("单位应缴", width=13)]
    person: Annotated[Fen, Column("个人应缴", width=13)]
    wage: Annotated[Fen, Column("缴费工资", width=13)]
    base: Annotated[Fen, Column("缴费基数", width=13)]
    unit_rate: Annotated[Ppm, parts.UNIT_RATE]
    person_rate: Annotated[Ppm, parts.PERSON_RATE]
    filed_on: Annotated[str, Column("申报日期", width=17)]
    filing_no: Annotated[str, Column("申报流水号", width=22)]
    unit_no: Annotated[str, parts.UNIT_NO]
    person_no: Annotated[str, parts.PERSON_NO]
    id_type: Annotated[str, parts.ID_TYPE]


FILING_QUERY = Sheet(
    "filing_query",
    "社保费申报明细查询",
    "日常申报发送成功的职工明细；未下载的明细查询时提示下载",
    row=FiledLineRow,
    parameters=(
        Parameter("申报日期起", "first_day", "如 2026-11-01；留空不限"),
        Parameter("申报日期止", "last_day", "如 2026-11-30；留空不限"),
        Parameter("费款所属期", "period", "如 2026-11；留空为全部"),
        _BY_INSURANCE,
        *_BY_PERSON,
        *_PAGING,
    ),
    sums=("due", "unit", "person"),
)


class PayableRow(SheetRow):
    """One bill in any state."""

    period: Annotated[str, parts.PERIOD]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    amount: Annotated[Fen, Column("应缴费额", width=15)]
    unit: Annotated[Fen, Column("单位应缴")]
    person: Annotated[Fen, Column("个人应缴")]
    state: Annotated[str, Column("数据处理状态", width=20)]
    people: Annotated[Count, Column("缴费人数", width=9)]
    base: Annotated[Fen, Column("缴费基数", width=15)]
    origin: Annotated[str, Column("数据来源", width=12)]
    notice_no: Annotated[str, Column("征集通知流水号", width=18)]
    unit_no: Annotated[str, parts.UNIT_NO]
    agency: Annotated[str, parts.AGENCY]
    insurance: Annotated[str, parts.INSURANCE_CODE]


PAYABLE_QUERY = Sheet(
    "payable_query",
    "社保费应缴信息查询",
    "税务系统生成的全部应缴费信息及其数据处理状态",
    row=PayableRow,
    parameters=(
        *_BY_PERIOD,
        *_BY_UNIT,
        _BY_INSURANCE,
        _choice("数据处理状态", "state", [str(state) for state in PayableState]),
        *_PAGING,
    ),
    sums=parts.BILL_SUMS,
)


class CreditRow(SheetRow):
    """What an agency did with a sum that arrived."""

    period: Annotated[str, parts.PERIOD]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    amount: Annotated[Fen, Column("实缴金额", width=15)]
    state: Annotated[str, Column("到账状态", width=12)]
    levy_subitem: Annotated[str, Column("征收品目", width=34)]
    arrived_on: Annotated[str, Column("入库日期", width=12)]
    credited_on: Annotated[str, Column("到账日期", width=12)]
    ticket_no: Annotated[str, Column("电子税票号码", width=22)]
    unit_no: Annotated[str, parts.UNIT_NO]
    agency: Annotated[str, parts.AGENCY]
    insurance: Annotated[str, parts.INSURANCE_CODE]


CREDIT_QUERY = Sheet(
    "credit_query",
    "社保费到账信息查询",
    "人社（医保）部门对已入库费款的到账处理",
    row=CreditRow,
    parameters=(
        *_BY_PERIOD,
        *_BY_UNIT,
        _BY_INSURANCE,
        _choice("到账状态", "state", [str(state) for state in CreditState]),
        *_PAGING,
    ),
    sums=("amount",),
)


class ReceptionRow(SheetRow):
    """What the bureau received of one employee."""

    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    state: Annotated[str, Column("缴费状态", width=11)]
    insurances: Annotated[Count, Column("险种数", width=8)]
    remark: Annotated[str, Column("接收情况", width=50)]
    person_no: Annotated[str, parts.PERSON_NO]
    id_type: Annotated[str, parts.ID_TYPE]


RECEPTION_QUERY = Sheet(
    "reception_query",
    "职工参保登记信息接收情况",
    "税务系统从人社（医保）部门接收到的职工基础信息；参保信息在“职工参保信息接收情况”",
    row=ReceptionRow,
    parameters=(
        *_BY_PERSON,
        _choice("缴费状态", "state", [str(state) for state in EmployeeState]),
        *_PAGING,
    ),
)


class ReceivedEnrolmentRow(SheetRow):
    """One enrolment as the bureau received it; the condition on ``state`` counts here too."""

    state: str

    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    enrolled_from: Annotated[str, Column("参保年月", width=10)]
    enrolled_to: Annotated[str, Column("停保年月", width=10)]
    unit_no: Annotated[str, parts.UNIT_NO]
    agency: Annotated[str, parts.AGENCY]
    insurance: Annotated[str, parts.INSURANCE_CODE]
    person_no: Annotated[str, parts.PERSON_NO]
    id_type: Annotated[str, parts.ID_TYPE]


RECEPTION_ENROLMENTS = Sheet(
    "reception_enrolments",
    "职工参保信息接收情况",
    "税务系统从人社（医保）部门接收到的职工参保信息；查询条件在“职工参保登记信息接收情况”",
    row=ReceivedEnrolmentRow,
    parameters=(Parameter("页码", "page", "本表的第几页", "1", since="0.2.0"),),
)


class DebitQueryRow(SheetRow):
    """A sum that the bureau debits by itself."""

    period: Annotated[str, parts.PERIOD]
    insurance_name: Annotated[str, parts.INSURANCE_NAME]
    amount: Annotated[Fen, Column("应缴费额", width=15)]
    state: Annotated[str, Column("状态", width=20)]
    reason: Annotated[str, Column("说明", width=40, since="0.2.0")]
    due_on: Annotated[str, Column("缴款期限", width=12)]
    debit_on: Annotated[str, Column("扣款日期", width=12, since="0.2.0")]
    agreement_no: Annotated[str, Column("三方协议", width=16, since="0.2.0")]
    batch_no: Annotated[str, Column("待批扣清册编号", width=20)]
    payment_no: Annotated[str, Column("缴费流水号", width=22, since="0.2.0")]
    filing_no: Annotated[str, Column("申报流水号", width=22)]
    unit_no: Annotated[str, parts.UNIT_NO]
    insurance: Annotated[str, parts.INSURANCE_CODE]


DEBIT_QUERY = Sheet(
    "debit_query",
    "社保费批扣情况查询",
    "列入待批扣清册、由税务机关按费批扣协议自动扣款的费款，及其结果",
    row=DebitQueryRow,
    parameters=(
        *_BY_PERIOD,
        Parameter("单位编号", "unit_no", "留空为全部；可填一部分"),
        _choice("状态", "state", [str(state) for state in BatchDebitState]),
        *_PAGING,
    ),
    sums=("amount",),
)

QUERY_SHEETS: tuple[AnySheet, ...] = (
    UNIT_QUERY,
    WAGE_QUERY,
    FILING_QUERY,
    PAYABLE_QUERY,
    CREDIT_QUERY,
    RECEPTION_QUERY,
    RECEPTION_ENROLMENTS,
    DEBIT_QUERY,
)
