"""The sheets that carry a month on to payroll, taxes, the books and the bank."""

from shebao.sheets.declared.spec import Column, Kind, Parameter, SheetSpec, Total

PERIOD_CELL = Parameter("费款所属期", "period", "", (), "如 2026-11；留空为“待申报信息”的唯一属期")

PAYROLL_BACK = SheetSpec(
    "payroll_back",
    "写回工资表",
    "把账单明细中每人的个人应缴写回自己的工资表；不能确定的人列在这里，工资表中不改动",
    (
        Column("结果", "match", width=14),
        Column("姓名", "name", width=12),
        Column("证件号码", "id_number", width=21),
        Column("行号", "row", Kind.COUNT, 8),
        Column("个人应缴", "person", Kind.MONEY, 13),
        Column("原内容", "before", width=14),
        Column("说明", "sentence", width=70),
    ),
    (
        PERIOD_CELL,
        Parameter("工资表文件", "payroll_file", "", (), "工资表的路径（.xlsx）"),
        Parameter("工作表", "payroll_sheet", "", (), "工资表文件中的工作表；留空自动识别"),
        Parameter("写入列", "payroll_column", "", (), "列名；没有此列的，确认后在最右侧新增"),
        Parameter("险种", "insurance", "", (), "只写这个险种的个人应缴；留空为全部险种合计"),
    ),
    totals=(Total("个人应缴合计", "person"),),
)
