"""The buttons of employees: their roster, groups and comparisons."""

from functools import partial

from shebao.commands.command import Command

_employees = partial(Command, group="职工")
_list = partial(_employees, menu="清单")
_of_groups = partial(_employees, menu="职工分组", sheets=("groups",))
_group = partial(_of_groups, module="employees.groups")
_template = partial(_of_groups, module="employees.group_import")

BUTTONS: tuple[Command, ...] = (
    _employees(
        ("update_roster", "更新职工", "RefreshAll"),
        "下载参保职工到“职工参保信息”；首次为全量，之后只下载变化。",
        module="employees.roster",
        sheets=("roster",),
        is_large=True,
    ),
    _list(
        ("show_month_changes", "本月更新人员明细", "HistoryTab"),
        "列出本月增员、减员和登记信息变更的职工。",
        module="employees.month_changes",
        sheets=("month_changes",),
    ),
    _list(
        ("export_month_changes", "导出本月更新", "FileSaveAsExcelXlsx"),
        "把“本月更新人员明细”导出为 .xlsx 文件。",
        module="employees.month_changes",
        sheets=("month_changes",),
    ),
    _list(
        ("show_stopped", "停止缴费职工清单", "TableDeleteRowsAndColumnsMenu"),
        "列出单位下已经停止缴费的职工。",
        module="employees.roster",
        sheets=("stopped",),
    ),
    _list(
        ("export_roster", "导出职工", "FileSaveAsExcelXlsx"),
        "把勾选的职工或全部职工导出为 .xlsx 文件；已有的文件须确认才替换。",
        module="employees.roster",
        sheets=("roster",),
    ),
    _list(
        ("show_employee", "职工详情", "PropertySheet"),
        "显示一名职工的基本信息、参保信息和参保险种信息。",
        module="employees.employee_detail",
        sheets=("employee_detail",),
    ),
    _group(
        ("show_groups", "分组管理", "SmartArtOrganizationChartStandard"),
        "在“职工分组”列出本机的全部分组及职工人数。",
    ),
    _group(
        ("save_groups", "保存分组", "FileSave"),
        "保存“职工分组”中新增的分组；有一行不能保存时都不保存。",
    ),
    _group(
        ("rename_group", "分组改名", "NameDefine"),
        "把勾选的一个分组改成“改名为”中的名称，其下的分组和职工随之改动。",
    ),
    _group(
        ("delete_groups", "删除分组", "CellsDelete"),
        "删除勾选的分组及其下级，其中的职工变为未分组。",
    ),
    _group(
        ("set_employee_group", "设置分组", "ObjectsGroup"),
        "把“职工参保信息”中勾选的职工放入“设为分组”的分组。",
        sheets=("roster",),
    ),
    _template(
        ("export_group_templates", "分组模板", "FileSaveACopy"),
        "生成分组导入模板和批量编辑职工分组模板。",
    ),
    _template(
        ("import_groups", "导入分组", "XmlImport"),
        "从模板导入分组；不能导入的行列入“分组导入问题”。",
    ),
    _template(
        ("import_employee_groups", "导入职工分组", "GetPowerQueryDataFromExcel"),
        "从模板批量编辑职工的分组；不能导入的行列入“分组导入问题”。",
    ),
    _employees(
        ("list_leavers", "应减应增核对", "FormatAsTableGallery"),
        "月底前对照工资表：列出应减未减的职工及多缴金额、应增未增的人员。",
        module="employees.leavers",
        sheets=("leavers",),
    ),
    _employees(
        ("compare_months", "两月对比", "CompareAndMergeWorkbooks"),
        "对比两个月的参保职工、缴费工资和应缴额。",
        module="employees.month_comparison",
        sheets=("month_comparison",),
    ),
)
