"""Filling the wage sheet from HR's own payroll workbook."""

from pathlib import Path

from shebao.commands.context import Context
from shebao.commands.wage_table import mode_of, wage_table
from shebao.contract.wages import WageMode
from shebao.domain.errors import ParameterError, SheetError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.rules.payroll import read_payroll
from shebao.rules.payroll_reading import Doubt, DoubtKind, PayrollQuestion, PayrollReading
from shebao.sheets.catalogue import PAYROLL_DOUBTS, TICK
from shebao.sheets.outside_file import read_grids
from shebao.sheets.table import Row, SheetTable

KINDS = {
    DoubtKind.UNKNOWN: "未知人员",
    DoubtKind.DUPLICATE: "重复",
    DoubtKind.CONFLICT: "不一致",
    DoubtKind.UNREADABLE: "无法识别",
    DoubtKind.ABSENT: "工资表中没有",
}


def fill_from_payroll(ctx: Context) -> Outcome:
    """Fill and tick the rows of everyone the payroll is certain of; list everyone else."""
    table = wage_table(ctx)
    rows = table.rows()
    if not rows:
        raise SheetError(table.title, "没有职工", "请先“新建申报表”。")
    parameters = table.parameters()
    path = _path(ctx, table, parameters["payroll_file"])
    ctx.ui.progress("从工资表填写", 0, 2)
    reading = read_payroll(
        [(grid.name, grid.rows) for grid in read_grids(path)],
        {str(row["id_number"]).upper(): str(row["name"]) for row in rows},
        sheet=parameters["payroll_sheet"],
        column=parameters["payroll_column"],
        remembered=ctx.store.payroll_layouts.all(),
    )
    if isinstance(reading, PayrollQuestion):
        raise ParameterError(f"文件“{path.name}”：{reading.sentence}", log=str(reading.kind))
    if parameters["payroll_column"]:  # what the user said once need not be said again
        ctx.store.payroll_layouts.remember(reading.shape, reading.columns)
    ctx.ui.progress("从工资表填写", 1, 2)
    filled = _fill(table, rows, reading)
    doubts = ctx.table(PAYROLL_DOUBTS)
    doubts.replace([_doubt_row(doubt) for doubt in reading.doubts])
    ctx.ui.progress("从工资表填写", 2, 2)
    message = _message(path, reading, filled)
    table.note(message)
    doubts.note(message)
    counts = {str(kind): len(reading.ids_of(kind)) for kind in DoubtKind}
    return Outcome(
        message,
        Status.PARTIAL if reading.doubts else Status.DONE,
        counts={"filled": filled, **counts},
        facts={"wage_column": reading.wage_column.header, "sheet": reading.sheet},
    )


def _path(ctx: Context, table: SheetTable, given: str) -> Path:
    if not given:
        raise ParameterError(
            f"工作表“{table.title}”的“工资表文件”为空，没有填写任何工资。请填写工资表的路径。",
            log="no payroll file",
        )
    folder = ctx.book_path.parent if ctx.book_path else Path.cwd()
    return folder / given


def _fill(table: SheetTable, rows: list[Row], reading: PayrollReading) -> int:
    """Put the wages into their rows and tick them; return how many rows were filled.

    By insurance the one payroll wage stands for every insurance the employee has. A row whose
    key is another person's is left for the check to name.
    """
    heads = table.insurance_headers() if mode_of(table) is WageMode.BY_INSURANCE else []
    filled = []
    for row in rows:
        id_number = str(row["id_number"]).upper()
        wage = reading.wages_fen.get(id_number)
        if wage is None or row["key"] not in ("", id_number):
            continue
        row["tick"] = TICK
        for field in heads or ["wage"]:
            if not heads or f";{field[:3]};" in str(row["insured"]):
                row[field] = wage
        filled.append(row)
    table.update(filled, ["tick", *(heads or ["wage"])])
    return len(filled)


def _doubt_row(doubt: Doubt) -> Row:
    return {
        "kind": KINDS[doubt.kind],
        "id_number": doubt.id_number,
        "name": doubt.name,
        "sheet": doubt.sheet,
        "row": doubt.row,
        "raw": doubt.value,
        "sentence": doubt.sentence,
    }


def _message(path: Path, reading: PayrollReading, filled: int) -> str:
    doubtful = "，".join(
        f"{KINDS[kind]} {len(ids)} 人" for kind in DoubtKind if (ids := reading.ids_of(kind))
    )
    total = sum(reading.wages_fen.values())
    message = (
        f"从“{path.name}”的工作表“{reading.sheet}”按“{reading.wage_column.header}”列填写"
        f" {filled} 人，工资表中这些人合计 {yuan(total)} 元。"
    )
    if left := len(reading.wages_fen) - filled:
        message += f"另有 {left} 人的行校验键与证件号码不一致或重复，未填写，请点击“校验”。"
    if doubtful:
        message += f"未填写：{doubtful}，见工作表“{PAYROLL_DOUBTS.title}”。"
    return message + "".join(reading.notes)
