"""Columns and labelled cells that sheets of several groups have."""

from shebao.sheets.spec import Column, Kind, Parameter

TICK = "✔"
SELECTED, EVERYTHING, UNFINISHED = "已勾选", "全部", "未完成"
YES, NO = "是", "否"
TICK_COLUMN = Column("选择", "tick", Kind.TICK, 6, is_input=True)
PERSON = (
    Column("姓名", "name", width=12),
    Column("证件类型", "id_type", width=9),
    Column("证件号码", "id_number", width=21),
)
KEY = Column("校验键", "key", width=4, is_hidden=True)
SCOPE = Parameter("提交范围", "scope", SELECTED, (SELECTED, EVERYTHING), "“已勾选”只处理打✔的行")
GROUP_FILTER = Parameter("分组", "group", "", (), "只含该分组及其下级；留空为全部，可填“未分组”")
PAYROLL_PARAMETERS = (
    Parameter("工资表文件", "payroll_file", "", (), "工资表的路径"),
    Parameter("工作表", "payroll_sheet", "", (), "工资表文件中的工作表；留空自动识别"),
    Parameter("工资列", "payroll_column", "", (), "工资表中的列名；留空自动识别"),
)
