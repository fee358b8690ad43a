"""Filling the wage sheet from HR's own payroll workbook."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from shebao.commands.desk.context import Context
from shebao.commands.desk.doubts import doubts_in_words, list_doubts
from shebao.commands.wages.wage_table import WageTable, wage_heads, wages_in_use
from shebao.commands.wages.wage_unticked import FILLED, fill, stale_words, unticked_words
from shebao.contract.states import EmployeeState
from shebao.domain.errors import ParameterError, SheetError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.domain.progress_words import Seconds
from shebao.domain.wage_row import BY_PERSON, row_words
from shebao.rules.payroll.payroll import read_payroll, with_rounding
from shebao.rules.payroll.payroll_doubts import unlisted
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind, PayrollQuestion, PayrollReading
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.wage_sheets import WageSheetRow
from shebao.sheets.head import SheetHead
from shebao.sheets.outside_file import read_grids

KINDS = {
    DoubtKind.UNKNOWN: "未知人员",
    DoubtKind.UNLISTED: "不在本表",
    DoubtKind.DUPLICATE: "重复",
    DoubtKind.CONFLICT: "不一致",
    DoubtKind.UNREADABLE: "无法识别",
    DoubtKind.ABSENT: "工资表中没有",
}
READING = Seconds("读取文件")


def fill_from_payroll(ctx: Context) -> Outcome:
    """Fill and tick the rows of everyone the payroll is certain of; list everyone else."""
    table, rows = wages_in_use(ctx)
    if not rows:
        raise table.error("没有职工", "请先“新建申报表”。")
    ctx.progress("从工资表填写", 0, 2)
    roster = {row.id_number: row.name for row in rows}
    parameters = table.parameters()
    path, reading = read_payroll_file(ctx, table, parameters, roster)
    if reading.roundable and ctx.ui.agrees(_offer(path, reading)):
        reading = with_rounding(reading)
    reading = replace(reading, doubts=_told_apart(ctx, table, reading.doubts))
    ctx.progress("从工资表填写", 1, 2)
    filled = _fill(table, rows, reading)
    message = _message(path, reading, filled)
    done = {row.at for row in filled}
    message += stale_words([row for row in rows if row.at not in done])
    list_doubts(ctx, reading.doubts, KINDS, message)
    ctx.progress("从工资表填写", 2, 2)
    table.note(message)
    answers = ("payroll_unit", "payroll_months", *(["payroll_column"] * reading.is_reserved))
    for field in answers:  # for this file, not for the next
        if parameters[field]:
            table.set_parameter(field, "")
    counts = {str(kind): len(reading.ids_of(kind)) for kind in DoubtKind}
    return Outcome(
        message,
        Status.PARTIAL if reading.doubts else Status.DONE,
        counts={"filled": len(filled), **counts},
        facts={"wage_column": reading.wage_column.header, "sheet": reading.sheet},
    )


def _told_apart(ctx: Context, table: WageTable, doubts: Sequence[Doubt]) -> tuple[Doubt, ...]:
    """Return the doubts, whom the roster shows as insured told from those whom nobody knows.

    Without a roster sheet that can be read nobody is: the wages are filled all the same.
    """
    if not any(doubt.kind is DoubtKind.UNKNOWN for doubt in doubts):
        return tuple(doubts)
    active, insured = str(EmployeeState.ACTIVE), set[str]()
    with suppress(SheetError):
        insured.update(row.id_number for row in ctx.table(ROSTER).rows() if row.state == active)
    return tuple(
        unlisted(doubt, table.title)
        if doubt.kind is DoubtKind.UNKNOWN and doubt.id_number in insured
        else doubt
        for doubt in doubts
    )


def read_payroll_file(
    ctx: Context, table: SheetHead, parameters: Mapping[str, str], roster: Mapping[str, str]
) -> tuple[Path, PayrollReading]:
    """Read the payroll that the sheet's labelled cells name; ``roster`` is names by id number.

    A sheet without the cells for unit and months looks at the people alone.

    Raises ParameterError for what only the user can answer.
    """
    path = payroll_path(ctx, table, parameters["payroll_file"])
    unit = table.unit()
    whose = unit.seal if unit is not None else ""
    remembered = ctx.store.payroll_layouts.all(whose)
    reading = read_payroll(
        read_grids(path, look=lambda seconds, most: ctx.progress(READING, seconds, most)),
        roster,
        sheet=parameters["payroll_sheet"],
        column=parameters["payroll_column"],
        unit=parameters.get("payroll_unit", ""),
        months=int(parameters.get("payroll_months") or 0),
        needs_amounts="payroll_unit" in parameters,
        remembered=remembered,
    )
    if isinstance(reading, PayrollQuestion):
        raise ParameterError(f"文件“{path.name}”：{reading.sentence}", log=str(reading.kind))
    if reading.is_dated or remembered.get(reading.shape) != reading.columns:
        ctx.ui.confirm(_proposal(path, reading))
        ctx.store.payroll_layouts.remember(whose, reading.shape, reading.columns)
    return path, reading


def payroll_path(ctx: Context, table: SheetHead, given: str) -> Path:
    """Return the payroll that a labelled cell names. Raises ParameterError for a blank one."""
    if not given:
        raise ParameterError(
            f"工作表“{table.title}”的“工资表文件”为空，没有执行。请填写工资表的路径。",
            log="no payroll file",
        )
    return ctx.beside_book(given)


def _proposal(path: Path, reading: PayrollReading) -> str:
    """Say which columns will be read and why, and whether that is remembered."""
    chosen = {
        "证件号码": reading.id_column,
        "姓名": reading.name_column,
        "缴费工资": reading.wage_column,
    }
    columns = "，".join(
        f"{what}取 {choice.letter} 列“{choice.header}”（{choice.reason}）"
        for what, choice in chosen.items()
        if choice
    )
    first, last = reading.header_rows
    rows = f"第 {first} 行" if first == last else f"第 {first} 至 {last} 行"
    after = (
        "这是某月（或各月）的工资，不会记住，下次重新确认"
        if reading.is_dated
        else "确认后，同样表头的工资表都照此读取，不再询问"
    )
    return (
        f"按“{path.name}”的工作表“{reading.sheet}”（表头在{rows}）填写 "
        f"{len(reading.wages_fen) + len(reading.roundable)} 人：{columns}。"
        f"{''.join(reading.notes)}{after}"
    )


def _offer(path: Path, reading: PayrollReading) -> str:
    """Ask once for the whole column; unrounded formulas leave such amounts in every row."""
    first = next(doubt for doubt in reading.doubts if doubt.id_number in reading.roundable)
    return (
        f"“{path.name}”的“{reading.wage_column.header}”列有 {len(reading.roundable)} 人的工资"
        f"超过两位小数（如{row_words(first.rows[0], first.name)} {first.value}）。"
        "是否四舍五入到分后填写（"
        f"{yuan(reading.roundable[first.id_number])}）？不同意则这些人不填写"
    )


def _fill(
    table: WageTable, rows: Sequence[WageSheetRow], reading: PayrollReading
) -> list[WageSheetRow]:
    """Put the wages into their rows and tick them; return the filled rows.

    By insurance the one payroll wage stands for every insurance the employee has. A row whose
    key is another person's is left for the check to name.
    """
    heads = wage_heads(table)
    filled = []
    for row in rows:
        wage = reading.wages_fen.get(row.id_number)
        if wage is None or row.key not in ("", row.id_number):
            continue
        insured = [head for head in heads if f";{head[:3]};" in row.insured]
        filled.append(fill(row, dict.fromkeys(insured if heads else [BY_PERSON], wage)))
    table.update(filled, [*FILLED, *(heads or ["wage"])])
    return filled


def _message(path: Path, reading: PayrollReading, filled: Sequence[WageSheetRow]) -> str:
    total = sum(reading.wages_fen.values())
    message = (
        f"从“{path.name}”的工作表“{reading.sheet}”按“{reading.wage_column.header}”列填写"
        f" {len(filled)} 人，工资表中这些人合计 {yuan(total)} 元。"
    )
    left_out = [row for row in filled if not row.tick]
    message += unticked_words(left_out, "工资没有变化，保持不勾选")
    if left := len(reading.wages_fen) - len(filled):
        message += f"另有 {left} 人的行校验键与证件号码不一致或重复，未填写，请点击“校验”。"
    return message + doubts_in_words(reading.doubts, KINDS) + "".join(reading.notes)
