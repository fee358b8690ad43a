"""The insured employees on their sheet: downloaded, exported, and those who stopped listed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import (
    download_employees,
    employees_of,
    insurance_headers,
    insurance_names,
    refresh_employees,
    rule_file_of,
)
from shebao.commands.desk.group_filter import group_test
from shebao.commands.desk.output_file import export_sheet
from shebao.commands.desk.selection import selected
from shebao.contract.employees import Employee
from shebao.contract.rule_file import Levy, RuleFile
from shebao.contract.states import EmployeeState
from shebao.domain.insurances import insurance_name
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.employee_sheets import FULL, ROSTER, STOPPED, RosterRow, StoppedRow
from shebao.sheets.declared.parts import EVERYTHING, TICK
from shebao.sheets.declared.row import replace
from shebao.sheets.table import SheetTable

# Up to here changed rows are written one by one, beyond it the sheet is written anew.
MOST_REWRITTEN = 100


def update_roster(ctx: Context) -> Outcome:
    """Fetch everyone, or the changes since the last time, and show all in the sheet."""
    return show_roster(ctx, is_full=ctx.table(ROSTER).parameters()["update_mode"] == FULL)


def show_roster(ctx: Context, *, is_full: bool = False) -> Outcome:
    """Fetch everyone the first time or when told to, later the changes; show all in the sheet."""
    table = ctx.table(ROSTER)
    parameters = table.parameters()
    is_wanted = group_test(ctx, table)
    changed = download_employees(ctx, is_full=is_full)
    shown = None if is_full else _rewrite_changed(ctx, table, is_wanted)
    if shown is None:
        shown = _write_all(ctx, table, is_wanted)
    states = ctx.store.employees.count_by_state(ctx.account)
    total, active = sum(states.values()), states.get(EmployeeState.ACTIVE, 0)
    message = (
        f"职工总数 {total}，正常缴费 {active}，停止缴费 {total - active}；本次更新 {changed} 人。"
    )
    if parameters["group"]:
        message += f"表中只有分组“{parameters['group']}”的 {shown} 人。"
    if collected := collected_names(rule_file_of(ctx)):
        message += f"{'、'.join(collected)}由医保部门征集，不显示明细。"
    table.activate()
    return table.report(
        message,
        counts={"employees": total, "active": active, "changed": changed, "shown": shown},
        as_of=ctx.now(),
    )


def _write_all(ctx: Context, table: SheetTable[RosterRow], is_wanted: Callable[[str], bool]) -> int:
    """Write the sheet anew; return how many employees it shows."""
    employees = ctx.store.employees.load(
        ctx.account, lambda done, total: ctx.going("读取本机职工", done, total)
    )
    headers = roster_headers(rule_file_of(ctx), employees)
    wanted = [e for e in employees if is_wanted(e.person_no)]
    table.replace(roster_rows(wanted, headers, ctx.store.groups.members(ctx.account)), headers)
    return len(wanted)


def _rewrite_changed(
    ctx: Context, table: SheetTable[RosterRow], is_wanted: Callable[[str], bool]
) -> int | None:
    """Write only the rows that are behind; return how many employees the sheet shows.

    None when rows come, go or move, or too many changed; nothing was written then.
    """
    revisions = ctx.store.employees.revisions(ctx.account)
    groups = ctx.store.groups.members(ctx.account)
    shown: dict[str, list[RosterRow]] = defaultdict(list)
    for row in table.fields(("person_no", "revision", "group")):
        shown[row.person_no].append(row)
    if shown.keys() != {person_no for person_no in revisions if is_wanted(person_no)}:
        return None
    behind = [
        person_no
        for person_no, rows in shown.items()
        if any(
            (row.revision, row.group) != (revisions[person_no], groups.get(person_no, ""))
            for row in rows
        )
    ]
    if len(behind) > MOST_REWRITTEN:
        return None
    people = ctx.store.employees.load_some(ctx.account, behind)
    headers = table.insurance_headers()
    if not set(roster_headers(rule_file_of(ctx), people.values())) <= set(headers):
        return None
    fresh: list[RosterRow] = []
    for person_no, employee in people.items():
        rows = roster_rows([employee], headers, groups)
        if len(rows) != len(shown[person_no]):
            return None
        fresh += [replace(row, at=old.at) for row, old in zip(rows, shown[person_no], strict=True)]
    table.rewrite(fresh)
    return len(shown)


def roster_headers(rule_file: RuleFile, employees: Iterable[Employee]) -> list[str]:
    """Return ``code|name`` of what anyone is enrolled in.

    Insurances that the medical side collects (征集) show no detail, even if a bureau sends one.
    """
    collected = {r.insurance for r in rule_file.insurances if r.levy is Levy.COLLECTED}
    codes = {e.insurance for employee in employees for e in employee.enrolments}
    return insurance_headers(rule_file, codes - collected)


def collected_names(rule_file: RuleFile) -> list[str]:
    """Return the names of the insurances that the medical side collects."""
    return [r.name for r in rule_file.insurances if r.levy is Levy.COLLECTED]


def roster_rows(
    employees: Iterable[Employee], headers: Sequence[str], groups: Mapping[str, str]
) -> list[RosterRow]:
    """Return the rows in the employees' order; ``groups`` are paths by person number."""
    rows = []
    for employee in employees:
        by_unit: dict[str, set[str]] = defaultdict(set)
        for enrolment in employee.enrolments:
            if enrolment.enrolled_to is None:
                by_unit[enrolment.unit_no].add(enrolment.insurance)
        for unit_no, codes in sorted(by_unit.items()) or [("", set[str]())]:
            rows.append(
                RosterRow(
                    name=employee.name,
                    id_type=employee.id_type,
                    id_number=employee.id_number,
                    unit_no=unit_no,
                    state=str(employee.state),
                    group=groups.get(employee.person_no, ""),
                    person_no=employee.person_no,
                    revision=employee.revision,
                    key=employee.id_number,
                    by_insurance={head: TICK for head in headers if head[:3] in codes},
                )
            )
    return rows


