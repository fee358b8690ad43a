"""The employees whose premiums have stopped."""

from collections import defaultdict

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import (
    employees_of,
    insurance_names,
    refresh_employees,
    rule_file_of,
)
from shebao.contract.employees import Employee
from shebao.contract.states import EmployeeState
from shebao.domain.insurances import insurance_name
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.employee_sheets import STOPPED, StoppedRow


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
        StoppedRow(
            name=employee.name,
            id_type=employee.id_type,
            id_number=employee.id_number,
            unit_no=unit_no,
            insurances="、".join(dict.fromkeys(insurances)),
            last_month=last[unit_no],
            group=group,
            person_no=employee.person_no,
        )
        for unit_no, insurances in sorted(by_unit.items()) or [("", [])]
    ]
