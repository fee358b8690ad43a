"""Employees as rows of the sheet 职工参保信息, one for each 单位编号."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from shebao.commands.desk.facts import insurance_headers
from shebao.contract.employees import Employee
from shebao.contract.rule_file import Levy, RuleFile
from shebao.sheets.declared.employee_sheets import RosterRow
from shebao.sheets.declared.parts import TICK


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
