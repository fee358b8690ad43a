"""The sheet in front of the clerk, or a named one: opened, put away, ticked, exported.

A workbook has a sheet for each kind of work and few of them are needed on a day. What is put away
keeps all that it holds, and appears again when its button is pressed.
"""

from typing import Any

from shebao.commands.command import SHEET_OPTION
from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import export_sheet
from shebao.commands.desk.which_sheet import present_sheets, sheet_in_front
from shebao.domain.errors import InputError
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.catalogue import SHEETS, sheet_groups
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.row import AnySheet, with_cells
from shebao.sheets.table import SheetTable


def open_sheet(ctx: Context) -> Outcome:
    """Bring the sheet that the user chooses to the front."""
    specs = [spec for spec in SHEETS if not spec.in_background]
    named = [spec for spec in specs if spec.name == ctx.named_sheet]
    table = ctx.table(named[0] if named else _chosen(ctx, specs))
    table.activate()
    return Outcome(f"已打开工作表“{table.title}”。")


def put_away_sheet(ctx: Context) -> Outcome:
    """Hide the sheet in front, or the named one."""
    table = sheet_in_front(ctx, SHEETS)
    if table is None:
        raise InputError(
            "当前工作表不是社保费的工作表，没有收起。请切换到要收起的工作表"
            f"（命令行请用 --set {SHEET_OPTION}=名称 指明）。",
            log="not ours",
        )
    if table.spec is HOME:
        raise InputError("“首页”不能收起，没有执行。请切换到要收起的工作表后重试。", log="home")
    ctx.table(HOME).activate()
    table.put_away()
    return Outcome(
        f"已收起工作表“{table.title}”，其中的数据不变；点击“打开工作表”或它的按钮即可再次打开。"
    )


def arrange_sheets(ctx: Context) -> Outcome:
    """Put away every sheet of ours that holds nothing and that a new workbook does not show."""
    away = []
    for table in present_sheets(ctx, SHEETS):
        spec = table.spec
        idle = spec.in_background or (not spec.at_start and not table.row_count())
        if idle and not table.is_put_away():
            away.append(table)
    ctx.table(HOME).activate()
    for table in away:
        table.put_away()
    return Outcome(
        f"已收起 {len(away)} 张没有数据的工作表；有数据的和您自己的工作表不变。",
        counts={"put_away": len(away)},
    )


def _chosen(ctx: Context, specs: list[AnySheet]) -> AnySheet:
    groups = sheet_groups()
    choices = [f"{groups[spec.name].title}：{spec.title}" for spec in specs]
    return specs[ctx.ui.choose("请选择要打开的工作表", choices, option=SHEET_OPTION)]


def tick_rows(ctx: Context) -> Outcome:
    """Put a tick on every row with data under the cursor.

    The cursor says which sheet is meant; a terminal has none and names the sheet.
    """
    table = _to_tick(ctx)
    covered = table.visible_rows() if ctx.named_sheet else table.selected_rows()
    rows = [with_cells(row, tick=TICK) for row in table.rows() if row.at in covered]
    table.update(rows, ("tick",))
    message = f"“{table.title}”已勾选 {len(rows)} 行。"
    return Outcome(message, counts={"ticked": len(rows)})


def _to_tick(ctx: Context) -> SheetTable[Any]:
    ticked = [spec for spec in SHEETS if any(column.field == "tick" for column in spec.columns)]
    if table := sheet_in_front(ctx, ticked):
        return table
    raise InputError(
        "当前工作表没有“选择”列，没有勾选。请切换到有“选择”列的表"
        f"（命令行请用 --set {SHEET_OPTION}=名称 指明）。",
        log="no tick",
    )


def export_table(ctx: Context) -> Outcome:
    """Write every row of the sheet to a file that is named after it.

    A sheet without its own 导出 has this one: above all the lists of what could not be imported.
    """
    table = _shown(ctx)
    headers = table.insurance_headers() if table.spec.columns_by_insurance else ()
    return export_sheet(ctx, table, table.rows(), "", headers)


def _shown(ctx: Context) -> SheetTable[Any]:
    if table := sheet_in_front(ctx, SHEETS):
        return table
    raise InputError(
        "当前工作表不是本加载项的表，没有导出。请切换到要导出的表"
        f"（命令行请用 --set {SHEET_OPTION}=名称 指明）。",
        log="no sheet of ours",
    )
