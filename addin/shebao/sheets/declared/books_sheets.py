"""The sheets that carry a month on to payroll, taxes, the books and the bank."""

from typing import Annotated

from shebao.rules.books.entries import ACCRUAL, ITEMS, PAYMENT
from shebao.sheets.declared.columns import Column, Parameter
from shebao.sheets.declared.parts import EVERYTHING, ID_NUMBER, ID_TYPE, NAME
from shebao.sheets.declared.row import Count, Fen, Sheet, SheetRow

PERIOD_CELL = Parameter("费款所属期", "period", "如 2026-11；留空为“待申报信息”的唯一属期")


class WrittenBackRow(SheetRow):
    """A share that was written back to a payroll, or why not."""

    match: Annotated[str, Column("结果", width=16)]
    name: Annotated[str, NAME]
    id_number: Annotated[str, ID_NUMBER]
    written: Annotated[Fen, Column("写入金额", width=13)]
    left: Annotated[Fen, Column("未写入金额", width=13)]
    sentence: Annotated[str, Column("说明", width=70)]
    row: Annotated[Count, Column("行号", width=8)]
    before: Annotated[str, Column("原内容", width=14)]


PAYROLL_BACK = Sheet(
    "payroll_back",
    "写回工资表",
    "把账单明细中每人的个人应缴写回自己的工资表；不能确定的人列在这里，工资表中不改动",
    row=WrittenBackRow,
    parameters=(
        PERIOD_CELL,
        Parameter("工资表文件", "payroll_file", "工资表的路径（.xlsx）"),
        Parameter("工作表", "payroll_sheet", "工资表文件中的工作表；留空自动识别"),
        Parameter("写入列", "payroll_column", "列名；没有此列的，确认后在最右侧新增"),
        Parameter("险种", "insurance", "只写这个险种的个人应缴；留空为全部险种合计"),
    ),
    sums=("written", "left"),
)


class DeductionRow(SheetRow):
    """What one person may deduct."""

    name: Annotated[str, NAME]
    id_number: Annotated[str, ID_NUMBER]
    person: Annotated[Fen, Column("个人应缴合计")]
    pension: Annotated[Fen, Column("基本养老保险费")]
    medical: Annotated[Fen, Column("基本医疗保险费")]
    unemployment: Annotated[Fen, Column("失业保险费", width=13)]
    annuity: Annotated[Fen, Column("企业(职业)年金")]
    other: Annotated[Fen, Column("其他个人缴费", width=13)]
    sentence: Annotated[str, Column("说明", width=50)]
    id_type: Annotated[str, ID_TYPE]


TAX_DEDUCTIONS = Sheet(
    "tax_deductions",
    "个税专项扣除",
    "每人可在个人所得税前扣除的社保个人缴费，按自然人扣缴客户端的列；导出后在客户端导入或复制",
    row=DeductionRow,
    parameters=(
        PERIOD_CELL,
        Parameter("导出文件", "export_file", ".xlsx；留空与工作簿同目录"),
    ),
    sums=("person", "pension", "medical", "unemployment", "annuity", "other"),
)
BY_GROUP, BY_PAYROLL = "职工分组", "工资表"
BOTH, YONYOU, KINGDEE, NO_FILE = "用友和金蝶", "用友", "金蝶", "不导出"


class BookAccountRow(SheetRow):
    """An account that vouchers name."""

    item: Annotated[str, Column("项目", width=12, is_input=True, choices=ITEMS)]
    department: Annotated[str, Column("部门", width=24, is_input=True)] = ""
    insurance_name: Annotated[str, Column("险种", width=24, is_input=True)] = ""
    code: Annotated[str, Column("科目编码", width=16, is_input=True)]
    account_name: Annotated[str, Column("科目名称", width=34, is_input=True)]
    department_code: Annotated[str, Column("部门编码", width=12, is_input=True)] = ""


ACCOUNTS = Sheet(
    "book_accounts",
    "会计科目",
    "生成凭证用的科目，设置一次；部门、险种留空为其余的全部，写得越具体越优先",
    row=BookAccountRow,
)


class EntryRow(SheetRow):
    """One entry of a voucher."""

    voucher: Annotated[str, Column("凭证", width=11)]
    summary: Annotated[str, Column("摘要", width=34)]
    code: Annotated[str, Column("科目编码", width=12)]
    account_name: Annotated[str, Column("科目名称", width=34)]
    debit: Annotated[Fen, Column("借方金额", width=15)]
    credit: Annotated[Fen, Column("贷方金额", width=15)]
    department: Annotated[str, Column("部门", width=20)]
    day: Annotated[str, Column("日期", width=12)]
    word: Annotated[str, Column("凭证字", width=8)]
    number: Annotated[Count, Column("凭证号", width=8)]
    line: Annotated[Count, Column("分录号", width=8)]
    department_code: Annotated[str, Column("部门编码", width=10)]


