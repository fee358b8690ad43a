"""The sheets of wages: filled, checked, filed and answered."""

from dataclasses import replace

from shebao.sheets.declared.parts import (
    AMOUNT_PARAMETERS,
    DAYS,
    GRADE,
    GROUP_FILTER,
    ID_NUMBER,
    ID_TYPE,
    INSURANCE_CODE,
    INSURANCE_NAME,
    KEY,
    NAME,
    PAYROLL_PARAMETERS,
    PERSON,
    RATES,
    SCOPE,
    TICK_COLUMN,
    UNIT_NO,
)
from shebao.sheets.declared.spec import Column, Kind, Parameter, SheetSpec

# In the hidden column of faulty cells, before the header of each.
ERROR_SIGN, WARNING_SIGN = "!", "~"
AUTOMATIC = "自动"
READY = "待申报"  # the 申报状态 of a wage that was ticked once and never filed
FAR_PERCENT = "50%"
_ADDING_AND_FILLING = (
    GROUP_FILTER,
    Parameter("添加职工", "add_person", "", (), "单个录入：姓名、证件号码或人员编号"),
    Parameter("单位编号", "add_unit_no", "", (), "按单位编号添加缴费职工时使用"),
    *PAYROLL_PARAMETERS,
    *AMOUNT_PARAMETERS,
    Parameter(
        "参保职工文件",
        "client_file",
        "",
        (),
        "下载参保职工、外部文件导入使用；留空为同目录的“参保职工列表.xlsx”",
    ),
    SCOPE,
    Parameter(
        "工资变动提醒",
        "far",
        FAR_PERCENT,
        (),
        f"与原缴费工资相差超过此比例时校验提醒，不影响申报；留空为 {FAR_PERCENT}",
        since="0.2.0",
    ),
)
_YEARLY_PARAMETERS = (
    Parameter(
        "申报类型",
        "filing_kind",
        AUTOMATIC,
        (AUTOMATIC, "年度申报", "年度调整"),
        "自动：在年度申报期内为年度申报，期外为年度调整",
    ),
    Parameter("生效年度", "effective_year", "", (), "如 2026；年度调整必须填写"),
    *_ADDING_AND_FILLING,
)
_UNSEEN = (
    Column("问题列", "faulty", width=4, is_hidden=True),
    Column("参保险种", "insured", width=4, is_hidden=True),
    KEY,
)
_WAGE_COLUMNS = (
    TICK_COLUMN,
    *PERSON,
    Column("新缴费工资", "wage", Kind.MONEY, 13, is_input=True),
    Column("原缴费工资", "old_wage", Kind.MONEY, 13),
    Column("校验结果", "check", width=44),
    Column("申报状态", "state", width=15),
    Column("失败原因", "reason", width=36),
    Column("分组", "group", width=12),
    Column("申报流水号", "filing_no", width=20),
    ID_TYPE,
    *_UNSEEN,
)

