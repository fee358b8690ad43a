"""The sheet of the official client's files: what was read from it and what was written for it."""

from shebao.sheets.declared.parts import PERIOD
from shebao.sheets.declared.spec import Column, Kind, Parameter, SheetSpec

WRITTEN = "导入文件"  # the 类别 of a file that was written for the client

CLIENT_FILES = SheetSpec(
    "client_files",
    "客户端文件",
    "没有税务接口时办理用的文件：从官方客户端导出后导入的，和写出给客户端导入的，最近的在前",
    (
        Column("类别", "kind", width=16),
        PERIOD,
        Column("状态", "state", width=16),
        Column("人数", "people", Kind.COUNT, 8),
        Column("金额", "amount", Kind.MONEY, 15),
        Column("未导入", "doubts", Kind.COUNT, 8),
        Column("说明", "words", width=60),
        Column("文件", "file", width=36),
        Column("时间", "at", width=17),
        Column("行数", "rows", Kind.COUNT, 8),
        Column("文件编号", "number", width=26),
        Column("校验值", "digest", width=20),
    ),
    (
        Parameter("参保职工文件", "roster_file", "", (), "客户端导出的参保职工列表"),
        Parameter("明细文件", "detail_file", "", (), "客户端导出的职工缴费明细或预处理明细"),
        Parameter("结果文件", "result_file", "", (), "客户端导出的缴费工资申报记录或失败原因"),
        Parameter("记录文件", "records_file", "", (), "社保费申报记录、缴费记录或完税证明清单"),
        Parameter("费款所属期", "period", "", (), "如 2026-11；明细文件必须是该属期的，留空不限"),
        Parameter(
            "列对应", "columns", "", (), "表头被改名时填写，如 证件号码=C，缴费基数=H；确认后记住"
        ),
    ),
    identity="number",
)
