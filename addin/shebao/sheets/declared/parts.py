"""Columns and labelled cells that sheets of several groups have."""

from shebao.rules.payroll.payroll_scope import TIMES
from shebao.sheets.declared.columns import Column, Kind, Parameter

TICK = "✔"
SELECTED, EVERYTHING, UNFINISHED = "已勾选", "全部", "未完成"
YES, NO = "是", "否"
TICK_COLUMN = Column("选择", "tick", Kind.TICK, 6, is_input=True)
NAME = Column("姓名", "name", width=12)
ID_NUMBER = Column("证件号码", "id_number", width=20)
ID_TYPE = Column("证件类型", "id_type", Kind.ID_TYPE, 11)  # a word in the cell, a code in the code
PERSON_NO = Column("人员编号", "person_no", width=15)
KEY = Column("校验键", "key", width=4, is_hidden=True)
SCOPE = Parameter(
    "提交范围", "scope", "“已勾选”只处理打✔的行", SELECTED, (SELECTED, EVERYTHING), at_hand=True
)
GROUP_FILTER = Parameter(
    "分组",
    "group",
    "只含该分组及其下级；留空为全部，可填“未分组”",
    choices_of="groups.path",
    at_hand=True,
)
MONTHS_TO_SHARE = tuple(str(months) for months in range(1, 13))
PAYROLL_PARAMETERS = (
    Parameter("工资表文件", "payroll_file", "工资表的路径", at_hand=True),
    Parameter("工作表", "payroll_sheet", "工资表文件中的工作表；留空自动识别"),
    Parameter("工资列", "payroll_column", "工资表中的列名；留空自动识别"),
)
AMOUNT_PARAMETERS = (  # what the payroll itself leaves open, answered for one import
    Parameter(
        "工资单位",
        "payroll_unit",
        "金额的单位；留空为元，用后清空",
        "",
        tuple(TIMES),
        since="0.2.0",
    ),
    Parameter(
        "工资月数",
        "payroll_months",
        "金额是几个月的合计，用后清空",
        "",
        MONTHS_TO_SHARE,
        since="0.2.0",
    ),
)
UNIT_NO = Column("单位编号", "unit_no", width=15)
AGENCY = Column("社保经办机构", "agency", width=30)
PERIOD = Column("费款所属期", "period", width=11)
INSURANCE_CODE = Column("险种代码", "insurance", width=8)
INSURANCE_NAME = Column("险种", "insurance_name", width=22)
# 正常缴费, or 差额补缴: what a filed month lacked.
LEVY_KIND = Column("缴费类型", "levy_kind", width=12, since="0.2.0")
UNIT_RATE = Column("单位费率", "unit_rate", Kind.PERCENT, 9)
PERSON_RATE = Column("个人费率", "person_rate", Kind.PERCENT, 9)
# How sure the rules are that an amount of ours rests on; ※ marks what is not official.
GRADE = Column("依据等级", "grade", width=16, since="0.2.0")
BILL_SUMS = ("amount", "unit", "person")
_THIS_YEAR = "留空为本年，一月含上年十二月"
_EARLIER_TOO = f"{_THIS_YEAR}；此后缴纳的以前年度也在其中"
LAST_PERIOD = Parameter("费款所属期止", "last_period", "留空为当前属期")
PERIODS = (
    Parameter("费款所属期起", "first_period", f"如 2026-01；{_EARLIER_TOO}"),
    LAST_PERIOD,
)
_LAST_DAY = Parameter("申报日期止", "last_day", "留空为今天")
DAYS = (Parameter("申报日期起", "first_day", f"如 2026-11-01；{_THIS_YEAR}"), _LAST_DAY)
PAID_DAYS = (
    Parameter("申报日期起", "first_day", f"如 2026-11-01；{_EARLIER_TOO}"),
    _LAST_DAY,
)
