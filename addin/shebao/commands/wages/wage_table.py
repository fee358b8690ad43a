"""The wage sheet in use: its rows, what is being filed, and what the checks must know."""

import dataclasses
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from shebao.bureau.errors import BureauError
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import (
    employees_of,
    insurance_names,
    open_periods,
    refresh_employees,
    rule_file_of,
)
from shebao.commands.desk.which_sheet import sheet_in_use
from shebao.contract.session import EmployerKind
from shebao.contract.states import EmployeeState
from shebao.contract.wages import FiledPeriod, FiledWage, WageFilingKind, WageMode
from shebao.domain.errors import SheetError
from shebao.domain.period import Period
from shebao.domain.unit_mark import bare_title
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_columns import displaced_columns
from shebao.rules.checks.wage_facts import WageFacts
from shebao.rules.filed_wages import FiledWages, filed_wages
from shebao.rules.filing import Filing, kind_in_window
from shebao.rules.premiums.in_force import fixed_sums, limits_in_force
from shebao.sheets.declared.row import put_back, replace
from shebao.sheets.declared.wage_sheets import (
    AUTOMATIC,
    WAGE_SHEETS,
    WAGES_BY_INSURANCE,
    WAGES_BY_PERSON,
    WAGES_DAILY,
    WageSheetRow,
)
from shebao.sheets.table import SheetTable

WageTable = SheetTable[WageSheetRow]
YEAR = re.compile(r"20\d\d")


def wages_in_use(ctx: Context) -> tuple[WageTable, list[WageSheetRow]]:
    """Return the wage sheet that the user means, and its rows.

    That is the named one, the only one with rows, or his choice.
    """
    _refuse_copy_in_front(ctx)
    ctx.going("读取申报表", 0, 2)
    found = sheet_in_use(ctx, WAGE_SHEETS)
    if found is None:
        title = ctx.table(WAGES_BY_PERSON).title
        raise SheetError(title, "和其他申报表都没有数据", "请先“新建申报表”再操作。")
    ctx.going("读取申报表", 1, 2)
    return found, wage_rows(found)


def wage_rows(table: WageTable) -> list[WageSheetRow]:
    """Return a wage sheet's rows, id numbers as the bureau spells them whatever was typed."""
    rows = table.rows()
    spelled = [replace(r, id_number=i) for r in rows if (i := r.id_number.upper()) != r.id_number]
    return put_back(rows, spelled)


def wage_heads(table: WageTable) -> list[str]:
    """Return the headers of the wage columns by insurance; none where wages are by person.

    Raises SheetError when a sheet by insurance has none.
    """
    if mode_of(table) is WageMode.BY_PERSON:
        return []
    heads = table.insurance_headers()
    if not heads:
        raise table.error("没有险种列（表头如 120|险种名称），没有填写", "请“新建申报表”后重试。")
    return heads


def table_to_fill(ctx: Context) -> WageTable:
    """Return the wage sheet that people are put onto; the one that fits when all are blank."""
    _refuse_copy_in_front(ctx)
    fitting = WAGES_BY_INSURANCE if is_public_body(ctx) else WAGES_BY_PERSON
    return sheet_in_use(ctx, WAGE_SHEETS, or_front=True) or ctx.table(fitting)


def is_public_body(ctx: Context) -> bool:
    """Whether wages must be filed by insurance (seed G 2.4.2.3 四)."""
    return ctx.session.employer.kind is EmployerKind.PUBLIC_BODY


def _refuse_copy_in_front(ctx: Context) -> None:
    """Raise SheetError when the user looks at a copied tab: what he typed there is not filed."""
    if ctx.named_sheet:
        return
    tables, front = [ctx.table(spec) for spec in WAGE_SHEETS], ctx.book.sheets.active
    if any(table.title == front.name for table in tables):
        return
    heading = bare_title(str(front["A1"].raw_value or ""))
    original = next((table for table in tables if heading == table.spec.title), None)
    if original is not None:
        raise SheetError(
            str(front.name),
            f"是“{original.title}”的副本，不是本插件的申报表",
            f"请把需要的行复制回“{original.title}”，删除副本或停留在原表上再操作。",
        )


