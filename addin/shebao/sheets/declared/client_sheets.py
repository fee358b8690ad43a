"""The sheet of the official client's files: what was read from it and what was written for it."""

from typing import Annotated

from shebao.sheets.declared.columns import Column, Parameter
from shebao.sheets.declared.parts import PERIOD
from shebao.sheets.declared.row import Count, Fen, Sheet, SheetRow

WRITTEN = "导入文件"  # the 类别 of a file that was written for the client


class ClientFileRow(SheetRow):
    """One file of the client, read or written."""

    kind: Annotated[str, Column("类别", width=16)] = ""
    period: Annotated[str, PERIOD] = ""
    state: Annotated[str, Column("状态", width=16)] = ""
    people: Annotated[Count, Column("人数", width=8)] = None
    amount: Annotated[Fen, Column("金额", width=15)] = None
    doubts: Annotated[Count, Column("未导入", width=8)] = None
    words: Annotated[str, Column("说明", width=60)] = ""
    file: Annotated[str, Column("文件", width=36)] = ""
    noted_at: Annotated[str, Column("时间", width=17)] = ""
    rows: Annotated[Count, Column("行数", width=8)] = None
    number: Annotated[str, Column("文件编号", width=26)] = ""
    digest: Annotated[str, Column("校验值", width=20)] = ""


CLIENT_FILES = Sheet(
    "client_files",
    "客户端文件",
    "没有税务接口时办理用的文件：从官方客户端导出后导入的，和写出给客户端导入的，最近的在前",
    row=ClientFileRow,
    parameters=(
        Parameter("参保职工文件", "roster_file", "客户端导出的参保职工列表"),
        Parameter("明细文件", "detail_file", "客户端导出的职工缴费明细或预处理明细"),
        Parameter("结果文件", "result_file", "客户端导出的缴费工资申报记录或失败原因"),
        Parameter("记录文件", "records_file", "社保费申报记录、缴费记录或完税证明清单"),
        Parameter("费款所属期", "period", "如 2026-11；明细文件必须是该属期的，留空不限"),
        Parameter("列对应", "columns", "表头被改名时填写，如 证件号码=C，缴费基数=H；确认后记住"),
    ),
    identity="number",
)
