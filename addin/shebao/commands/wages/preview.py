"""保底限高 for every person and insurance of the wage sheet, by live worksheet formulas."""

from collections import Counter
from collections.abc import Mapping, Sequence

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import (
    employees_of,
    insurance_names,
    refresh_employees,
    rule_file_of,
)
from shebao.commands.desk.selection import selected
from shebao.commands.wages.wage_table import WageTable, filing_of, wages_in_use
from shebao.commands.wages.wage_unticked import filed_wages, named, unticked, unticked_words
from shebao.contract.employees import Employee, Enrolment
from shebao.contract.rule_file import RoundingRule
from shebao.domain.insurances import insurance_name
from shebao.domain.limits import Limits, Rate
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.domain.wage_row import row_words
from shebao.rules.premiums.in_force import limits_in_force, rounding_of, tiered_rates
from shebao.rules.premiums.premium_formula import FormulaKind, PayerCells, worksheet_formula
from shebao.rules.premiums.sureness import mark_of, marks_told
from shebao.sheets.declared.parts import EVERYTHING
from shebao.sheets.declared.row import Formula, replace
from shebao.sheets.declared.wage_sheets import (
    PREVIEW,
    WAGES_BY_INSURANCE,
    PreviewRow,
    WageSheetRow,
)
from shebao.sheets.place import INSURANCE_HEAD

# Each line looks its wage up among all rows of the wage sheet: beyond this Excel calculates for
# minutes at every keystroke.
MOST_LINES = 20_000


def preview_premiums(ctx: Context) -> Outcome:
    """Show what unit and person will owe on the wages typed in the wage sheet.

    One line a person, 单位编号 and insurance. The amounts follow the wage sheet's cells without
    Python; limits and rates are those in force from the first month of the filing.
    """
    table = ctx.table(PREVIEW)
    wages, rows = wages_in_use(ctx)
    chosen = selected(wages, rows, _scope(wages, rows))
    named_ids = Counter(row.id_number for row in rows if row.id_number)
    twice = [i for i, count in named_ids.items() if count > 1]
    if twice:
        double = next(row for row in rows if row.id_number == twice[0])
        raise wages.error(
            f"{row_words(double.at, double.name)}在表中不止一行，不能确定按哪一行测算",
            "请删除多余的行后重试。",
        )
    refresh_employees(ctx)
    since = filing_of(ctx, wages).effective_from
    period = max(Period.parse(ctx.session.current_period), since)
    lines, columnless = _lines(ctx, wages, chosen, period)
    if len(lines) > MOST_LINES:
        raise wages.error(
            f"勾选的 {len(chosen)} 名职工共有 {len(lines)} 条险种，多于可预览的 {MOST_LINES} 条",
            "请勾选较少的职工后重试；应缴费额也可在申报后用“缴费明细”核对。",
        )
    table.replace(lines)
    table.activate()
    listed = {line.id_number for line in lines}
    nobody = [row for row in chosen if row.id_number not in listed]
    people = len(chosen) - len(nobody)
    message = f"已列出 {people} 名职工 {len(lines)} 条险种的测算，按 {period} 的规则。"
    message += _earlier_words(ctx, since, period)
    if nobody:
        message += f"{len(nobody)} 人没有应缴费的险种，没有列入：{named(nobody)}，请点击“校验”。"
    if columnless:
        message += f"本表没有{'、'.join(sorted(columnless))}的列，未测算，请“新建申报表”。"
    unknown = sum(line.unit is None and line.insurance_name not in columnless for line in lines)
    if unknown:
        message += f"规则文件没有其中 {unknown} 条的费率，未测算。"
    if len(chosen) < len(rows):
        left_out = unticked(rows, filed_wages(ctx, rows))
        message += unticked_words(left_out, "没有列入")
    message += marks_told(line.grade for line in lines)
    return table.report(message, counts={"employees": people, "lines": len(lines)})


def _earlier_words(ctx: Context, since: Period, period: Period) -> str:
    """Say for which months of a filing for earlier ones other rules hold, or none are known.

    Empty for none.
    """
    if since >= Period(period.year, 1):
        return ""
    rule_file, employer = rule_file_of(ctx), ctx.session.employer

    def law(month: Period) -> dict[tuple[str, ...], tuple[int | None, ...]]:
        rates = tiered_rates(rule_file, month, employer.injury_rate_ppm, employer.kind).by_tier
        limits = limits_in_force(rule_file, month).by_insurance
        return {(code,): (limit.floor_fen, limit.cap_fen) for code, limit in limits.items()} | {
            (tier, code): (r.unit_ppm, r.person_ppm, r.unit_fixed_fen, r.person_fixed_fen)
            for tier, each in rates.items()
            for code, r in each.items()
        }

    now, month = law(period), since
    unlike: list[Period] = []
    unknown: list[Period] = []
    while month < period:
        then = law(month)
        if not then.keys() >= now.keys():
            unknown.append(month)
        elif then != now:
            unlike.append(month)
        month = month.plus(1)
    told = [
        f"{months[0]} 至 {months[-1]} 有 {len(months)} 个属期{what}"
        for months, what in (
            (unknown, "在规则文件中缺少费率或上下限"),
            (unlike, "的费率或上下限不同"),
        )
        if months
    ]
    return f"这些工资自 {since} 起生效，其中 {'，'.join(told)}，不在测算内。" if told else ""


