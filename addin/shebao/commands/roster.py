"""Downloading the insured employees into the sheet."""

from collections import defaultdict

from shebao.commands.context import Context
from shebao.commands.facts import download_employees, insurance_headers, rule_file_of
from shebao.contract.employees import Employee
from shebao.contract.states import EmployeeState
from shebao.domain.outcome import Outcome
from shebao.sheets.catalogue import ROSTER, TICK


def update_roster(ctx: Context) -> Outcome:
    """Fetch everyone, or the changes since the last time, and show all in the sheet."""
    table = ctx.table(ROSTER)
    full = table.parameters()["update_mode"] == "全量更新"
    changed = download_employees(ctx, 0 if full else ctx.store.employees.cursor(ctx.account))
    employees = ctx.store.employees.load(ctx.account)
    codes = {e.insurance for employee in employees for e in employee.enrolments}
    headers = insurance_headers(rule_file_of(ctx), codes)
    table.replace(_rows(employees, headers), headers)
    active = sum(e.state is EmployeeState.ACTIVE for e in employees)
    message = (
        f"职工总数 {len(employees)}，正常缴费 {active}，停止缴费 {len(employees) - active}；"
        f"本次更新 {changed} 人。"
    )
    table.note(f"{message}取自税务系统 {ctx.now().astimezone():%Y-%m-%d %H:%M}")
    return Outcome(
        message, counts={"employees": len(employees), "active": active, "changed": changed}
    )


def _rows(employees: list[Employee], headers: list[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for employee in employees:
        by_unit: dict[str, set[str]] = defaultdict(set)
        for enrolment in employee.enrolments:
            if enrolment.enrolled_to is None:
                by_unit[enrolment.unit_no].add(enrolment.insurance)
        for unit_no, codes in sorted(by_unit.items()) or [("", set[str]())]:
            row: dict[str, object] = {
                "name": employee.name,
                "id_type": employee.id_type,
                "id_number": employee.id_number,
                "unit_no": unit_no,
                "state": str(employee.state),
                "group": employee.group,
                "person_no": employee.person_no,
                "key": employee.id_number,
            }
            row.update({head: TICK for head in headers if head[:3] in codes})
            rows.append(row)
    return rows
