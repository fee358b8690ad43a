"""Registering a unit on this machine: its tax id, one of its registrations, what is pending.

Source: seed G 1.4.1.2, seed F 二 2.
"""

from shebao.bureau.client import Bureau
from shebao.commands.desk.context import Context
from shebao.commands.employer.home_month import DONE, NEXT
from shebao.commands.employer.unit_list import KnownUnit, add_unit, show_units
from shebao.contract.session import PendingList, Registration, UnitType
from shebao.domain.errors import InputError, ParameterError
from shebao.domain.insurances import insurance_list
from shebao.domain.login_name import LoginName
from shebao.domain.outcome import Outcome
from shebao.rules.identity import tax_id_fault
from shebao.sheets.declared.employer_sheets import FIRST_STEPS, HOME, UNITS
from shebao.sheets.declared.row import with_cells


def register_unit(ctx: Context) -> Outcome:
    """Find the registrations of the home sheet's tax id, link one, put it into the list."""
    name = ctx.login_name
    if fault := tax_id_fault(name.tax_id):
        raise ParameterError(
            f"工作表“首页”的“纳税人识别号”是“{name.tax_id}”：{fault}。没有添加单位。请改正后重试。",
            log="bad tax id",
        )
    table = ctx.table(UNITS)
    unit_type = UnitType(table.parameters()["unit_type"])
    bureau = ctx.make_bureau(name)
    registration = _chosen(ctx, bureau)
    linked, words = _linked(ctx, bureau, registration, unit_type)
    add_unit(ctx, KnownUnit.of(registration, unit_type))
    show_units(ctx, table)
    ctx.log_in_as(LoginName(name.tax_id, registration.registration_no))
    message = f"已添加 {registration.name}（{registration.tax_office}），{words}请点击“登录”。"
    table.note(message)
    ctx.table(HOME).note(message)
    _first_step_done(ctx)
    return Outcome(message, counts={"linked": linked})


def _first_step_done(ctx: Context) -> None:
    """Let a home sheet that shows no month yet go on to the login."""
    home = ctx.table(HOME)
    states = {FIRST_STEPS[0][0]: DONE, FIRST_STEPS[1][0]: NEXT}
    rows = [with_cells(r, state=states[r.item]) for r in home.rows() if r.item in states]
    home.update(rows, ("state",))


def choose_registration(ctx: Context) -> LoginName:
    """Return the login name with the registration that the user chooses."""
    name = ctx.login_name
    registration = _chosen(ctx, ctx.make_bureau(name))
    return LoginName(name.tax_id, registration.registration_no, name.user_name)


def _chosen(ctx: Context, bureau: Bureau) -> Registration:
    """Return the registration in the home sheet's cell, the only one, or the user's choice.

    Raises ParameterError when there is none, or none of that number.
    """
    found = bureau.registrations().registrations
    name = ctx.login_name
    if not found:
        raise ParameterError(
            f"未找到纳税人识别号 {name.tax_id} 的税务登记信息，没有添加单位。"
            "请核对后重试，或到办税服务厅办理登记。",
            log="no registration",
        )
    if name.registration_no:
        for registration in found:
            if registration.registration_no == name.registration_no:
                return registration
        raise ParameterError(
            f"工作表“首页”的“登记序号”是“{name.registration_no}”，不是 {name.tax_id} 的登记。"
            f"没有执行。请清空后重新选择，或填写其中一个：{'、'.join(map(_told, found))}。",
            log="no such registration",
        )
    if len(found) == 1:
        return found[0]
    choices, cell = [*map(_told, found)], "工作表“首页”的“登记序号”"
    return found[ctx.ui.choose("该纳税人识别号有多条登记信息，请选择", choices, cell=cell)]


def _linked(
    ctx: Context, bureau: Bureau, registration: Registration, unit_type: UnitType
) -> tuple[int, str]:
    """Link what is pending after the user saw it; return how many were, with words.

    Raises InputError when nothing is pending nor linked, NotConfirmedError.
    """
    found = bureau.pending(registration.registration_no)
    is_contractor = unit_type is UnitType.CONTRACTOR
    projects = found.projects if is_contractor else []
    if not found.pending and not projects:
        if found.linked:
            return 0, f"该登记此前已关联 {found.linked} 个单位编号。"
        raise InputError(
            f"{registration.name}（{registration.tax_office}）没有待关联的社保登记信息，"
            "没有添加单位。请前往办税服务厅办理关联注册后再登录。",
            log="nothing pending",
        )
    named = _pending(found)
    if projects:
        told = "、".join(f"{one.project_id} {one.name}" for one in projects)
        named += f"{'；' if named else ''}工程项目 {told}"
    ctx.ui.confirm(
        f"把以下 {len(found.pending) + len(projects)} 条待关联的社保登记信息作为“{unit_type}”关联到"
        f" {registration.name}（{registration.tax_id}）的 {_told(registration)}："
        f"{named}；确认提交"
    )
    after = bureau.register(registration.registration_no, unit_type)
    words = f"共关联 {after.linked} 个单位编号"
    words += f"、{len(projects)} 个工程项目。" if projects else "。"
    if found.pending:
        words += "初始申报密码为任一单位编号后六位，不足六位的在末尾补 0，首次登录须修改。"
    return len(found.pending), words


def _told(registration: Registration) -> str:
    recommended = "（推荐）" if registration.recommended else ""
    return (
        f"{registration.tax_office} {registration.registration_type}{recommended}"
        f" {registration.registration_no}"
    )


def _pending(found: PendingList) -> str:
    return "；".join(
        f"{unit.masked} {unit.agency} 险种 {insurance_list(unit.insurances)}"
        for unit in found.pending
    )
