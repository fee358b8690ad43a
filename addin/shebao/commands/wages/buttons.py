"""The buttons of wages: the wage sheet, from filling to the answer."""

from functools import partial

from shebao.commands.command import Command

_YEARLY = ("wages", "wages_ins")
_WAGES = (*_YEARLY, "wages_daily")

_of_group = partial(Command, group="缴费工资")
_wages = partial(_of_group, sheets=_WAGES, targets=_WAGES)
_new = partial(_of_group, module="wages.wage_sheet", sheets=_WAGES)
_people = partial(_wages, module="wages.wage_people")
_file = partial(
    _of_group, menu="客户端文件", module="wages.wage_file", sheets=_WAGES, targets=_YEARLY
)
_record = partial(_of_group, module="wages.wage_records", sheets=("wage_filings",))

BUTTONS: tuple[Command, ...] = (
    _new(
        ("new_wage_sheet", "新建申报表", "TableInsertExcel"),
        "打开年度申报表并放入正常缴费职工；机关事业单位按险种，其他单位按人员。",
        is_large=True,
    ),
    _new(
        ("new_insurance_wage_sheet", "按险种申报", "TableInsertExcel"),
        "打开按险种申报的年度申报表：每个险种一个缴费工资。",
    ),
    _new(
        ("new_daily_wage_sheet", "日常缴费工资申报", "TableInsertExcel"),
        "打开日常缴费工资申报表并放入全部有效职工，填写新缴费工资和生效月份。",
    ),
    _people(
        ("add_employee", "单个录入", "CellsInsertDialog"),
        "按“添加职工”中的姓名或证件号码把一名职工加入申报表；同名的列出，不猜测。",
        is_large=True,
    ),
    _people(
        ("add_all_employees", "添加全部正常职工", "CellsInsertDialog"),
        "把还不在申报表中的正常缴费职工全部加入；已填写的行不变。",
    ),
    _people(
        ("add_blank_employees", "添加全部正常缴费职工（缴费工资为空）", "CellsInsertDialog"),
        "把还没有申报缴费工资的正常缴费职工加入申报表；已填写的行不变。",
    ),
    _people(
        ("add_unit_employees", "按单位编号添加缴费职工", "CellsInsertDialog"),
        "把“单位编号”中所填编号下的正常缴费职工加入申报表；已填写的行不变。",
    ),
    _people(
        ("remove_wage_rows", "移除勾选的行", "CellsDelete"),
        "只从申报表移除勾选的行；已申报的缴费工资不受影响。",
    ),
    _wages(
        ("fill_from_payroll", "从工资表填写", "GetPowerQueryDataFromExcel"),
        "按证件号码从工资表填写新缴费工资；不能确定的人员列入“工资表疑问”，不填写。",
        module="wages.payroll",
        is_large=True,
    ),
    _file(
        ("export_wage_file", "下载参保职工", "FileSaveAsExcelXlsx"),
        "把正常缴费职工和已填写的缴费工资写入社保费管理客户端的“参保职工列表”文件。",
    ),
    _file(
        ("export_wage_rows", "导出申报表人员", "FileSaveAsExcelXlsx"),
        "只把申报表中的人员（如按单位编号添加的）写入“参保职工列表”文件，填写后可外部文件导入。",
    ),
    _file(
        ("import_wage_file", "外部文件导入", "GetPowerQueryDataFromFile"),
        "从填写好的“参保职工列表”文件导入缴费工资；人员不符的行列入“工资表疑问”，不导入。",
    ),
    _wages(
        ("check_wages", "校验", "ErrorChecking"),
        "提交前检查每一行，把税务会拒绝的原因写在该行。",
        module="wages.wage_check",
        is_large=True,
    ),
    _wages(
        ("preview_premiums", "保底限高预览", "Calculator"),
        "按申报表中的新缴费工资，用公式列出每人每险种的缴费基数、单位和个人应缴。",
        module="wages.preview",
        result="preview",
    ),
    _wages(
        ("show_drift", "核对已申报工资", "ErrorCheckingMenu"),
        "标出申报后又有改动的缴费工资，并写明已申报的金额。",
        module="wages.wage_drift",
    ),
    _wages(
        ("restore_filed_wages", "恢复已申报工资", "Undo"),
        "把勾选的行恢复为已申报的缴费工资。",
        module="wages.wage_drift",
    ),
    _of_group(
        ("rehearse_rules", "新规则测算", "ScenarioManager"),
        "新的上下限或费率规则文件生效后，哪些职工自哪个月起每月增减多少；不提交，不替换现行规则。",
        module="wages.rehearsal",
        sheets=("rehearsal",),
    ),
    _wages(
        ("submit_wages", "提交申报", "SendCopySendNow"),
        "提交勾选职工的缴费工资。",
        module="wages.wage_submit",
        is_large=True,
    ),
    _wages(
        ("submit_all_wages", "全量提交申报", "SendCopySendToMailRecipient"),
        "提交申报表中全部职工的缴费工资；有人未填写时不提交。",
        module="wages.wage_submit",
    ),
    _wages(
        ("fetch_wage_result", "申报结果查询", "RefreshStatus"),
        "取回处理中的缴费工资申报结果，写回每位职工所在的行。",
        module="wages.wage_result",
        is_large=True,
    ),
    _record(
        ("query_wage_filings", "申报记录", "FindDialogExcel"),
        "按申报日期从税务系统查询缴费工资申报记录。",
    ),
    _record(
        ("show_wage_filing", "查看申报明细", "OutlineShowDetail"),
        "取回勾选的申报中每位职工的结果和失败原因。",
        result="wage_filing_items",
    ),
    _record(
        ("export_wage_filing", "导出申报明细", "FileSaveAsExcelXlsx"),
        "把勾选的申报明细导出为 .xlsx 文件。",
    ),
)