def _scope(table: WageTable, rows: Sequence[WageSheetRow]) -> str:
    """Return the sheet's scope, and everything while nobody is ticked: nothing is sent here."""
    if any(row.tick for row in rows):
        return table.parameters()["scope"]
    return EVERYTHING


def _lines(
    ctx: Context, wages: WageTable, chosen: Sequence[WageSheetRow], period: Period
) -> tuple[list[PreviewRow], set[str]]:
    """Return a line for each insurance of each person, and the insurances without a column."""
    rule_file = rule_file_of(ctx)
    limits = limits_in_force(rule_file, period)
    employer = ctx.session.employer
    rates = tiered_rates(rule_file, period, employer.injury_rate_ppm, employer.kind)
    names = insurance_names(rule_file)
    employees = {e.id_number: e for e in employees_of(ctx)}
    columns = wages.column_references()
    ids, wage_columns = columns["id_number"], _wage_columns(wages, columns)
    lines: list[PreviewRow] = []
    columnless: set[str] = set()
    for row in chosen:
        for enrolment in _enrolments(employees.get(row.id_number), period):
            code = enrolment.insurance
            rate = rates.of(code, enrolment.tier)
            if rate is not None and not any(
                (rate.unit_ppm, rate.person_ppm, rate.unit_fixed_fen, rate.person_fixed_fen)
            ):
                continue  # 生育 where it is charged within 医疗
            line = PreviewRow.of(
                row,
                unit_no=enrolment.unit_no,
                insurance=code,
                insurance_name=insurance_name(code, names),
            )
            column = wage_columns.get(code, wage_columns.get(""))
            if column is None:
                columnless.add(line.insurance_name)
            elif rate is not None:
                line = _with_amounts(line, limits, rate, rounding_of(rule_file, code))
                grade = mark_of(code, limits, rate)
                line = replace(line, wage=_looked_up(column, ids), grade=grade)
            lines.append(line)
    return lines, columnless


def _wage_columns(wages: WageTable, columns: Mapping[str, str]) -> dict[str, str]:
    """Return the column of each insurance's wage, or of the one wage under no insurance."""
    if wages.spec is not WAGES_BY_INSURANCE:
        return {"": columns["wage"]}
    return {head[:3]: at for head, at in columns.items() if INSURANCE_HEAD.match(head)}


def _enrolments(employee: Employee | None, period: Period) -> list[Enrolment]:
    """Return what goes on in the month, also when it ends with it: it is charged once more."""
    if employee is None:
        return []
    month = str(period)
    held = [e for e in employee.enrolments if e.enrolled_to is None or e.enrolled_to >= month]
    return sorted(held, key=lambda e: (e.unit_no, e.insurance))


def _looked_up(column: str, ids: str) -> Formula:
    found = f"INDEX({column},MATCH({{id_number}},{ids},0))"
    return Formula(f'=IF({found}="","",{found})')


def _with_amounts(
    line: PreviewRow, limits: Limits, rate: Rate, rounding: RoundingRule
) -> PreviewRow:
    """Return a line with limits, rates and the formulas over them."""
    floor, cap = limits.floor_fen(line.insurance), limits.cap_fen(line.insurance)
    refs = (None if floor is None else "{floor}", None if cap is None else "{cap}")
    unit = PayerCells("{unit_rate}", "{unit_fixed}" if rate.unit_fixed_fen else None)
    person = PayerCells("{person_rate}", "{person_fixed}" if rate.person_fixed_fen else None)

    def formula(kind: FormulaKind) -> Formula:
        return Formula(worksheet_formula(kind, "{wage}", *refs, unit, person, rounding))

    low = 'IF({wage}<{floor},"保底","")' if floor is not None else '""'
    clamp = f'IF({{wage}}>{{cap}},"限高",{low})' if cap is not None else low
    return replace(
        line,
        floor=floor,
        cap=cap,
        clamp=Formula(f'=IF({{wage}}="","",{clamp})'),
        unit_rate=rate.unit_ppm,
        person_rate=rate.person_ppm,
        unit_fixed=rate.unit_fixed_fen or None,
        person_fixed=rate.person_fixed_fen or None,
        base=formula(FormulaKind.BASE),
        unit=formula(FormulaKind.UNIT),
        person=formula(FormulaKind.PERSON),
        total=formula(FormulaKind.TOTAL),
    )
