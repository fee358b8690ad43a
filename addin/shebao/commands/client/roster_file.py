"""The roster that the client exported becomes this unit's employees."""

from collections.abc import Sequence
from dataclasses import replace

from shebao.commands.client.channel import by_files_only
from shebao.commands.client.kept_unit import NO_UNIT_NO, keep_unit, kept_unit
from shebao.commands.client.read_file import (
    NOTHING,
    ClientFile,
    forget_answers,
    note_file,
    read_client_table,
)
from shebao.commands.desk.context import Context
from shebao.commands.desk.doubts import doubts_in_words, list_doubts
from shebao.commands.desk.facts import insurance_names, rule_file_of
from shebao.commands.employees.roster_rows import roster_headers, roster_rows
from shebao.contract.employees import Employee
from shebao.contract.rule_file import Levy
from shebao.contract.states import EmployeeState
from shebao.domain.errors import FileRefusedError
from shebao.domain.insurances import insurance_list
from shebao.domain.outcome import Outcome, Status
from shebao.domain.period import Period
from shebao.rules.client.fields import ID, NAME, ROSTER_FIELDS
from shebao.rules.client.roster import (
    ReadRoster,
    RosterChange,
    changes_since,
    read_roster,
    wages_in_words,
)
from shebao.rules.client.whose import unit_name
from shebao.rules.payroll.payroll_reading import DoubtKind
from shebao.rules.premiums.in_force import rates_in_force
from shebao.sheets.declared.employee_sheets import ROSTER

KIND = "参保职工"
KINDS = {
    DoubtKind.UNKNOWN: "其他单位",
    DoubtKind.DUPLICATE: "重复",
    DoubtKind.CONFLICT: "不一致",
    DoubtKind.UNREADABLE: "无法识别",
    DoubtKind.ABSENT: "文件中没有",
}
_MOST_NAMED = 5


def import_roster_file(ctx: Context) -> Outcome:
    """Keep everyone whom the file is certain of; say who joined, left or changed since the last."""
    by_files_only(ctx, "导入参保职工")
    session = ctx.session
    file = read_client_table(ctx, "roster_file", ROSTER_FIELDS, (ID, NAME))
    rules = rule_file_of(ctx)
    names = insurance_names(rules)
    assumed = _charged(ctx)
    period = Period.parse(session.current_period)
    read = read_roster(file.table, session.employer.tax_id, names, assumed, NO_UNIT_NO, period)
    if not read.employees:
        why = read.doubts[0].sentence if read.doubts else "没有职工"
        raise FileRefusedError(file.path, f"没有可以导入的职工：{why}", NOTHING)
    if not read.names_insurances:
        ctx.ui.confirm(
            f"“{file.path.name}”没有险种，按每人都参加 {insurance_list(assumed, names)} 导入"
        )
    before = ctx.store.employees.load(ctx.account)
    revision = int(ctx.now().timestamp())
    held = read.held(before)
    change = changes_since(before, read.employees, period, revision, NO_UNIT_NO, held)
    _ask_about_leavers(ctx, change, before, file.path.name)
    ctx.store.employees.replace_changes(
        ctx.account, change.kept, revision, ctx.now(), session.current_period
    )
    _keep_unit(ctx, list(read.employees.values()), unit_name(file.table))
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
    named = "、".join(people[each] for each in change.left[:_MOST_NAMED])
    more = " 等" if len(change.left) > _MOST_NAMED else ""
    ctx.ui.confirm(
        f"“{name}”中没有以前的 {len(change.left)} 人（{named}{more}），按上月为最后缴费月减员"
    )


def _keep_unit(ctx: Context, employees: Sequence[Employee], name: str) -> None:
    unit = kept_unit(ctx.store, ctx.account)
    numbers: dict[str, set[str]] = {}
    for employee in employees:
        for one in employee.enrolments:
            if one.unit_no != NO_UNIT_NO:
                numbers.setdefault(one.unit_no, set()).add(one.insurance)
    told = {number: sorted(codes) for number, codes in numbers.items()} or unit.unit_numbers
    keep_unit(ctx.store, ctx.account, replace(unit, name=name or unit.name, unit_numbers=told))


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
        more = " 等" if len(kept) > _MOST_NAMED else ""
        named = "、".join(kept[:_MOST_NAMED])
        message += f"有疑问的 {len(kept)} 人（{named}{more}）保留原来的参保信息，不作减员。"
    message += doubts_in_words(read.doubts, KINDS).replace("未填写", "未导入")
    list_doubts(ctx, read.doubts, KINDS, message)
    ctx.table(ROSTER).note(message)
    row = {
        "people": people,
        "rows": len(file.table.rows),
        "doubts": len(read.doubts),
        "state": "已导入",
        "words": news,
    }
    note_file(ctx, file.path, file.digest, KIND, row)
    forget_answers(ctx)
    ctx.table(ROSTER).activate()
    counts = {
        "employees": people,
        "active": active,
        "joined": len(change.joined),
        "left": len(change.left),
        "changed": len(change.changed),
        "doubts": len(read.doubts),
    }
    return Outcome(message, Status.PARTIAL if read.doubts else Status.DONE, counts=counts)
