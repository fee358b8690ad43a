"""This month against last: joiners, leavers, wages and amounts."""

from collections import Counter

from shebao.commands.client.details import billed_employees
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import insurance_names, refresh_employees, rule_file_of
from shebao.commands.desk.time_cells import month_of
from shebao.commands.employees.month_changes import history_since
from shebao.contract.employees import Employee
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.rules.premiums.month_comparison import (
    Compared,
    CostRules,
    Difference,
    compare,
    cost_rules,
    differing_words,
)
from shebao.rules.premiums.sureness import least_sure, mark_of_all, marks_told
from shebao.sheets.declared.employee_sheets import MONTH_COMPARISON, ComparisonRow
from shebao.sheets.head import SheetHead

COMPARED = (
    "比较的是本机保存的两个月的参保职工和缴费工资（以该月最后一次下载为准），"
    "应缴额由本机按规则文件测算，未计减免，不是账单。"
)


def compare_months(ctx: Context) -> Outcome:
    """Bring the newest changes and list everyone whose month differs from the earlier one."""
    table = ctx.table(MONTH_COMPARISON)
    refresh_employees(ctx)
    period = month_of(table, "period", Period.parse(ctx.session.current_period))
    base = month_of(table, "base", period.plus(-1))
    if base >= period:
        raise table.error(f"的“前期”{base} 不早于“本期”{period}", "请改正后重试。")
    now, _ = _people_of(ctx, table, period)
    then, since = _people_of(ctx, table, base)
    rule_file, employer = rule_file_of(ctx), ctx.session.employer
    old_rules, new_rules = (
        cost_rules(rule_file, month, employer.injury_rate_ppm, employer.kind)
        for month in (base, period)
    )
    found = [
        compared
        for person_no in sorted(then.keys() | now.keys())
        if (compared := compare((then.get(person_no), old_rules), (now.get(person_no), new_rules)))
    ]
    names = insurance_names(rule_file)
    order = list(Difference)
    found.sort(key=lambda compared: order.index(compared.difference))
    rows = [_row(compared, names, _mark(compared, old_rules, new_rules)) for compared in found]
    table.replace(rows)
    table.activate()
    kinds = Counter(compared.difference for compared in found)
    delta = sum(compared.now.cost.total_fen - compared.then.cost.total_fen for compared in found)
    unknown = sum(bool(each.then.cost.unknown or each.now.cost.unknown) for each in found)
    without = f"（其中 {unknown} 人有险种没有缴费工资或费率，未测算）" if unknown else ""
    listed = "，".join(f"{kind} {kinds[kind]}" for kind in Difference)
    message = (
        f"{period} 与 {base} 对比：{listed}；应缴额合计变化 {yuan(delta)} 元{without}。"
        f"{COMPARED}{since}"
    )
    message += marks_told(row.grade for row in rows)
    counts = {kind.name.lower(): kinds[kind] for kind in Difference}
    return table.report(message, counts={**counts, "delta_fen": delta})


def _people_of(ctx: Context, table: SheetHead, month: Period) -> tuple[dict[str, Employee], str]:
    """Return everyone as known of a month by person number, and in words from where.

    Raises InputError or SheetError for a month of which nothing is known.
    """
    billed = billed_employees(ctx, str(month)) if ctx.is_by_files else None
    if billed is not None:
        return billed, f"{month} 按已导入的缴费明细。"
    since = history_since(ctx, table, month)
    return ctx.store.employee_history.at_end_of(ctx.account, str(month)), since


def _mark(compared: Compared, old: CostRules, new: CostRules) -> str:
    """Return how sure the less sure of the two amounts is."""
    sides = ((compared.then, old), (compared.now, new))
    return least_sure(
        mark_of_all(side.cost.by_insurance, rules.limits, side.cost.rates) for side, rules in sides
    )


def _row(compared: Compared, names: dict[str, str], grade: str) -> ComparisonRow:
    employee, old, new = compared.employee, compared.then, compared.now
    return ComparisonRow.of(
        employee,
        difference=str(compared.difference),
        old_wage=old.wage_fen,
        wage=new.wage_fen,
        old_amount=old.cost.total_fen,
        amount=new.cost.total_fen,
        delta=new.cost.total_fen - old.cost.total_fen,
        words=differing_words(compared, names),
        grade=grade,
    )
