"""The sheets of the queries (查询统计); a parameter named like a column filters by that column."""

from dataclasses import replace

from shebao.contract.queries import CreditState, WageRecordKind
from shebao.contract.states import BatchDebitState, EmployeeState, PayableState
from shebao.sheets.declared.parts import (
    BILL_BASE,
    BILL_DUE,
    BILL_SUMS,
    GROUP_FILTER,
    ID_TYPE,
    INSURANCE_CODE,
    INSURANCE_NAME,
    PERIOD,
    PERSON,
    PERSON_DUE,
    PERSON_NO,
    UNIT,
    UNIT_NO,
)
from shebao.sheets.declared.spec import Column, Kind, Parameter, SheetSpec

ANY = "全部"
PAGE_SIZE, MOST_ROWS = 1_000, 10_000
_PAGING = (
    Parameter("页码", "page", "1", (), "第几页"),
    Parameter(
        "每页条数", "page_size", "", (), "留空沿用上次的设定（起初 1000）；设定后对所有查询有效"
    ),
    Parameter("导出文件", "export_file", "", (), "以 .xlsx 结尾；留空为“表名_导出.xlsx”"),
)
_PERSON_NUMBERS = (PERSON_NO, ID_TYPE)
_BY_UNIT = (
    Parameter("单位编号", "unit_no", "", (), "留空为全部；可填一部分"),
    Parameter("社保经办机构", "agency", "", (), "留空为全部；可填一部分"),
)
_BY_INSURANCE = Parameter("险种", "insurance_name", "", (), "留空为全部；可填一部分")
_BY_PERSON = (
    Parameter("姓名", "name", "", (), "留空为全部；可填一部分"),
    Parameter("证件号码", "id_number", "", (), "留空为全部；可填一部分"),
)
_BY_PERIOD = (
    Parameter("费款所属期起", "first_period", "", (), "如 2026-01；留空不限"),
    Parameter("费款所属期止", "last_period", "", (), "如 2026-12；留空不限"),
)


def _choice(label: str, field: str, values: list[str]) -> Parameter:
    return Parameter(label, field, ANY, (ANY, *values))


def _query(spec: SheetSpec) -> SheetSpec:
    return replace(spec, parameters=(*spec.parameters, *_PAGING))


