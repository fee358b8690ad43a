"""The sheet of a batch: one employer a row; it lies in a workbook of its own."""

from shebao.sheets.declared.spec import Column, Kind, Parameter, SheetSpec

EMPLOYERS = SheetSpec(
    "employers",
    "单位清单",
    "每行一个用人单位；填好后点击“批量办理”，用“批量进度”取回各单位的状态",
    (
        Column("纳税人识别号", "tax_id", width=22, is_input=True),
        Column("单位名称", "name", width=28, is_input=True),
        Column("登记序号", "registration_no", width=14, is_input=True),
        Column("用户名", "user_name", width=12, is_input=True),
        Column("参保地", "region", width=12, is_input=True),
        Column("凭据", "credential", width=18, is_input=True),
        Column("工作簿", "book", width=24, is_input=True),
        Column("工资表", "payroll", width=28, is_input=True),
        Column("步骤", "steps", width=34, is_input=True),
        Column("可缴上限", "pay_cap", Kind.MONEY, 15, is_input=True),
        Column("状态", "state", width=12),
        Column("进行到", "stage", width=12),
        Column("说明", "remark", width=60),
    ),
    (
        Parameter("办理时段", "hours", "", (), "如 08:30-17:30；留空不限"),
        Parameter("同时办理", "at_once", "", (), "同一税务系统同时办理的单位数；留空不限"),
        Parameter("每秒请求", "rate", "", (), "所有机器合计向税务系统的请求数；留空不限"),
    ),
    of_machine=True,
    at_start=True,
)
