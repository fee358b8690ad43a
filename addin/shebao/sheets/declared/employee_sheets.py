"""The sheets of the employees: who is insured, who changed, who is in which group."""

from dataclasses import replace
from typing import Annotated

from shebao.sheets.declared import parts
from shebao.sheets.declared.columns import Column, Kind, Parameter
from shebao.sheets.declared.row import Count, Fen, InsuranceRow, Sheet, SheetRow

INCREMENTAL, FULL = "增量更新", "全量更新"


class RosterRow(InsuranceRow):
    """One employee under one 单位编号."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    unit_no: Annotated[str, parts.UNIT_NO]
    state: Annotated[str, Column("缴费状态", width=11)]
    group: Annotated[str, Column("分组", width=18)]
    person_no: Annotated[str, replace(parts.PERSON_NO, is_folded=True)]
    id_type: Annotated[str, replace(parts.ID_TYPE, is_folded=True)]
    revision: Annotated[Count, Column("数据版本", width=4, is_hidden=True)]
    key: Annotated[str, parts.KEY]


ROSTER = Sheet(
    "roster",
    "职工参保信息",
    "从税务系统下载的参保职工；每个单位编号一行，✔ 表示参加该险种",
    row=RosterRow,
    parameters=(
        Parameter("更新方式", "update_mode", default=INCREMENTAL, choices=(INCREMENTAL, FULL)),
        parts.GROUP_FILTER,
        Parameter(
            "设为分组", "new_group", "“设置分组”把勾选的职工放入此分组", choices_of="groups.path"
        ),
        Parameter(
            "导出范围",
            "export_scope",
            default=parts.SELECTED,
            choices=(parts.SELECTED, parts.EVERYTHING),
        ),
        Parameter("导出文件", "export_file", "与工作簿同目录", "职工参保信息_导出.xlsx"),
    ),
    columns_by_insurance=Kind.TICK,
    identity="key",
    at_start=True,
)


class MonthChangeRow(SheetRow):
    """Somebody who joined, left or changed in the month."""

    kind: Annotated[str, Column("变动类型", width=12)]
    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    state: Annotated[str, Column("缴费状态", width=11)]
    words: Annotated[str, Column("变动内容", width=76)]
    recorded_at: Annotated[str, Column("登记时间", width=17, since="0.2.0")]
    seen_at: Annotated[str, Column("取得时间", width=17)]
    person_no: Annotated[str, parts.PERSON_NO]
    id_type: Annotated[str, parts.ID_TYPE]


MONTH_CHANGES = Sheet(
    "month_changes",
    "本月更新人员明细",
    "一个月内增员、减员和登记信息变更的职工：税务系统的登记变动，及本机历次下载的比较",
    row=MonthChangeRow,
    parameters=(
        Parameter("月份", "month", "如 2026-11；留空为本月"),
        Parameter("导出文件", "export_file", "与工作簿同目录", "本月更新人员明细_导出.xlsx"),
    ),
)


class StoppedRow(SheetRow):
    """Somebody whose premiums have stopped, under one 单位编号."""

    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    last_month: Annotated[str, Column("最后缴费月", width=12)]
    insurances: Annotated[str, Column("停保前险种", width=60)]
    group: Annotated[str, Column("分组", width=18)]
    unit_no: Annotated[str, parts.UNIT_NO]
    person_no: Annotated[str, parts.PERSON_NO]
    id_type: Annotated[str, parts.ID_TYPE]


STOPPED = Sheet(
    "stopped",
    "停止缴费职工清单",
    "已停止缴费的职工，每个单位编号一行",
    row=StoppedRow,
)


class DetailRow(SheetRow):
    """One fact of an employee."""

    part: Annotated[str, Column("类别")]
    item: Annotated[str, Column("项目", width=28)]
    content: Annotated[str, Column("内容", width=34)]
    unit_no: Annotated[str, parts.UNIT_NO] = ""
    enrolled_from: Annotated[str, Column("参保起始", width=11)] = ""
    enrolled_to: Annotated[str, Column("缴至", width=11)] = ""
    wage: Annotated[Fen, Column("缴费工资", width=13)] = None


EMPLOYEE_DETAIL = Sheet(
    "employee_detail",
    "职工详情",
    "一名职工的基本信息、参保信息和参保险种信息",
    row=DetailRow,
    parameters=(Parameter("证件号码", "id_number", "留空为“职工参保信息”中勾选的那一名职工"),),
)


class GroupRow(SheetRow):
    """One group of employees."""

    tick: Annotated[str, parts.TICK_COLUMN] = ""
    path: Annotated[str, Column("分组路径", width=44, is_input=True)]
    level: Annotated[Count, Column("层级", width=8)] = None
    people: Annotated[Count, Column("职工人数", width=10)] = None
    people_below: Annotated[Count, Column("含下级人数", width=12)] = None


GROUPS = Sheet(
    "groups",
    "职工分组",
    "本机自定义的职工分组，最多三级，如“生产部/一车间/甲班”；税务系统不知道分组",
    row=GroupRow,
    parameters=(
        Parameter("分组文件", "group_file", "“导入分组”读取的文件", "分组导入模板.xlsx"),
        Parameter(
            "职工分组文件", "member_file", "“导入职工分组”读取的文件", "批量编辑职工分组模板.xlsx"
        ),
        Parameter(
            "改名为", "new_name", "“分组改名”把勾选的一个分组改成这个名称，用后清空", since="0.2.0"
        ),
    ),
)


class GroupFaultRow(SheetRow):
    """One row of a file that was not imported."""

    row: Annotated[Count, Column("行号", width=8)]
    name: Annotated[str, parts.NAME] = ""
    id_number: Annotated[str, parts.ID_NUMBER] = ""
    reason: Annotated[str, Column("原因", width=60)]
    path: Annotated[str, Column("分组路径", width=44)]


GROUP_FAULTS = Sheet(
    "group_faults",
    "分组导入问题",
    "导入分组或职工分组时没有导入的行及原因",
    row=GroupFaultRow,
)


class LeaverRow(InsuranceRow):
    """Somebody still enrolled who is paid no more."""

    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    total: Annotated[Fen, Column("合计", width=13)]
    unit: Annotated[Fen, Column("单位应缴", width=13)]
    person: Annotated[Fen, Column("个人应缴", width=13)]
    reason: Annotated[str, Column("说明", width=44)]
    wage: Annotated[Fen, Column("缴费工资", width=13)]
    group: Annotated[str, Column("分组", width=18)]
    grade: Annotated[str, parts.GRADE]
    unit_no: Annotated[str, replace(parts.UNIT_NO, is_folded=True)]
    person_no: Annotated[str, replace(parts.PERSON_NO, is_folded=True)]
    id_type: Annotated[str, replace(parts.ID_TYPE, is_folded=True)]


LEAVERS = Sheet(
    "leavers",
    "应减未减",
    "仍在参保而工资表中没有的职工，以及不办减员时本期要为其缴纳的金额",
    row=LeaverRow,
    parameters=parts.PAYROLL_PARAMETERS,
    sums=("total", "unit", "person"),
    columns_by_insurance=Kind.MONEY,
)


class JoinerRow(SheetRow):
    """Somebody paid who is not enrolled."""

    kind: Annotated[str, Column("类别")]
    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    sentence: Annotated[str, Column("说明", width=90)]
    sheet: Annotated[str, Column("工作表")]
    row: Annotated[Count, Column("行号", width=8)]


JOINERS = Sheet(
    "joiners",
    "应增未增",
    "工资表中有而没有参保的人员，以及证件号码与姓名对不上、须先核对的人员",
    row=JoinerRow,
)


class ComparisonRow(SheetRow):
    """One employee in two months."""

    difference: Annotated[str, Column("变化", width=10)]
    name: Annotated[str, parts.NAME]
    id_number: Annotated[str, parts.ID_NUMBER]
    delta: Annotated[Fen, Column("差额", width=13)]
    words: Annotated[str, Column("说明", width=64)]
    amount: Annotated[Fen, Column("本期应缴")]
    old_amount: Annotated[Fen, Column("前期应缴")]
    wage: Annotated[Fen, Column("本期缴费工资")]
    old_wage: Annotated[Fen, Column("前期缴费工资")]
    person_no: Annotated[str, parts.PERSON_NO]
    grade: Annotated[str, parts.GRADE]
    id_type: Annotated[str, parts.ID_TYPE]


MONTH_COMPARISON = Sheet(
    "month_comparison",
    "两月对比",
    "两个月的参保职工、缴费工资和本机测算的应缴费额对比",
    row=ComparisonRow,
    parameters=(
        Parameter("本期", "period", "如 2026-11；留空为本月"),
        Parameter("前期", "base", "留空为本期的上一个月"),
    ),
    sums=("delta", "amount", "old_amount"),
)
