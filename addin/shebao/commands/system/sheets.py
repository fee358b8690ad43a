"""Which sheets are in front of the clerk: one opened, one put away, all put in order.

A workbook has a sheet for each kind of work and few of them are needed on a day. What is put away
keeps all that it holds, and appears again when its button is pressed.
"""

from shebao.commands.command import SHEET_OPTION
from shebao.commands.desk.context import Context
from shebao.commands.desk.which_sheet import present_sheets, sheet_in_front
from shebao.domain.errors import InputError
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.catalogue import SHEETS, sheet_groups
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.row import AnySheet


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
