"""Whose filed wage is no longer the one in force at the bureau."""

from collections.abc import Mapping, Sequence

from shebao.bureau.errors import BureauError
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import employees_of, refresh_employees
from shebao.commands.desk.receipts import recorded
from shebao.contract.employees import Employee
from shebao.contract.states import EmployeeState, ItemState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.errors import InputError
from shebao.domain.finding import Finding
from shebao.rules.overtaken_wages import is_due, overtaken
from shebao.sheets.declared.wage_sheets import WageSheetRow

UNASKED = "本次没有与税务系统现行缴费工资核对，请“更新职工”后重试。"
Overtaken = list[tuple[WageSheetRow, list[Finding]]]


def overtaken_rows(
    ctx: Context, rows: Sequence[WageSheetRow], filed: Mapping[str, Mapping[str, int]]
) -> tuple[Overtaken, str]:
    """Return the rows whose filed wage another filing replaced, and what could not be asked.

    Only what must be in force now is compared: accepted, effective this year and by this month, and
    the last that this ledger knows of the person. By files there is nobody else to file.
    """
    if ctx.is_by_files:
        return [], ""
    newest = {
        id_number: (number, str(cells["subject"]).rpartition("/")[2])
        for number, cells in recorded(ctx, SubmissionKind.WAGE_FILING)
        for id_number in cells["wages"]
    }
    month = ctx.session.current_period
    asked = []
    for row in rows:
        number, since = newest.get(row.id_number, ("", ""))
        is_last = row.filing_no == number and row.state == str(ItemState.ACCEPTED)
        if is_last and is_due(since, month) and row.id_number in filed:
            asked.append(row)
    if not asked:
        return [], ""
    try:
        refresh_employees(ctx)
        employees = {e.id_number: e for e in employees_of(ctx)}
    except (BureauError, InputError):
        return [], UNASKED
    found = [
        (row, list(overtaken(row, filed[row.id_number], _in_force(employee, month))))
        for row in asked
        if (employee := employees.get(row.id_number))
    ]
    return [(row, findings) for row, findings in found if findings], ""


def _in_force(employee: Employee, month: str) -> dict[str, int]:
    if employee.state is not EmployeeState.ACTIVE:
        return {}
    return {
        e.insurance: e.wage_fen
        for e in employee.enrolments
        if e.wage_fen is not None and (e.enrolled_to is None or e.enrolled_to >= month)
    }
