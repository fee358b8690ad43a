"""Switching the workbook to another unit, or to another tax office of the same tax id."""

from shebao.commands.desk.context import Context
from shebao.commands.employer.session import enter, take_up
from shebao.commands.employer.unit_change import change_to
from shebao.commands.employer.unit_list import KnownUnit, known_units
from shebao.contract.session import Registration
from shebao.domain.errors import InputError, ShebaoError, SheetError
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.employer_sheets import HOME, UNITS


def switch_unit(ctx: Context) -> Outcome:
    """Log in to the ticked unit, or the one the user chooses, and empty the other sheets.

    What the sheets show belongs to the former unit: left there, it could be filed for this one.
    """
    before = ctx.login_name
    unit = _chosen(ctx)
    former = ctx.table(HOME).unit()
    ctx.ui.confirm(
        f"切换到 {unit}。本工作簿其他各表中{former.words if former else '现有单位'} 的数据将清空，"
        "没有提交的填写会丢失，不能撤销（税务系统和本机已保存的数据不变）"
    )
    ctx.log_in_as(unit.login_name)
    try:
        change = change_to(ctx, ctx.open_session().employer, keeps_rows=False)
        first = enter(ctx, change)
    except ShebaoError:
        ctx.log_in_as(before)
        raise
    return take_up(ctx, change, first)


def _chosen(ctx: Context) -> KnownUnit:
    table = ctx.table(UNITS)
    units = {unit.key: unit for unit in _units(ctx)}
    ticked = [row for row in table.rows() if row.tick]
    if len(ticked) > 1:
        raise SheetError(table.title, f"勾选了 {len(ticked)} 行", "请只勾选要切换到的一个单位。")
    if ticked:
        unit = units.get(ticked[0].key)
        if unit is None or unit.tax_id != ticked[0].tax_id:
            raise SheetError(
                table.title,
                f"第 {ticked[0].at} 行不是本机已添加的单位，没有切换",
                "请点击“单位列表”刷新后重新勾选。",
            )
        return unit
    others = [unit for unit in units.values() if not _is_present(ctx, unit)]
    if not others:
        raise InputError(
            "没有可以切换的其他单位，没有切换。请先点击“添加单位”。", log="no other unit"
        )
    cell = f"工作表“{table.title}”的“选择”列"
    return others[ctx.ui.choose("请选择要办理业务的单位", [str(u) for u in others], cell=cell)]


def _is_present(ctx: Context, unit: KnownUnit) -> bool:
    """Whether the workbook belongs to it now; a lone registration need not be written there."""
    present = ctx.login_name
    if unit.tax_id != present.tax_id:
        return False
    if not present.registration_no:
        return bool(unit.last_login)
    return unit.registration_no == present.registration_no


def _units(ctx: Context) -> list[KnownUnit]:
    """Return what this machine knows, and the other registrations of the present tax id."""
    known = known_units(ctx)
    keys = {unit.key for unit in known}
    found = [_unit(each) for each in ctx.bureau.registrations().registrations]
    return [*known, *(unit for unit in found if unit.key not in keys)]


def _unit(registration: Registration) -> KnownUnit:
    return KnownUnit(
        registration.tax_id,
        registration.registration_no,
        registration.name,
        registration.tax_office,
        registration.registration_type,
    )