def export_roster(ctx: Context) -> Outcome:
    """Write the ticked rows as they stand in the sheet, or all of the unit's employees."""
    table = ctx.table(ROSTER)
    parameters = table.parameters()
    if parameters["export_scope"] == EVERYTHING:
        employees = employees_of(ctx)
        headers = roster_headers(rule_file_of(ctx), employees)
        rows = roster_rows(employees, headers, ctx.store.groups.members(ctx.account))
    else:
        rows = selected(table, table.rows(), parameters["export_scope"], "export_scope")
        headers = table.insurance_headers()
    return export_sheet(ctx, table, rows, parameters["export_file"], headers)


def show_stopped(ctx: Context) -> Outcome:
    """Bring the newest changes and list everyone in 停止缴费."""
    table = ctx.table(STOPPED)
    refresh_employees(ctx)
    names = insurance_names(rule_file_of(ctx))
    groups = ctx.store.groups.members(ctx.account)
    stopped = [e for e in employees_of(ctx) if e.state is EmployeeState.STOPPED]
    table.replace(row for e in stopped for row in _rows(e, groups.get(e.person_no, ""), names))
    table.activate()
    message = f"停止缴费职工 {len(stopped)} 人。"
    return table.report(message, counts={"stopped": len(stopped)}, as_of=ctx.now())


def _rows(employee: Employee, group: str, names: dict[str, str]) -> list[StoppedRow]:
    by_unit: dict[str, list[str]] = defaultdict(list)
    last: dict[str, str] = defaultdict(str)
    for enrolment in employee.enrolments:
        by_unit[enrolment.unit_no].append(insurance_name(enrolment.insurance, names))
        last[enrolment.unit_no] = max(last[enrolment.unit_no], enrolment.enrolled_to or "")
    return [
        StoppedRow.of(
            employee,
            unit_no=unit_no,
            insurances="、".join(dict.fromkeys(insurances)),
            last_month=last[unit_no],
            group=group,
        )
        for unit_no, insurances in sorted(by_unit.items()) or [("", [])]
    ]
