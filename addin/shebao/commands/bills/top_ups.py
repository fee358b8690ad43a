"""补差: what filed months still lack by the wages and rules of now, person by person.

Who came after a month was filed lacks all of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from shebao.commands.bills.bill_lines import rates_by_tier
from shebao.commands.bills.filed_charges import Wages, charges, is_filed, is_top_up, wages_then
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import refresh_employees, rule_file_of
from shebao.commands.desk.rules_asked import asked_rule_file
from shebao.commands.desk.time_cells import period_span
from shebao.contract.employees import Employee
from shebao.contract.premiums import Bill, BillLine
from shebao.contract.rule_file import RuleFile
from shebao.contract.states import PayableState
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.domain.period import Period
from shebao.rules.premiums.in_force import limits_in_force, rates_in_force, rounding_of
from shebao.rules.premiums.sureness import mark_of, marks_told
from shebao.rules.premiums.top_up import NOTHING, Charged, TopUp, Why, top_up
from shebao.sheets.declared.premium_sheets import TOP_UPS, TopUpRow

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One person of one filed bill who owes something else by now."""

    bill: Bill
    who: BillLine | Employee
    found: TopUp
    grade: str
    is_by_registered_rate: bool


@dataclass(frozen=True, slots=True)
class Month:
    """What one insurance of one filed month comes to, beside the bureau's open 差额补缴."""

    bill: Bill
    lines: tuple[Line, ...]
    billed_fen: int
    without_wage: int
    is_waiting: bool

    @property
    def total_fen(self) -> int:
        """What our lines add up to."""
        return sum(line.found.total_fen for line in self.lines)


def show_topup(ctx: Context) -> Outcome:
    """List per person and month old and new base and amount; nothing is filed or changed.

    Without a rule file in the labelled cell the rules in use count, the user's own first, and the
    sum is held against the bureau's additional bills.
    """
    table = ctx.table(TOP_UPS)
    first, last = period_span(ctx, table)
    given = asked_rule_file(ctx, table, "rule_file", rule_file_of(ctx))
    rule_file = given or rule_file_of(ctx)
    months = _months(ctx, rule_file, first, last)
    lines = [line for month in months for line in month.lines]
    table.show_rows([_row(line) for line in lines])
    total = sum(month.total_fen for month in months)
    billed = sum(month.billed_fen for month in months)
    known = [m for m in months if not (m.is_waiting or m.without_wage)]
    off = [] if given else [m for m in known if m.total_fen != m.billed_fen]
    message = _told(lines, first, last) + (
        f"按规则文件 {given.version} 测算，该文件不在使用，没有与税务核对。"
        if given
        else _compared(off, billed)
    )
    if waiting := sum(month.is_waiting for month in months):
        message += f"{waiting} 处差额补缴正在申报，取得结果后才能与税务核对。"
    if missing := sum(month.without_wage for month in months):
        message += f"另有 {missing} 条没有缴费工资或规则，未测算，所在属期没有与税务核对。"
    message += marks_told(line.grade for line in lines)
    return table.report(
        message,
        Status.PARTIAL if off else Status.DONE,
        counts={
            "lines": len(lines),
            "people": len({line.who.person_no for line in lines}),
            "top_up_fen": total,
            "billed_fen": billed,
            "without_wage": missing,
        },
        facts={"rule_version": rule_file.version},
    )


def _months(ctx: Context, rule_file: RuleFile, first: Period, last: Period) -> list[Month]:
    """Return every insurance of every filed month, oldest first."""
    found = [
        bill
        for bill in ctx.bureau.payables(str(first), str(last)).payables
        if not (bill.notice_no or bill.collected) and bill.state is not PayableState.VOIDED
    ]
    refresh_employees(ctx)
    found.sort(key=lambda one: (one.period, one.unit_no, one.insurance))  # top-ups keep their order
    wages = wages_then(ctx, {bill.period for bill in found if is_filed(bill)})
    groups = [
        list(alike)
        for _, alike in groupby(found, key=lambda one: (one.period, one.unit_no, one.insurance))
    ]
    filed = [
        alike
        for alike in groups
        if is_filed(alike[0]) and alike[0].state is not PayableState.FILING
    ]
    months = []
    for done, alike in enumerate(filed):
        ctx.progress("测算补差", done, len(filed))
        months.append(_month(ctx, rule_file, alike, wages[alike[0].period]))
    ctx.progress("测算补差", len(filed), len(filed))
    return months


def _month(ctx: Context, rule_file: RuleFile, alike: Sequence[Bill], wages: Wages) -> Month:
    """Return what the filed bills of one insurance and month lack; the first is the ordinary."""
    bill = alike[0]
    filed = [one for one in alike if is_filed(one)]
    old = charges(ctx, filed)
    lines = list(_lines(ctx, rule_file, bill, old, wages))
    billed = sum(one.amount_fen for one in alike if is_top_up(one) and not is_filed(one))
    known = tuple(line for line in lines if line is not None)
    is_waiting = any(one.state is PayableState.FILING for one in alike)
    return Month(bill, known, billed, len(lines) - len(known), is_waiting)


