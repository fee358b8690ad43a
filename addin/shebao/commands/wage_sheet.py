"""A wage sheet with every employee for whom premiums fall due."""

from shebao.commands.context import Context
from shebao.commands.facts import employees_of, insurance_headers, rule_file_of
from shebao.contract.employees import Employee
from shebao.contract.refusals import BLANK_WAGES_TEXT
from shebao.contract.session import EmployerKind
from shebao.contract.states import EmployeeState
from shebao.domain.outcome import Outcome
from shebao.sheets.catalogue import WAGES_BY_INSURANCE, WAGES_BY_PERSON
from shebao.sheets.table import Row


def new_wage_sheet(ctx: Context) -> Outcome:
    """Put all active employees into the wage sheet that fits the employer.

    Public bodies file by insurance (seed G 2.4.2.3 四); an employer whose user stands on the
    by-insurance sheet also gets that one.
    """
    by_insurance = ctx.table(WAGES_BY_INSURANCE)
    is_public = ctx.session.employer.kind is EmployerKind.PUBLIC_BODY
    table = by_insurance if is_public or by_insurance.is_active() else ctx.table(WAGES_BY_PERSON)
    inputs = [*table.insurance_headers(), "wage"]
    filled = sum(bool(row["state"] or any(row.get(i) for i in inputs)) for row in table.rows())
    if filled:
        ctx.ui.confirm(f"工作表“{table.title}”已有 {filled} 行填写或申报过，将被新的申报表替换")
    employees = [e for e in employees_of(ctx) if e.state is EmployeeState.ACTIVE]
    if table.spec is WAGES_BY_INSURANCE:
        codes = {code for employee in employees for code in _insured(employee)}
        headers = insurance_headers(rule_file_of(ctx), codes)
    else:
        headers = []
    table.replace([_row(employee) for employee in employees], headers)
    table.activate()
    blank = sum(not any(_insured(e).values()) for e in employees)
    hint = f"{BLANK_WAGES_TEXT}（{blank} 人）。" if blank else ""
    message = f"“{table.title}”已放入 {len(employees)} 名正常缴费职工。{hint}"
    table.note(message)
    return Outcome(message, counts={"employees": len(employees), "blank": blank})


def _insured(employee: Employee) -> dict[str, int | None]:
    return {e.insurance: e.wage_fen for e in employee.enrolments if e.enrolled_to is None}


def _row(employee: Employee) -> Row:
    insured = _insured(employee)
    wages = [wage for wage in insured.values() if wage is not None]
    return {
        "name": employee.name,
        "id_type": employee.id_type,
        "id_number": employee.id_number,
        "group": employee.group,
        "old_wage": max(wages, default=None),
        "insured": ";" + ";".join(sorted(insured)) + ";",
        "key": employee.id_number,
    }
