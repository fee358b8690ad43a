"""The sheets that carry a month on to payroll, taxes, the books and the bank."""

from shebao.rules.books.entries import ACCRUAL, ITEMS, PAYMENT
from shebao.sheets.declared.parts import EVERYTHING, ID_NUMBER, ID_TYPE, NAME, PERSON
from shebao.sheets.declared.spec import Column, Kind, Parameter, SheetSpec

PERIOD_CELL = Parameter("费款所属期", "period", "", (), "如 2026-11；留空为“待申报信息”的唯一属期")

PAYROLL_BACK = SheetSpec(
    "payroll_back",
    "写回工资表",
    "把账单明细中每人的个人应缴写回自己的工资表；不能确定的人列在这里，工资表中不改动",
    (
        Column("结果", "match", width=16),
        NAME,
        ID_NUMBER,
        Column("写入金额", "written", Kind.MONEY, 13),
        Column("未写入金额", "left", Kind.MONEY, 13),
        Column("说明", "sentence", width=70),
        Column("行号", "row", Kind.COUNT, 8),
        Column("原内容", "before", width=14),
    ),
    (
        PERIOD_CELL,
        Parameter("工资表文件", "payroll_file", "", (), "工资表的路径（.xlsx）"),
        Parameter("工作表", "payroll_sheet", "", (), "工资表文件中的工作表；留空自动识别"),
        Parameter("写入列", "payroll_column", "", (), "列名；没有此列的，确认后在最右侧新增"),
        Parameter("险种", "insurance", "", (), "只写这个险种的个人应缴；留空为全部险种合计"),
    ),
    sums=("written", "left"),
)
TAX_DEDUCTIONS = SheetSpec(
    "tax_deductions",
    "个税专项扣除",
    "每人可在个人所得税前扣除的社保个人缴费，按自然人扣缴客户端的列；导出后在客户端导入或复制",
    (
        *PERSON,
        Column("个人应缴合计", "person", Kind.MONEY, 14),
        Column("基本养老保险费", "pension", Kind.MONEY, 14),
        Column("基本医疗保险费", "medical", Kind.MONEY, 14),
        Column("失业保险费", "unemployment", Kind.MONEY, 13),
        Column("企业(职业)年金", "annuity", Kind.MONEY, 14),
        Column("其他个人缴费", "other", Kind.MONEY, 13),
        Column("说明", "sentence", width=50),
        ID_TYPE,
    ),
    (
        PERIOD_CELL,
        Parameter("导出文件", "export_file", "", (), ".xlsx；留空与工作簿同目录"),
    ),
    sums=("person", "pension", "medical", "unemployment", "annuity", "other"),
)
BY_GROUP, BY_PAYROLL = "职工分组", "工资表"
BOTH, YONYOU, KINGDEE, NO_FILE = "用友和金蝶", "用友", "金蝶", "不导出"
ACCOUNTS = SheetSpec(
    "book_accounts",
    "会计科目",
    "生成凭证用的科目，设置一次；部门、险种留空为其余的全部，写得越具体越优先",
    (
        Column("项目", "item", width=12, is_input=True, choices=ITEMS),
        Column("部门", "department", width=24, is_input=True),
        Column("险种", "insurance_name", width=24, is_input=True),
        Column("科目编码", "code", width=16, is_input=True),
        Column("科目名称", "account_name", width=34, is_input=True),
        Column("部门编码", "department_code", width=12, is_input=True),
    ),
)
ENTRIES = SheetSpec(
    "entries",
    "记账凭证",
    "按账单生成的计提和缴纳分录，借贷相等，合计与账单一致到分；可供用友、金蝶导入",
    (
        Column("凭证", "voucher", width=11),
        Column("摘要", "summary", width=34),
        Column("科目编码", "code", width=12),
        Column("科目名称", "account_name", width=34),
        Column("借方金额", "debit", Kind.MONEY, 15),
        Column("贷方金额", "credit", Kind.MONEY, 15),
        Column("部门", "department", width=20),
        Column("日期", "day", width=12),
        Column("凭证字", "word", width=8),
        Column("凭证号", "number", Kind.COUNT, 8),
        Column("分录号", "line", Kind.COUNT, 8),
        Column("部门编码", "department_code", width=10),
    ),
    (
        PERIOD_CELL,
        Parameter("生成凭证", "vouchers", EVERYTHING, (EVERYTHING, ACCRUAL, PAYMENT), "计提、缴纳"),
        Parameter("部门来源", "source", BY_GROUP, (BY_GROUP, BY_PAYROLL), "职工分组或工资表的一列"),
        Parameter("工资表文件", "payroll_file", "", (), "部门来源为工资表时填写"),
        Parameter("部门列", "department_column", "部门", (), "工资表中部门或成本中心的列名"),
        Parameter("计提日期", "accrued_on", "", (), "如 2026-11-30；留空为属期的月末"),
        Parameter("缴纳日期", "paid_on", "", (), "留空为“银行流水核对”的日期，没有时为属期的月末"),
        Parameter("滞纳金", "late_fee", "", (), "元；留空为“费款缴纳”中该属期的滞纳金"),
        Parameter("凭证字", "word", "记"),
        Parameter("起始凭证号", "first_number", "1"),
        Parameter(
            "导出格式", "layout", BOTH, (BOTH, YONYOU, KINGDEE, NO_FILE), "导入前与软件的模板核对"
        ),
        Parameter("凭证文件", "entries_file", "", (), ".xlsx；文件名后加“_用友”“_金蝶”"),
    ),
    sums=("debit", "credit"),
)
MATCHED, EARLIER, SEVERAL, NOT_FOUND = "已匹配", "以前已匹配", "有几笔可能", "没有找到"
BANK_MATCHES = SheetSpec(
    "bank_matches",
    "银行流水核对",
    "缴费在银行流水中的那一笔，按金额和日期匹配；有几笔可能的都列出，不作选择",
    (
        Column("结果", "result", width=15),
        Column("缴费日期", "day", width=12),
        Column("缴费金额", "amount", Kind.MONEY, 15),
        Column("银行日期", "bank_day", width=12),
        Column("银行金额", "bank_amount", Kind.MONEY, 15),
        Column("说明", "sentence", width=50),
        Column("缴费来源", "source", width=16),
        Column("流水号", "number", width=22),
        Column("银行流水号", "serial", width=24),
        Column("对方户名", "party", width=24),
        Column("摘要", "text", width=30),
        Column("行号", "row", Kind.COUNT, 8),
    ),
    (
        Parameter("银行流水文件", "bank_file", "", (), "银行导出的流水（.xlsx、.xls、.csv）"),
        Parameter("最多相隔天数", "days", "5", (), "缴费后几天内扣款都算同一笔"),
    ),
    sums=("amount", "bank_amount"),
)
HANDOVER = SheetSpec(
    "handover",
    "交接单",
    "在官方客户端依次点击什么、导入哪个文件、屏幕上应为多少；导回客户端的文件后再次生成，逐项证明一致",
    (
        Column("步骤", "step", Kind.COUNT, 6),
        Column("在客户端点击", "where", width=46),
        Column("核对内容", "what", width=30),
        Column("结果", "result", width=11),
        Column("应为人数", "expected_count", Kind.COUNT, 9),
        Column("应为金额", "expected", Kind.MONEY, 15),
        Column("导回人数", "returned_count", Kind.COUNT, 9),
        Column("导回金额", "returned", Kind.MONEY, 15),
        Column("差额", "difference", Kind.MONEY, 13),
        Column("文件", "file", width=36),
        Column("说明", "words", width=60),
    ),
    (
        Parameter("费款所属期", "period", "", (), "如 2026-11；留空为“待申报信息”的唯一属期或本月"),
        Parameter("交接单文件", "handover_file", "", (), ".pdf；留空与工作簿同目录"),
    ),
)