def _lines(
    ctx: Context, rule_file: RuleFile, bill: Bill, old: dict[str, Charged], wages: Wages
) -> Iterator[Line | None]:
    """Yield who owes something else, None for who cannot be computed."""
    employer, period, code = ctx.session.employer, Period.parse(bill.period), bill.insurance
    limits = limits_in_force(rule_file, period)
    rate = rates_in_force(rule_file, period, employer.injury_rate_ppm, employer.kind).get(code)
    if rate is None:
        yield from [None] * len(old)
        return
    rounding, mark = rounding_of(rule_file, code), mark_of(code, limits, rate)
    tiered = rates_by_tier(ctx, period, code)
    for one in _people(ctx, bill, old, wages):
        was = old.get(one.person_no, NOTHING)
        is_fixed = was != NOTHING and not rate.unit_ppm + rate.person_ppm
        fallback = was.wage_fen if is_fixed else None
        wage = wages.get((one.person_no, bill.unit_no, code), fallback)
        if wage is None:
            yield None
        elif found := top_up(was, wage, code, limits, tiered.get(one.person_no, rate), rounding):
            is_by_rate = rate.is_registered and found.is_at_other_rate(rate, rounding)
            yield Line(bill, one, found, mark, is_by_rate)


def _people(
    ctx: Context, bill: Bill, old: dict[str, Charged], wages: Wages
) -> Iterator[BillLine | Employee]:
    """Yield whom the filed bill names, then who has a wage for it by now and is known here."""
    named: set[str] = set()
    for line in ctx.bureau.bill_lines(bill.bill_no):
        named.add(line.person_no)
        yield line
    at = bill.unit_no, bill.insurance
    waged = {person_no for person_no, *place in wages if tuple(place) == at}
    newcomers = sorted((waged | old.keys()) - named)
    yield from ctx.store.employees.load_some(ctx.account, newcomers).values()


def _row(line: Line) -> TopUpRow:
    bill, found = line.bill, line.found
    return TopUpRow.of(
        line.who,
        period=bill.period,
        unit_no=bill.unit_no,
        insurance=bill.insurance,
        insurance_name=bill.insurance_name,
        cause=str(found.why) if found.total_fen else f"{found.why}（多缴）",
        old_wage=found.old.wage_fen,
        wage=found.wage_fen,
        old_base=found.old.base_fen,
        new_base=found.new.base_fen,
        old_amount=found.old.total_fen,
        new_amount=found.new.total_fen,
        unit=found.unit_fen,
        person=found.person_fen,
        amount=found.total_fen,
        over=found.over_fen or None,
        grade=line.grade,
    )


def _told(lines: Sequence[Line], first: Period, last: Period) -> str:
    owing = [line for line in lines if line.found.total_fen]
    if not owing:
        message = f"{first} 至 {last} 已申报的属期没有需要补缴的差额。"
    else:
        people = len({line.who.person_no for line in owing})
        periods = sorted({line.bill.period for line in owing})
        unit = sum(line.found.unit_fen for line in owing)
        person = sum(line.found.person_fen for line in owing)
        raised = sum(line.found.why is Why.RAISE for line in owing)
        came = sum(line.found.why is Why.NEWCOMER for line in owing)
        message = (
            f"{first} 至 {last} 已申报的属期中，{'、'.join(periods)} 共 {len(periods)} 个属期、"
            f"{people} 名职工应补缴 {yuan(unit + person)} 元，"
            f"其中单位 {yuan(unit)} 元、个人 {yuan(person)} 元；"
            f"因缴费工资调高 {raised} 条，"
            f"新增人员 {came} 条，因规则变动 {len(owing) - raised - came} 条。"
        )
    if over := sum(line.found.over_fen for line in lines):
        message += f"另有多缴 {yuan(over)} 元，见“多缴”列，须另行申请退费。"
    if by_rate := [line for line in lines if line.is_by_registered_rate]:
        names = "、".join(sorted({line.bill.insurance_name for line in by_rate}))
        message += (
            f"其中{names} {len(by_rate)} 条按本单位现登记的费率测算，与申报时的不同；"
            "费率在该属期之后变更的，与该属期无关，请先核实变更的月份。"
        )
    return message


def _compared(off: Sequence[Month], billed: int) -> str:
    """Say whether the bureau's open additional bills come to the same, month by month."""
    if not off:
        return (
            f"与税务生成的差额补缴账单合计 {yuan(billed)} 元一致，请在“待申报信息”核对后确认申报。"
            if billed
            else ""
        )
    named = "；".join(
        f"{month.bill.period} {month.bill.insurance_name}本表 {yuan(month.total_fen)} 元、"
        f"税务 {yuan(month.billed_fen)} 元"
        for month in off[:MOST_NAMED]
    )
    more = f"等 {len(off)} 处" if len(off) > MOST_NAMED else ""
    return (
        f"税务生成的差额补缴账单合计 {yuan(billed)} 元，与本表不一致：{named}{more}。"
        "请更新规则文件并刷新待申报后重新测算；仍不一致的，请向主管税务机关核实。"
    )
