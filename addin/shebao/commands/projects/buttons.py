"""The buttons of construction projects."""

from functools import partial

from shebao.commands.command import Command

_of_group = partial(Command, group="工程项目")
_project = partial(_of_group, menu="参保信息", module="projects.projects", sheets=("projects",))
_of_filing = partial(_of_group, menu="项目申报")
_dues = partial(_of_filing, module="projects.project_dues", sheets=("project_dues",))
_filing = partial(_of_filing, module="projects.project_records", sheets=("project_filings",))

BUTTONS: tuple[Command, ...] = (
    _project(
        ("update_projects", "更新工程项目", "RefreshAll"),
        "取回人社部门推送的工程项目参保信息，按关联状态和名称筛选。",
    ),
    _project(
        ("link_projects", "关联项目", "HyperlinkInsert"), "把勾选的待关联工程项目关联到本单位。"
    ),
    _project(
        ("unlink_projects", "解除项目关联", "HyperlinkRemove"),
        "解除勾选的工程项目的关联；有未缴费申报的不能解除。",
    ),
    _project(
        ("export_projects", "导出工程项目", "FileSaveAsExcelXlsx"),
        "把表中的工程项目参保信息导出为 .xlsx 文件。",
    ),
    _dues(
        ("show_project_dues", "带出项目信息", "Refresh"),
        "按工程项目ID带出已关联项目的造价和费率；留空为全部已关联的项目。",
    ),
    _dues(
        ("calculate_project_dues", "计算应缴费额", "Calculator"),
        "按工程造价和费率计算应缴纳的工伤保险费。",
    ),
    _dues(
        ("submit_project_dues", "提交项目申报", "SendCopySendNow"),
        "提交勾选的工程项目的工伤保险费申报。",
    ),
    _filing(
        ("query_project_filings", "同步项目申报记录", "RefreshStatus"),
        "按申报日期从税务系统同步所有渠道的工程项目申报记录；有未缴费的，询问是否立即缴费。",
    ),
    _filing(
        ("show_project_filing", "查看项目申报", "OutlineShowDetail"),
        "列出勾选的工程项目申报的申报明细；已作废的也可以查看。",
        result="project_lines",
    ),
    _filing(
        ("void_project_filings", "作废项目申报", "RefreshCancel"),
        "作废勾选的申报成功但未缴费的工程项目申报。",
    ),
)