ENTRIES = Sheet(
    "entries",
    "记账凭证",
    "按账单生成的计提和缴纳分录，借贷相等，合计与账单一致到分；可供用友、金蝶导入",
    row=EntryRow,
    parameters=(
        PERIOD_CELL,
        Parameter("生成凭证", "vouchers", "计提、缴纳", EVERYTHING, (EVERYTHING, ACCRUAL, PAYMENT)),
        Parameter("部门来源", "source", "职工分组或工资表的一列", BY_GROUP, (BY_GROUP, BY_PAYROLL)),
        Parameter("工资表文件", "payroll_file", "部门来源为工资表时填写"),
        Parameter("部门列", "department_column", "工资表中部门或成本中心的列名", "部门"),
        Parameter("计提日期", "accrued_on", "如 2026-11-30；留空为属期的月末"),
        Parameter("缴纳日期", "paid_on", "留空为“银行流水核对”的日期，没有时为属期的月末"),
        Parameter("滞纳金", "late_fee", "元；留空为“费款缴纳”中该属期的滞纳金"),
        Parameter("凭证字", "word", default="记"),
        Parameter("起始凭证号", "first_number", default="1"),
        Parameter(
            "导出格式", "layout", "导入前与软件的模板核对", BOTH, (BOTH, YONYOU, KINGDEE, NO_FILE)
        ),
        Parameter("凭证文件", "entries_file", ".xlsx；文件名后加“_用友”“_金蝶”"),
    ),
    sums=("debit", "credit"),
)
MATCHED, EARLIER, SEVERAL, NOT_FOUND = "已匹配", "以前已匹配", "有几笔可能", "没有找到"


class BankMatchRow(SheetRow):
    """A payment beside a line of the bank."""

    result: Annotated[str, Column("结果", width=15)]
    day: Annotated[str, Column("缴费日期", width=12)]
    amount: Annotated[Fen, Column("缴费金额", width=15)]
    bank_day: Annotated[str, Column("银行日期", width=12)] = ""
    bank_amount: Annotated[Fen, Column("银行金额", width=15)] = None
    sentence: Annotated[str, Column("说明", width=50)]
    source: Annotated[str, Column("缴费来源", width=16)]
    number: Annotated[str, Column("流水号", width=22)]
    serial: Annotated[str, Column("银行流水号", width=24)] = ""
    party: Annotated[str, Column("对方户名", width=24)] = ""
    text: Annotated[str, Column("摘要", width=30)] = ""
    row: Annotated[Count, Column("行号", width=8)] = None


BANK_MATCHES = Sheet(
    "bank_matches",
    "银行流水核对",
    "缴费在银行流水中的那一笔，按金额和日期匹配；有几笔可能的都列出，不作选择",
    row=BankMatchRow,
    parameters=(
        Parameter("银行流水文件", "bank_file", "银行导出的流水（.xlsx、.xls、.csv）"),
        Parameter("最多相隔天数", "days", "缴费后几天内扣款都算同一笔", "5"),
    ),
    sums=("amount", "bank_amount"),
)


class HandoverRow(SheetRow):
    """A step of the month in the official client."""

    step: Annotated[Count, Column("步骤", width=6)]
    where: Annotated[str, Column("在客户端点击", width=46)]
    what: Annotated[str, Column("核对内容", width=30)]
    result: Annotated[str, Column("结果", width=11)]
    expected_count: Annotated[Count, Column("应为人数", width=9)]
    expected: Annotated[Fen, Column("应为金额", width=15)]
    returned_count: Annotated[Count, Column("导回人数", width=9)]
    returned: Annotated[Fen, Column("导回金额", width=15)]
    difference: Annotated[Fen, Column("差额", width=13)]
    file: Annotated[str, Column("文件", width=36)]
    words: Annotated[str, Column("说明", width=60)]


HANDOVER = Sheet(
    "handover",
    "交接单",
    "在官方客户端依次点击什么、导入哪个文件、屏幕上应为多少；导回客户端的文件后再次生成，逐项证明一致",
    row=HandoverRow,
    parameters=(
        Parameter("费款所属期", "period", "如 2026-11；留空为“待申报信息”的唯一属期或本月"),
        Parameter("交接单文件", "handover_file", ".pdf；留空与工作簿同目录"),
    ),
)
