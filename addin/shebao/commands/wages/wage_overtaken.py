"""Whose filed wage is no longer the one in force at the bureau."""

from collections.abc import Iterator, Mapping, Sequence

from shebao.bureau.errors import BureauError
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import employees_of, refresh_employees
from shebao.commands.desk.receipts import recorded
from shebao.commands.desk.which_sheet import present_sheets
from shebao.commands.wages.wage_table import wage_rows
from shebao.commands.wages.wage_unticked import filed_wages
from shebao.contract.employees import Employee
from shebao.contract.states import EmployeeState, ItemState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.errors import InputError, SheetError
from shebao.domain.finding import Finding
from shebao.rules.filed_wages import is_due, overtaken
from shebao.sheets.declared.wage_sheets import WAGE_SHEETS, WageSheetRow

UNREAD = (
    "工作表“{}”有误，不能读取，没有核对其中申报过的工资是否已被他人另行申报；"
    "请在该表点击“校验”查看原因，改正后重新核对。"
)
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
    newest = _newest(ctx)
    month = ctx.session.current_period
    asked = [row for row, since in _standing(rows, newest, filed) if is_due(since, month)]
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


def standing_wages(ctx: Context) -> tuple[dict[str, tuple[str, Mapping[str, int]]], str]:
    """Return by id number the first month and the wages of the last filing known to this ledger.

    Only of those on whose row that filing stands as accepted; whom several rows of a sheet name is
    left out, as ``filed_wages`` says. By files there is nobody else to file. Second, words for a
    sheet that cannot be read: whatever it says, a bill is held against the wages in force.
    """
    newest = {} if ctx.is_by_files else _newest(ctx)
    if not newest:
        return {}, ""
    found: dict[str, tuple[str, Mapping[str, int]]] = {}
    unread = []
    for table in present_sheets(ctx, WAGE_SHEETS):
        try:
            rows = wage_rows(table)
        except SheetError:
            unread.append(table.title)
            continue
        filed = filed_wages(ctx, rows)
        for row, since in _standing(rows, newest, filed):
            found[row.id_number] = since, filed[row.id_number]
    return found, UNREAD.format("”“".join(unread)) if unread else ""


def _standing(
    rows: Sequence[WageSheetRow],
    newest: Mapping[str, tuple[str, str]],
    filed: Mapping[str, Mapping[str, int]],
) -> Iterator[tuple[WageSheetRow, str]]:
    """Yield each row on which the person's last filing stands as accepted, and its first month."""
    for row in rows:
        number, since = newest.get(row.id_number, ("", ""))
        is_last = row.filing_no == number and row.state == str(ItemState.ACCEPTED)
        if is_last and row.id_number in filed:
            yield row, since


def _newest(ctx: Context) -> dict[str, tuple[str, str]]:
    """Return by id number the last filing that this ledger knows, and its first month."""
    return {
        id_number: (number, str(cells["subject"]).rpartition("/")[2])
        for number, cells in recorded(ctx, SubmissionKind.WAGE_FILING)
        for id_number in cells["wages"]
    }


def _in_force(employee: Employee, month: str) -> dict[str, int]:
    if employee.state is not EmployeeState.ACTIVE:
        return {}
    return {
        e.insurance: e.wage_fen
        for e in employee.enrolments
        if e.wage_fen is not None and (e.enrolled_to is None or e.enrolled_to >= month)
    }
