"""The sheet of a batch: one employer a row; it lies in a workbook of its own."""

from typing import Annotated

from shebao.sheets.declared.columns import Column, Parameter
from shebao.sheets.declared.row import Fen, Sheet, SheetRow


class EmployerListRow(SheetRow):
    """One employer of a batch."""

    tax_id: Annotated[str, Column("纳税人识别号", width=22, is_input=True)]
    name: Annotated[str, Column("单位名称", width=28, is_input=True)]
    registration_no: Annotated[str, Column("登记序号", is_input=True)]
    user_name: Annotated[str, Column("用户名", width=12, is_input=True)]
    region: Annotated[str, Column("参保地", width=12, is_input=True)]
    credential: Annotated[str, Column("凭据", width=18, is_input=True)]
    book: Annotated[str, Column("工作簿", width=24, is_input=True)]
    payroll: Annotated[str, Column("工资表", width=28, is_input=True)]
    steps: Annotated[str, Column("步骤", width=34, is_input=True)]
    pay_cap: Annotated[Fen, Column("可缴上限", width=15, is_input=True)]
    state: Annotated[str, Column("状态", width=12)]
    stage: Annotated[str, Column("进行到", width=12)]
    remark: Annotated[str, Column("说明", width=60)]


EMPLOYERS = Sheet(
    "employers",
    "单位清单",
    "每行一个用人单位；填好后点击“批量办理”，用“批量进度”取回各单位的状态",
    row=EmployerListRow,
    parameters=(
        Parameter("办理时段", "hours", "如 08:30-17:30；留空不限"),
        Parameter("同时办理", "at_once", "同一税务系统同时办理的单位数；留空不限"),
        Parameter("每秒请求", "rate", "所有机器合计向税务系统的请求数；留空不限"),
    ),
    of_machine=True,
    at_start=True,
)