def mode_of(table: WageTable) -> WageMode:
    """Return how a wage sheet files."""
    return WageMode.BY_INSURANCE if table.spec is WAGES_BY_INSURANCE else WageMode.BY_PERSON


def filing_of(
    ctx: Context, table: WageTable, parameters: Mapping[str, str] | None = None
) -> Filing:
    """Return what the sheet's labelled cells say is being filed; read here unless given.

    Raises SheetError: the year or month is none.
    """
    parameters = parameters or table.parameters()
    rule_file, today = rule_file_of(ctx), ctx.business_date
    kind, year = WageFilingKind.DAILY, ""
    if table.spec is WAGES_DAILY:
        start = _month(table, parameters["effective_month"]) or Period.of(today)
    else:
        choice, year = parameters["filing_kind"], parameters["effective_year"]
        is_chosen = choice != AUTOMATIC
        kind = WageFilingKind(choice) if is_chosen else kind_in_window(rule_file.wage_window, today)
        start = _january(table, year) or Period(today.year, 1)
    return Filing(
        kind=kind,
        mode=mode_of(table),
        effective_from=start,
        is_year_open=not year,
        employer_kind=ctx.session.employer.kind,
        today=today,
        region_name=rule_file.region_name,
        window=rule_file.wage_window,
        daily_wages=rule_file.daily_wages,
    )


def _month(table: WageTable, text: str) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except ValueError as error:
        raise table.error(
            f"的“生效月份”是“{text}”，不是年月", "请按 2026-01 的样子填写。"
        ) from error


def _january(table: WageTable, year: str) -> Period | None:
    if year and not YEAR.fullmatch(year):
        raise table.error(f"的“生效年度”是“{year}”，不是年度", "请按 2026 的样子填写。")
    return Period(int(year), 1) if year else None


def wage_facts(
    ctx: Context,
    filing: Filing,
    rows: Sequence[WageRow],
    filed_from_sheet: Mapping[str, Mapping[str, int]],
    far_ppm: int,
) -> WageFacts:
    """Gather what the checks must know: who is insured with which wages now, what is filed.

    ``filed_from_sheet`` is what the sheet's rows were filed with, by id number; ``far_ppm`` is how
    far a wage may depart from the one in force before it is warned of.
    """
    refresh_employees(ctx)
    rule_file, period = rule_file_of(ctx), Period.parse(ctx.session.current_period)
    month = max(period, filing.effective_from)
    employees = {e.id_number: e for e in employees_of(ctx)}
    mine = [employees[row.id_number] for row in rows if row.id_number in employees]
    named = {employee.person_no for employee in mine}
    has_left = any(employee.state is EmployeeState.STOPPED for employee in mine)
    facts = WageFacts(
        filing=filing,
        employees=employees,
        rows_of=Counter(row.id_number for row in rows),
        period=period,
        limits=limits_in_force(rule_file, month),
        names=insurance_names(rule_file),
        fixed=fixed_sums(rule_file, month, ctx.session.employer.kind),
        filed_periods=_filed_periods(ctx, filing.effective_from, named),
        filed_from_sheet=filed_from_sheet,
        far_ppm=far_ppm,
        open_periods=open_periods(ctx, is_needed=has_left),
    )
    ctx.going("核对列", 0, 1)
    return dataclasses.replace(facts, columns=displaced_columns(rows, facts.insured))


def _filed_periods(ctx: Context, first: Period, person_nos: Collection[str]) -> FiledWages | None:
    """Ask for the filed periods; None when the bureau has no answer, which stops nothing.

    The bureau checks again, and a check that did not run must not cost the filing window.
    """
    filed: list[FiledPeriod] = []
    wages: list[FiledWage] = []
    try:
        for page in ctx.bureau.filed_wages(str(first)):
            ctx.going("下载已申报工资", len(wages), len(wages) + len(page.wages) + 1)
            filed = page.filed
            wages += [wage for wage in page.wages if wage.person_no in person_nos]
    except BureauError:
        return None
    return filed_wages(filed, wages)