UNIT_QUERY = _query(
    SheetSpec(
        "unit_query",
        "单位参保信息查询",
        "本单位在各社保经办机构的参保险种和征收品目",
        (
            *UNIT,
            INSURANCE_CODE,
            INSURANCE_NAME,
            Column("征收项目", "levy_item", width=24),
            Column("单位征收品目", "unit_subitem", width=34),
            Column("个人征收品目", "person_subitem", width=34),
            Column("主管税务机关", "tax_office", width=34),
        ),
        (*_BY_UNIT, _BY_INSURANCE),
    )
)
WAGE_QUERY = _query(
    SheetSpec(
        "wage_query",
        "职工缴费工资查询",
        "每位职工每个险种的缴费工资（或费额）及其有效期",
        (
            *PERSON,
            INSURANCE_NAME,
            Column("缴费工资", "wage", Kind.MONEY, 13),
            Column("有效期起", "effective_from", width=10),
            Column("有效期止", "effective_to", width=10),
            Column("类别", "kind", width=10),
            Column("单位费额", "unit_fixed", Kind.MONEY, 11),
            Column("个人费额", "person_fixed", Kind.MONEY, 11),
            Column("费额档次", "tier", width=12, since="0.2.0"),
            Column("分组", "group", width=12),
            *UNIT,
            INSURANCE_CODE,
            *_PERSON_NUMBERS,
        ),
        (
            *_BY_UNIT,
            GROUP_FILTER,
            *_BY_PERSON,
            _choice("类别", "kind", [str(kind) for kind in WageRecordKind]),
            Parameter("有效期起", "first_period", "", (), "如 2026-01；留空不限"),
            Parameter("有效期止", "last_period", "", (), "如 2026-12；留空不限"),
        ),
    )
)
FILING_QUERY = _query(
    SheetSpec(
        "filing_query",
        "社保费申报明细查询",
        "日常申报发送成功的职工明细；未下载的明细查询时提示下载",
        (
            *PERSON,
            PERIOD,
            INSURANCE_NAME,
            Column("应补(退)费额", "due", Kind.MONEY, 14),
            *PERSON_DUE,
            Column("申报日期", "filed_on", width=17),
            Column("申报流水号", "filing_no", width=22),
            UNIT_NO,
            *_PERSON_NUMBERS,
        ),
        (
            Parameter("申报日期起", "first_day", "", (), "如 2026-11-01；留空不限"),
            Parameter("申报日期止", "last_day", "", (), "如 2026-11-30；留空不限"),
            Parameter("费款所属期", "period", "", (), "如 2026-11；留空为全部"),
            _BY_INSURANCE,
            *_BY_PERSON,
        ),
        sums=("due", "unit", "person"),
    )
)
PAYABLE_QUERY = _query(
    SheetSpec(
        "payable_query",
        "社保费应缴信息查询",
        "税务系统生成的全部应缴费信息及其数据处理状态",
        (
            PERIOD,
            INSURANCE_NAME,
            *BILL_DUE,
            Column("数据处理状态", "state", width=20),
            *BILL_BASE,
            Column("数据来源", "origin", width=12),
            Column("征集通知流水号", "notice_no", width=18),
            *UNIT,
            INSURANCE_CODE,
        ),
        (
            *_BY_PERIOD,
            *_BY_UNIT,
            _BY_INSURANCE,
            _choice("数据处理状态", "state", [str(state) for state in PayableState]),
        ),
        sums=BILL_SUMS,
    )
)
CREDIT_QUERY = _query(
    SheetSpec(
        "credit_query",
        "社保费到账信息查询",
        "人社（医保）部门对已入库费款的到账处理",
        (
            PERIOD,
            INSURANCE_NAME,
            Column("实缴金额", "amount", Kind.MONEY, 15),
            Column("到账状态", "state", width=12),
            Column("征收品目", "levy_subitem", width=34),
            Column("入库日期", "arrived_on", width=12),
            Column("到账日期", "credited_on", width=12),
            Column("电子税票号码", "ticket_no", width=22),
            *UNIT,
            INSURANCE_CODE,
        ),
        (
            *_BY_PERIOD,
            *_BY_UNIT,
            _BY_INSURANCE,
            _choice("到账状态", "state", [str(state) for state in CreditState]),
        ),
        sums=("amount",),
    )
)
RECEPTION_QUERY = _query(
    SheetSpec(
        "reception_query",
        "职工参保登记信息接收情况",
        "税务系统从人社（医保）部门接收到的职工基础信息；参保信息在“职工参保信息接收情况”",
        (
            *PERSON,
            Column("缴费状态", "state", width=11),
            Column("险种数", "insurances", Kind.COUNT, 8),
            Column("接收情况", "remark", width=50),
            *_PERSON_NUMBERS,
        ),
        (
            *_BY_PERSON,
            _choice("缴费状态", "state", [str(state) for state in EmployeeState]),
        ),
    )
)
RECEPTION_ENROLMENTS = SheetSpec(
    "reception_enrolments",
    "职工参保信息接收情况",
    "税务系统从人社（医保）部门接收到的职工参保信息；查询条件在“职工参保登记信息接收情况”",
    (
        *PERSON,
        INSURANCE_NAME,
        Column("参保年月", "enrolled_from", width=10),
        Column("停保年月", "enrolled_to", width=10),
        *UNIT,
        INSURANCE_CODE,
        *_PERSON_NUMBERS,
    ),
    (Parameter("页码", "page", "1", (), "本表的第几页", since="0.2.0"),),
)
DEBIT_QUERY = _query(
    SheetSpec(
        "debit_query",
        "社保费批扣情况查询",
        "列入待批扣清册、由税务机关按费批扣协议自动扣款的费款，及其结果",
        (
            PERIOD,
            INSURANCE_NAME,
            Column("应缴费额", "amount", Kind.MONEY, 15),
            Column("状态", "state", width=20),
            Column("说明", "reason", width=40, since="0.2.0"),
            Column("缴款期限", "due_on", width=12),
            Column("扣款日期", "debit_on", width=12, since="0.2.0"),
            Column("三方协议", "agreement_no", width=16, since="0.2.0"),
            Column("待批扣清册编号", "batch_no", width=20),
            Column("缴费流水号", "payment_no", width=22, since="0.2.0"),
            Column("申报流水号", "filing_no", width=22),
            UNIT_NO,
            INSURANCE_CODE,
        ),
        (
            *_BY_PERIOD,
            Parameter("单位编号", "unit_no", "", (), "留空为全部；可填一部分"),
            _choice("状态", "state", [str(state) for state in BatchDebitState]),
        ),
        sums=("amount",),
    )
)

QUERY_SHEETS: tuple[SheetSpec, ...] = (
    UNIT_QUERY,
    WAGE_QUERY,
    FILING_QUERY,
    PAYABLE_QUERY,
    CREDIT_QUERY,
    RECEPTION_QUERY,
    RECEPTION_ENROLMENTS,
    DEBIT_QUERY,
)
