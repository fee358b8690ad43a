"""The sheets of the employees: who is insured, who changed, who is in which group."""

from dataclasses import replace

from shebao.sheets.declared.parts import (
    EVERYTHING,
    GRADE,
    GROUP_FILTER,
    ID_NUMBER,
    ID_TYPE,
    KEY,
    NAME,
    PAYROLL_PARAMETERS,
    PERSON,
    PERSON_NO,
    SELECTED,
    TICK_COLUMN,
    UNIT_NO,
)
from shebao.sheets.declared.spec import Column, Kind, Parameter, SheetSpec

INCREMENTAL, FULL = "增量更新", "全量更新"

ROSTER = SheetSpec(
    "roster",
    "职工参保信息",
    "从税务系统下载的参保职工；每个单位编号一行，✔ 表示参加该险种",
    (
        TICK_COLUMN,
        *PERSON,
        UNIT_NO,
        Column("缴费状态", "state", width=11),
        Column("分组", "group", width=18),
        # The insurances follow, and have to be in sight with those above.
        replace(PERSON_NO, is_folded=True),
        replace(ID_TYPE, is_folded=True),
        Column("数据版本", "revision", Kind.COUNT, 4, is_hidden=True),
        KEY,
    ),
    (
        Parameter("更新方式", "update_mode", INCREMENTAL, (INCREMENTAL, FULL)),
        GROUP_FILTER,
        Parameter(
            "设为分组",
            "new_group",
            "",
            (),
            "“设置分组”把勾选的职工放入此分组",
            choices_of="groups.path",
        ),
        Parameter("导出范围", "export_scope", SELECTED, (SELECTED, EVERYTHING)),
        Parameter("导出文件", "export_file", "职工参保信息_导出.xlsx", (), "与工作簿同目录"),
    ),
    columns_by_insurance=Kind.TICK,
    identity="key",
    at_start=True,
)
MONTH_CHANGES = SheetSpec(
    "month_changes",
    "本月更新人员明细",
    "一个月内增员、减员和登记信息变更的职工：税务系统的登记变动，及本机历次下载的比较",
    (
        Column("变动类型", "kind", width=12),
        *PERSON,
        Column("缴费状态", "state", width=11),
        Column("变动内容", "words", width=70),
        Column("登记时间", "recorded_at", width=17, since="0.2.0"),
        Column("取得时间", "seen_at", width=17),
        PERSON_NO,
        ID_TYPE,
    ),
    (
        Parameter("月份", "month", "", (), "如 2026-11；留空为本月"),
        Parameter("导出文件", "export_file", "本月更新人员明细_导出.xlsx", (), "与工作簿同目录"),
    ),
)
STOPPED = SheetSpec(
    "stopped",
    "停止缴费职工清单",
    "已停止缴费的职工，每个单位编号一行",
    (
        *PERSON,
        Column("最后缴费月", "last_month", width=12),
        Column("停保前险种", "insurances", width=50),
        Column("分组", "group", width=18),
        UNIT_NO,
        PERSON_NO,
        ID_TYPE,
    ),
)
EMPLOYEE_DETAIL = SheetSpec(
    "employee_detail",
    "职工详情",
    "一名职工的基本信息、参保信息和参保险种信息",
    (
        Column("类别", "part", width=14),
        Column("项目", "item", width=28),
        Column("内容", "content", width=34),
        UNIT_NO,
        Column("参保起始", "enrolled_from", width=11),
        Column("缴至", "enrolled_to", width=11),
        Column("缴费工资", "wage", Kind.MONEY, 13),
    ),
    (Parameter("证件号码", "id_number", "", (), "留空为“职工参保信息”中勾选的那一名职工"),),
)
GROUPS = SheetSpec(
    "groups",
    "职工分组",
    "本机自定义的职工分组，最多三级，如“生产部/一车间/甲班”；税务系统不知道分组",
    (
        TICK_COLUMN,
        Column("分组路径", "path", width=44, is_input=True),
        Column("层级", "level", Kind.COUNT, 8),
        Column("职工人数", "people", Kind.COUNT, 10),
        Column("含下级人数", "people_below", Kind.COUNT, 12),
    ),
    (
        Parameter("分组文件", "group_file", "分组导入模板.xlsx", (), "“导入分组”读取的文件"),
        Parameter(
            "职工分组文件",
            "member_file",
            "批量编辑职工分组模板.xlsx",
            (),
            "“导入职工分组”读取的文件",
        ),
        Parameter(
            "改名为",
            "new_name",
            "",
            (),
            "“分组改名”把勾选的一个分组改成这个名称，用后清空",
            since="0.2.0",
        ),
    ),
)
GROUP_FAULTS = SheetSpec(
    "group_faults",
    "分组导入问题",
    "导入分组或职工分组时没有导入的行及原因",
    (
        Column("行号", "row", Kind.COUNT, 8),
        NAME,
        ID_NUMBER,
        Column("原因", "reason", width=60),
        Column("分组路径", "path", width=44),
    ),
)
LEAVERS = SheetSpec(
    "leavers",
    "应减未减",
    "仍在参保而工资表中没有的职工，以及不办减员时本期要为其缴纳的金额",
    (
        *PERSON,
        Column("合计", "total", Kind.MONEY, 13),
        Column("单位应缴", "unit", Kind.MONEY, 13),
        Column("个人应缴", "person", Kind.MONEY, 13),
        Column("说明", "reason", width=44),
        Column("缴费工资", "wage", Kind.MONEY, 13),
        Column("分组", "group", width=18),
        GRADE,
        replace(UNIT_NO, is_folded=True),
        replace(PERSON_NO, is_folded=True),
        replace(ID_TYPE, is_folded=True),
    ),
    PAYROLL_PARAMETERS,
    sums=("total", "unit", "person"),
    columns_by_insurance=Kind.MONEY,
)
JOINERS = SheetSpec(
    "joiners",
    "应增未增",
    "工资表中有而没有参保的人员，以及证件号码与姓名对不上、须先核对的人员",
    (
        Column("类别", "kind", width=14),
        NAME,
        ID_NUMBER,
        Column("说明", "sentence", width=70),
        Column("工作表", "sheet", width=14),
        Column("行号", "row", Kind.COUNT, 8),
    ),
)
MONTH_COMPARISON = SheetSpec(
    "month_comparison",
    "两月对比",
    "两个月的参保职工、缴费工资和本机测算的应缴费额对比",
    (
        Column("变化", "difference", width=10),
        *PERSON,
        Column("差额", "delta", Kind.MONEY, 13),
        Column("说明", "words", width=60),
        Column("本期应缴", "amount", Kind.MONEY, 14),
        Column("前期应缴", "old_amount", Kind.MONEY, 14),
        Column("本期缴费工资", "wage", Kind.MONEY, 14),
        Column("前期缴费工资", "old_wage", Kind.MONEY, 14),
        PERSON_NO,
        GRADE,
        ID_TYPE,
    ),
    (
        Parameter("本期", "period", "", (), "如 2026-11；留空为本月"),
        Parameter("前期", "base", "", (), "留空为本期的上一个月"),
    ),
    sums=("delta", "amount", "old_amount"),
)
