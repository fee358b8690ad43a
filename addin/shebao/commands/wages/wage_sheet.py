"""Opening a wage sheet: for the year or for a month, by person or by insurance."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import (
    employees_of,
    insurance_headers,
    open_periods,
    refresh_employees,
    rule_file_of,
)
from shebao.commands.desk.group_filter import group_test
from shebao.commands.wages.wage_table import WageTable, filing_of, is_public_body
from shebao.contract.employees import Employee
from shebao.contract.refusals import BLANK_WAGES_TEXT
from shebao.contract.states import EmployeeState
from shebao.contract.wages import WageFilingKind
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.rules.checks.wage_checks import filing_fault
from shebao.rules.checks.wage_facts import Reach, may_lack_wage
from shebao.rules.filing import Filing
from shebao.sheets.declared.wage_sheets import (
    WAGES_BY_INSURANCE,
    WAGES_BY_PERSON,
    WAGES_DAILY,
    WageSheetRow,
)


def new_wage_sheet(ctx: Context) -> Outcome:
    """Open the yearly wage sheet that fits the employer.

    Public bodies file by insurance (seed G 2.4.2.3 四).
    """
    fitting = WAGES_BY_INSURANCE if is_public_body(ctx) else WAGES_BY_PERSON
    return open_wage_sheet(ctx, ctx.table(fitting))


def new_insurance_wage_sheet(ctx: Context) -> Outcome:
    """Open the yearly wage sheet with one wage for each insurance."""
    return open_wage_sheet(ctx, ctx.table(WAGES_BY_INSURANCE))


def new_daily_wage_sheet(ctx: Context) -> Outcome:
    """Open the sheet of wages that count from a month on."""
    return open_wage_sheet(ctx, ctx.table(WAGES_DAILY))


def open_wage_sheet(ctx: Context, table: WageTable) -> Outcome:
    """Put in everyone for whom premiums fall due, or only those without a wage, as HR chooses."""
    filing = settle_filing(ctx, table)
    _ask_if_late(ctx, filing)
    filled = sum(bool(r.state or any(cell.typed for cell in r.cells)) for r in table.rows())
    if filled:
        ctx.ui.confirm(f"工作表“{table.title}”已有 {filled} 行填写或申报过，将被新的申报表替换")
    is_wanted = group_test(ctx, table)
    refresh_employees(ctx)
    reach, current = reach_of(ctx, filing, employees_of(ctx)), ctx.session.current_period
    due = due_employees(ctx, reach)
    employees = [e for e in due if is_wanted(e.person_no)]
    blank = [employee for employee in employees if reach.lacks_wage(employee)]
    chosen = blank if blank and ctx.ui.agrees(BLANK_WAGES_TEXT) else employees
    table.replace(fresh_rows(ctx, chosen, reach), heads_for(ctx, table, chosen, reach))
    table.activate()
    left = sum(employee.state is EmployeeState.STOPPED for employee in chosen)
    message = f"“{table.title}”已放入 {len(chosen) - left} 名正常缴费职工（{described(filing)}）"
    message += f"，和 {left} 名已停止缴费、在未申报的属期没有缴费工资的职工。" if left else "。"
    if blank:
        later = sum(not reach.lacks_wage(employee, current) for employee in blank)
        unlike = f"，其中 {later} 人在 {current} 之后才开始参保，首页不计" if later else ""
        message += f"{BLANK_WAGES_TEXT}（{len(blank)} 人{unlike}）。"
    if len(employees) < len(due):
        message += (
            f"只放入分组“{table.parameters()['group']}”的职工，其他 {len(due) - len(employees)} 人"
            "不在表中；如需全部职工，请清空“分组”后重新新建。"
        )
    if len(chosen) < len(employees):
        message += "本表只放入了这些职工；如需其他职工，请点击“添加全部正常职工”。"
    return table.report(message, counts={"employees": len(chosen), "blank": len(blank)})


def _ask_if_late(ctx: Context, filing: Filing) -> None:
    """Ask when the wages would count from an earlier year or month: it may be left from then."""
    is_daily = filing.kind is WageFilingKind.DAILY
    now = Period.of(filing.today) if is_daily else Period(filing.today.year, 1)
    if filing.effective_from < now:
        this = f"本月 {now}" if is_daily else f"本年度 {now.year}"
        ctx.ui.confirm(
            f"{described(filing)}，早于{this}，工资将从那时起改变；"
            "不是有意补报的，请先改正表头再新建"
        )


def settle_filing(ctx: Context, table: WageTable) -> Filing:
    """Return what the sheet will file, with the year or month that was left open written in.

    Raises SheetError when it cannot be filed now.
    """
    filing = filing_of(ctx, table)
    parameters = table.parameters()
    if filing.kind is WageFilingKind.DAILY:
        if not parameters["effective_month"]:
            table.set_parameter("effective_month", str(filing.effective_from))
    elif filing.kind is WageFilingKind.ADJUSTMENT and not parameters["effective_year"]:
        table.set_parameter("effective_year", str(filing.effective_from.year))
        filing = replace(filing, is_year_open=False)
    refuse_unfilable(table, filing)
    return filing


def refuse_unfilable(table: WageTable, filing: Filing) -> None:
    """Raise SheetError for what the bureau would refuse as a whole, with what can be done."""
    if fault := filing_fault(filing):
        raise table.error(f"不能申报：{fault}", "没有提交任何数据，请改正后重试。")


def described(filing: Filing) -> str:
    """Return kind and start of a filing as HR says them."""
    if filing.kind is WageFilingKind.DAILY:
        return f"{filing.kind}，生效月份 {filing.effective_from}"
    return f"{filing.kind}，生效年度 {filing.effective_from.year}"


def reach_of(ctx: Context, filing: Filing, employees: Iterable[Employee]) -> Reach:
    """Return what a filing reaches; which months are open is asked only when it may matter."""
    is_needed = any(map(may_lack_wage, employees))
    return Reach(str(filing.effective_from), open_periods(ctx, is_needed=is_needed))


def due_employees(ctx: Context, reach: Reach) -> list[Employee]:
    """Return everyone for whom premiums fall due, and who left without a wage for an open month."""
    return [
        employee
        for employee in employees_of(ctx)
        if employee.state is EmployeeState.ACTIVE or reach.lacks_wage(employee)
    ]


def heads_for(
    ctx: Context, table: WageTable, employees: Iterable[Employee], reach: Reach
) -> list[str]:
    """Return the headers of every insurance that any of them has; none on a sheet by person."""
    if table.spec is not WAGES_BY_INSURANCE:
        return []
    codes = {code for employee in employees for code in reach.wages(employee)}
    return insurance_headers(rule_file_of(ctx), codes)


def fresh_rows(ctx: Context, employees: Iterable[Employee], reach: Reach) -> list[WageSheetRow]:
    """Return the employees' rows without a new wage, in their order."""
    groups = ctx.store.groups.members(ctx.account)
    return [
        _row(employee, groups.get(employee.person_no, ""), reach.wages(employee))
        for employee in employees
    ]


def _row(employee: Employee, group: str, insured: Mapping[str, int | None]) -> WageSheetRow:
    return WageSheetRow(
        name=employee.name,
        id_type=employee.id_type,
        id_number=employee.id_number,
        group=group,
        old_wage=max((wage for wage in insured.values() if wage is not None), default=None),
        insured=";" + ";".join(sorted(insured)) + ";",
        key=employee.id_number,
    )