WAGES_BY_PERSON = SheetSpec(
    "wages",
    "缴费工资申报",
    "按人员申报：每人一个缴费工资，适用于所有险种",
    _WAGE_COLUMNS,
    _YEARLY_PARAMETERS,
    identity="key",
    at_start=True,
)
WAGES_BY_INSURANCE = SheetSpec(
    "wages_ins",
    "缴费工资申报（按险种）",
    "按险种申报：每个险种一个缴费工资；灰色格表示未参保，不能填写",
    (
        TICK_COLUMN,
        *PERSON,
        Column("申报状态", "state", width=15),
        Column("校验结果", "check", width=36),
        # The wages follow, and have to be in sight with those above.
        Column("失败原因", "reason", width=36, is_folded=True),
        Column("分组", "group", width=12, is_folded=True),
        Column("申报流水号", "filing_no", width=20, is_folded=True),
        replace(ID_TYPE, is_folded=True),
        *_UNSEEN,
    ),
    _YEARLY_PARAMETERS,
    columns_by_insurance=Kind.MONEY,
    identity="key",
)
PREVIEW = SheetSpec(
    "preview",
    "保底限高预览",
    "按申报表中的新缴费工资实时计算；改动工资，这里随之变化。筛选险种可看该险种合计",
    (
        *PERSON,
        INSURANCE_NAME,
        Column("应缴合计", "total", Kind.MONEY, 14),
        Column("单位应缴", "unit", Kind.MONEY, 13),
        Column("个人应缴", "person", Kind.MONEY, 13),
        Column("新缴费工资", "wage", Kind.MONEY, 13),
        Column("缴费基数", "base", Kind.MONEY, 13),
        Column("保底限高", "clamp", Kind.WORD, 9),
        Column("缴费下限", "floor", Kind.MONEY, 12),
        Column("缴费上限", "cap", Kind.MONEY, 12),
        *RATES,
        Column("单位定额", "unit_fixed", Kind.MONEY, 10),
        Column("个人定额", "person_fixed", Kind.MONEY, 10),
        GRADE,
        UNIT_NO,
        INSURANCE_CODE,
        ID_TYPE,
    ),
    sums=("total", "unit", "person"),
)
WAGES_DAILY = SheetSpec(
    "wages_daily",
    "日常缴费工资申报",
    "日常缴费工资申报：每人一个新缴费工资，自生效月份起适用于所有险种",
    _WAGE_COLUMNS,
    (
        Parameter("生效月份", "effective_month", "", (), "如 2026-11；留空为当前月份"),
        *_ADDING_AND_FILLING,
    ),
    identity="key",
)
WAGE_SHEETS = (WAGES_BY_PERSON, WAGES_BY_INSURANCE, WAGES_DAILY)
PAYROLL_DOUBTS = SheetSpec(
    "payroll_doubts",
    "工资表疑问",
    "工资表或导入文件中不能确定的人员：逐条列出，未填写任何工资",
    (
        Column("类别", "kind", width=14),
        NAME,
        ID_NUMBER,
        Column("说明", "sentence", width=70),
        Column("工作表", "sheet", width=14),
        Column("行号", "row", Kind.COUNT, 8),
        Column("原内容", "raw", width=18),
    ),
)
WAGE_FILINGS = SheetSpec(
    "wage_filings",
    "缴费工资申报记录",
    "每次缴费工资申报及其结果；可按申报日期查询，勾选后查看或导出明细",
    (
        TICK_COLUMN,
        Column("申报流水号", "filing_no", width=22),
        Column("状态", "state", width=18),
        Column("人数", "people", Kind.COUNT, 8),
        Column("成功", "accepted", Kind.COUNT, 8),
        Column("失败", "refused", Kind.COUNT, 8),
        Column("提交时间", "submitted_at", width=18),
        Column("申报类型", "kind", width=14),
        Column("申报方式", "mode", width=10),
        Column("生效年月", "effective_from", width=10),
    ),
    (
        *DAYS,
        Parameter("导出文件", "export_file", "", (), ".xlsx；留空与工作簿同目录"),
    ),
)
WAGE_FILING_ITEMS = SheetSpec(
    "wage_filing_items",
    "缴费工资申报明细",
    "所查看的缴费工资申报中每位职工的缴费工资与结果",
    (
        *PERSON,
        INSURANCE_NAME,
        Column("缴费工资", "wage", Kind.MONEY, 13),
        Column("状态", "state", width=15),
        Column("失败原因", "reason", width=56),
        Column("申报流水号", "filing_no", width=22),
        ID_TYPE,
    ),
)
REHEARSAL = SheetSpec(
    "rehearsal",
    "新规则测算",
    "两个规则文件或两个月份之间，每名职工每个险种的基数和每月应缴费额怎样变化",
    (
        *PERSON,
        INSURANCE_NAME,
        Column("每月增减", "change", Kind.MONEY, 13),
        Column("原因", "cause", width=18),
        Column("单位每月增减", "unit_change", Kind.MONEY, 14),
        Column("个人每月增减", "person_change", Kind.MONEY, 14),
        Column("原每月应缴", "old_amount", Kind.MONEY, 14),
        Column("新每月应缴", "new_amount", Kind.MONEY, 14),
        Column("原基数", "old_base", Kind.MONEY, 13),
        Column("新基数", "new_base", Kind.MONEY, 13),
        Column("缴费工资", "wage", Kind.MONEY, 13),
        Column("自费款所属期", "from_period", width=13),
        GRADE,
        UNIT_NO,
        INSURANCE_CODE,
        ID_TYPE,
    ),
    (
        Parameter(
            "新规则文件",
            "rule_file",
            "",
            (),
            ".json；留空为正在使用的规则，属期也留空时比较最近两次下载的规则文件",
        ),
        Parameter(
            "原规则文件", "old_rule_file", "", (), ".json；留空为正在使用的规则", since="0.2.0"
        ),
        Parameter(
            "原属期",
            "old_period",
            "",
            (),
            "如 2025-12；填写任一属期即比较两个月份，另一个留空为当前属期",
            since="0.2.0",
        ),
        Parameter("新属期", "new_period", "", (), "如 2026-01；留空为当前属期", since="0.2.0"),
    ),
    sums=("change", "unit_change", "person_change", "old_amount", "new_amount"),
)
