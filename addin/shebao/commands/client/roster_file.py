"""The roster that the client exported becomes this unit's employees."""

from collections.abc import Sequence

from shebao.commands.client.channel import by_files_only
from shebao.commands.client.client_month import PEOPLE_ITEM, show_on_home
from shebao.commands.client.kept_unit import keep_told
from shebao.commands.client.read_file import (
    NOTHING,
    ClientFile,
    Imported,
    check_sheets,
    finish_import,
    first_doubt,
    named,
    read_client_table,
)
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import insurance_names, rule_file_of
from shebao.commands.employees.roster import roster_headers, roster_rows
from shebao.contract.employees import Employee
from shebao.contract.rule_file import Levy
from shebao.contract.states import EmployeeState
from shebao.domain.errors import FileRefusedError
from shebao.domain.insurances import insurance_list
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.rules.client.fields import ID, NAME, ROSTER_FIELDS
from shebao.rules.client.people import unit_name
from shebao.rules.client.roster import (
    ReadRoster,
    RosterChange,
    changes_since,
    read_roster,
    wages_in_words,
)
from shebao.rules.premiums.in_force import rates_in_force
from shebao.sheets.declared.client_sheets import ClientFileRow
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import HOME, UNIT_NAME_ITEM

KIND = "参保职工"


def import_roster_file(ctx: Context) -> Outcome:
    """Keep everyone whom the file is certain of; say who joined, left or changed since the last."""
    by_files_only(ctx, "导入参保职工")
    check_sheets(ctx, ROSTER, HOME)
    session = ctx.session
    file = read_client_table(ctx, "roster_file", ROSTER_FIELDS, (ID, NAME))
    rules = rule_file_of(ctx)
    names = insurance_names(rules)
    assumed = _charged(ctx)
    period = Period.parse(session.current_period)
    read = read_roster(file.table, session.employer.tax_id, names, assumed, period)
    if not read.employees:
        why = first_doubt(read.doubts, "没有职工")
        raise FileRefusedError(file.path, f"没有可以导入的职工：{why}", NOTHING)
    if not read.names_insurances:
        ctx.ui.confirm(
            f"“{file.path.name}”没有险种，按每人都参加 {insurance_list(assumed, names)} 导入"
        )
    before = ctx.store.employees.load(ctx.account)
    revision = int(ctx.now().timestamp())
    held = read.held(before)
    change = changes_since(before, read.employees, period, revision, held)
    _ask_about_leavers(ctx, change, before, file.path.name)
    ctx.store.employees.replace_changes(
        ctx.account, change.kept, revision, ctx.now(), session.current_period
    )
    numbers = ((o.unit_no, o.insurance) for e in read.employees.values() for o in e.enrolments)
    keep_told(ctx, unit_name(file.table), numbers, is_all=True)
    kept = [employee.name for employee in before if employee.id_number.upper() in held]
    return _tell(ctx, file, read, change, kept, is_first=not before)


def _charged(ctx: Context) -> list[str]:
    """Return the insurances that the region charges for this kind of employer now."""
    rules, employer = rule_file_of(ctx), ctx.session.employer
    period = Period.parse(ctx.session.current_period)
    rates = rates_in_force(rules, period, 1, employer.kind)
    return [
        rule.insurance
        for rule in rules.insurances
        if employer.kind in rule.kinds and rule.levy is Levy.DECLARED and rule.insurance in rates
    ]


def _ask_about_leavers(
    ctx: Context, change: RosterChange, before: Sequence[Employee], name: str
) -> None:
    """Ask before anybody counts as having left: the file may only be of one group.

    Raises NotConfirmedError; nothing was kept.
    """
    if not change.left:
        return
    people = {employee.id_number.upper(): employee.name for employee in before}
    left = named([people[each] for each in change.left])
    ctx.ui.confirm(f"“{name}”中没有以前的 {left}，按上月为最后缴费月减员")


def show_employees(ctx: Context) -> int:
    """Show everyone whom the store knows on the roster's sheet; return how many."""
    table = ctx.table(ROSTER)
    employees = ctx.store.employees.load(ctx.account)
    headers = roster_headers(rule_file_of(ctx), employees)
    groups = ctx.store.groups.members(ctx.account)
    table.replace(roster_rows(employees, headers, groups), headers)
    return len(employees)


def _tell(
    ctx: Context,
    file: ClientFile,
    read: ReadRoster,
    change: RosterChange,
    kept: Sequence[str],
    *,
    is_first: bool,
) -> Outcome:
    show_employees(ctx)
    states = ctx.store.employees.count_by_state(ctx.account)
    active = states.get(EmployeeState.ACTIVE, 0)
    people = len(read.employees)
    news = (
        "首次导入"
        if is_first
        else f"与上次相比：新增 {len(change.joined)} 人，减员 {len(change.left)} 人，"
        f"信息变更 {len(change.changed)} 人"
    )
    wages = wages_in_words(list(read.employees.values()))
    message = (
        f"从“{file.path.name}”的工作表“{file.table.sheet}”导入参保职工 {people} 人，{news}；"
        f"现有正常缴费 {active} 人{f'，{wages}' if wages else ''}。"
    )
    if read.without_unit_no:
        message += "文件没有单位编号，导入缴费明细后按明细补上。"
    if kept:
        message += f"有疑问的 {named(kept)}保留原来的参保信息，不作减员。"
    line = ClientFileRow(people=people, rows=len(file.table.rows), words=news)
    counts = {
        "employees": people,
        "active": active,
        "joined": len(change.joined),
        "left": len(change.left),
        "changed": len(change.changed),
    }
    employer = ctx.session.employer
    ctx.unit.belongs_to(employer)  # by the name that this file may have told
    show_on_home(ctx, (UNIT_NAME_ITEM, employer.name), (PEOPLE_ITEM, f"本机有 {active} 人正常缴费"))
    imported = Imported(KIND, message, line, read.doubts, counts)
    return finish_import(ctx, file, ctx.table(ROSTER), imported)
