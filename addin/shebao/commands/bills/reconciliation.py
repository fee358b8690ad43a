"""Each bill held against wage times rate, person by person, with the cause of every difference."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import NamedTuple

from shebao.commands.bills.bills import COLLECTED_TEXT
from shebao.commands.bills.filed_charges import (
    Wages,
    added_to,
    charges_before,
    is_filed,
    is_top_up,
    wages_then,
)
from shebao.commands.client.extra_lines import extra_lines
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import employees_of, refresh_employees, rule_file_of
from shebao.commands.desk.selection import selected
from shebao.contract.employees import Employee, Enrolment
from shebao.contract.premiums import Bill, BillLine
from shebao.contract.rule_file import RuleFile
from shebao.domain.errors import SheetError
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome, Status
from shebao.domain.period import Period
from shebao.rules.premiums.bill_causes import (
    Billed,
    Cause,
    Explained,
    Ours,
    Part,
    Terms,
    explain,
    explain_top_up,
    explain_with_top_up,
)
from shebao.rules.premiums.bill_verdict import verdict
from shebao.rules.premiums.in_force import limits_in_force, rates_in_force, rounding_of
from shebao.rules.premiums.sureness import mark_of, marks_told
from shebao.rules.premiums.top_up import Charged
from shebao.sheets.declared.employee_sheets import LEAVERS
from shebao.sheets.declared.premium_sheets import (
    BILL_CAUSES,
    BILLS,
    RECONCILIATION,
    BillRow,
    CauseRow,
    ReconciledRow,
)
from shebao.sheets.head import SheetHead

EQUAL, COLLECTED = "一致", "征集"
MOST_TOLERANCE_FEN = 1_000


class Person(NamedTuple):
    """Who a line is about, light enough for half a million of them."""

    name: str
    id_type: str
    id_number: str
    person_no: str


@dataclass(frozen=True, slots=True)
class Line:
    """One person of one bill, on either side; the head of a bill has no person."""

    bill: Bill
    person: Person | None
    ours: Ours | None
    billed: Billed | None
    found: Explained


def reconcile_bills(ctx: Context) -> Outcome:
    """Say for every person of the selected bills why the amount is as it is, differences first."""
    bills_table, table = ctx.table(BILLS), ctx.table(RECONCILIATION)
    chosen = selected(bills_table, bills_table.rows(), bills_table.parameters()["scope"])
    tolerance = _tolerance(table, rule_file_of(ctx))
    refresh_employees(ctx)
    known = _enrolments(employees_of(ctx))
    gone = {str(row["person_no"]) for row in ctx.table(LEAVERS).rows()}
    bills, of_period = _bills(ctx, chosen)
    # Employees carry the present wages; what counted in earlier periods is asked for.
    earlier = {bill.period for bill in bills} - {ctx.session.current_period}
    wages = wages_then(ctx, earlier)
    lines: list[Line] = []
    marks: dict[str, str] = {}
    for done, bill in enumerate(bills):
        ctx.progress("核对账单", done, len(bills))
        if is_top_up(bill):
            lines += _added(ctx, bill, of_period[bill.period], known, wages, tolerance)
        elif not bill.collected:
            later = added_to(ctx, bill, of_period[bill.period])
            lines += _lines(ctx, bill, known, wages.get(bill.period), gone, later, tolerance)
        if not bill.collected:
            marks[bill.bill_no] = _mark(_terms(ctx, bill, tolerance)(""))
    ctx.progress("核对账单", len(bills), len(bills))
    lines.sort(key=_rank)
    collected = [bill for bill in bills if bill.collected]
    rows = (_row(line, marks[line.bill.bill_no]) for line in lines)
    extra = extra_lines(ctx, (bill.period for bill in bills))
    table.replace(chain(rows, map(_collected_row, collected), extra.rows))
    message = _summary(ctx, lines, collected) + extra.words
    message += marks_told(marks[line.bill.bill_no] for line in lines)
    table.note(message)
    table.activate()
    counts = {
        "lines": len(lines),
        "differences": sum(bool(line.found.parts) for line in lines),
        "unexplained": sum(_has(line, Cause.UNEXPLAINED) for line in lines) + extra.unexplained,
        "own_fen": sum(line.found.own_fen for line in lines),
        "billed_fen": sum(line.found.billed_fen for line in lines),
        "extra": len(extra.rows),
        "extra_fen": extra.amount_fen,
    }
    status = Status.PARTIAL if counts["unexplained"] else Status.DONE
    return Outcome(message, status, counts=counts)


def _tolerance(table: SheetHead, rule_file: RuleFile) -> int:
    """Return up to how many fen a rest is rounding: by default a unit for each of two shares."""
    text = table.parameters()["tolerance"]
    if not text:
        return 2 * rule_file.rounding.unit_fen
    if not (text.isascii() and text.isdecimal() and int(text) <= MOST_TOLERANCE_FEN):
        raise SheetError(
            table.title,
            f"的“尾差上限（分）”是“{text}”，不是 0 到 {MOST_TOLERANCE_FEN} 的整数",
            "请改正后重试；留空按规则文件的舍入单位。",
        )
    return int(text)


def _enrolments(
    employees: Iterable[Employee],
) -> dict[tuple[str, str], list[tuple[Employee, Enrolment]]]:
    """Return who is or was enrolled, by unit number and insurance."""
    found: dict[tuple[str, str], list[tuple[Employee, Enrolment]]] = {}
    for employee in employees:
        for one in employee.enrolments:
            found.setdefault((one.unit_no, one.insurance), []).append((employee, one))
    return found


def _bills(ctx: Context, rows: Sequence[BillRow]) -> tuple[list[Bill], dict[str, list[Bill]]]:
    """Return the rows' bills as they are now, and every bill of their periods.

    Raises SheetError when one of them is no longer there.
    """
    of_period = {
        period: ctx.bureau.bills(period).bills for period in sorted({row.period for row in rows})
    }
    now = {bill.bill_no: bill for bills in of_period.values() for bill in bills}
    for row in rows:
        if row.bill_no not in now:
            raise SheetError(
                BILLS.title,
                f"第 {row.at} 行 {row.insurance_name} 的应缴信息已不存在",
                "请点击“刷新待申报”后重试。",
            )
    return [now[row.bill_no] for row in rows], of_period


def _lines(
    ctx: Context,
    bill: Bill,
    known: dict[tuple[str, str], list[tuple[Employee, Enrolment]]],
    wages: dict[tuple[str, str, str], int] | None,
    gone: set[str],
    later: Mapping[str, Charged],
    tolerance: int,
) -> Iterator[Line]:
    """Yield everyone whom the bill or our employees name, and the head when it does not add up.

    ``later`` is what was added to the bill since it was filed.
    """
    terms = _terms(ctx, bill, tolerance)
    tiers = {e.person_no: one.tier for e, one in known.get((bill.unit_no, bill.insurance), [])}
    # Who is to leave is listed for the month in progress.
    left = gone if bill.period == ctx.session.current_period else set()
    enrolled = known.get((bill.unit_no, bill.insurance), [])
    if wages is not None:
        at = bill.unit_no, bill.insurance
        enrolled = [
            (e, replace(one, wage_fen=wages.get((e.person_no, *at)))) for e, one in enrolled
        ]
    ours = _ours(enrolled, bill.period, left)
    total = 0
    for line in ctx.bureau.bill_lines(bill.bill_no):
        _, mine = ours.pop(line.person_no, (None, None))
        billed, added = _billed(line), later.get(line.person_no)
        total += billed.amount_fen
        at_tier = terms(tiers.get(line.person_no, ""))
        yield Line(
            bill, _person(line), mine, billed, explain_with_top_up(mine, billed, added, at_tier)
        )
    for employee, mine in ours.values():
        if employee.person_no in later:
            continue  # came after the bill was filed; the 差额补缴 charges them
        is_due = mine.enrolled_to is None or mine.enrolled_to >= bill.period
        if mine.enrolled_from <= bill.period and is_due and not mine.has_left:
            at_tier = terms(tiers.get(employee.person_no, ""))
            yield Line(bill, _person(employee), mine, None, explain(mine, None, at_tier))
    if rest := bill.amount_fen - total:
        words = f"账单合计 {yuan(bill.amount_fen)} 元，明细合计 {yuan(total)} 元；请联系税务机关。"
        part = Part(Cause.UNEXPLAINED, rest, words)
        yield Line(bill, None, None, None, Explained(0, rest, (part,)))


def _billed(line: BillLine) -> Billed:
    return Billed(
        line.wage_fen,
        line.base_fen,
        line.unit_ppm,
        line.person_ppm,
        line.unit_fen + line.person_fen,
        line.leaver,
    )


def _added(
    ctx: Context,
    bill: Bill,
    of_period: Sequence[Bill],
    known: dict[tuple[str, str], list[tuple[Employee, Enrolment]]],
    wages: Mapping[str, Wages],
    tolerance: int,
) -> Iterator[Line]:
    """Yield everyone whom a 差额补缴 charges, or should, beside what was filed before it."""
    terms, before = _terms(ctx, bill, tolerance), charges_before(ctx, bill, of_period)
    at = bill.unit_no, bill.insurance
    people = {employee.person_no: (employee, one) for employee, one in known.get(at, [])}
    then = wages.get(bill.period)

    def wage_of(person_no: str) -> int | None:
        if then is not None:
            return then.get((person_no, *at))
        return people[person_no][1].wage_fen if person_no in people else None

    for line in ctx.bureau.bill_lines(bill.bill_no):
        person_no, billed = line.person_no, _billed(line)
        at_tier = terms(people[person_no][1].tier if person_no in people else "")
        found = explain_top_up(before.pop(person_no, None), wage_of(person_no), billed, at_tier)
        ours = Ours(wage_of(person_no), bill.period, None)
        yield Line(bill, _person(line), ours, billed, found)
    for person_no, old in before.items():
        if is_filed(bill) or person_no not in people or wage_of(person_no) is None:
            continue  # what was filed is judged by what it says; who has left owes nothing more
        at_tier = terms(people[person_no][1].tier)
        found = explain_top_up(old, wage_of(person_no), None, at_tier)
        if found.parts:
            employee, _ = people[person_no]
            yield Line(
                bill, _person(employee), Ours(wage_of(person_no), bill.period, None), None, found
            )


def _terms(ctx: Context, bill: Bill, tolerance: int) -> Callable[[str], Terms]:
    """Return what a bill's amounts rest on, by the tier (费额档次) of a person."""
    rule_file, period, employer = rule_file_of(ctx), Period.parse(bill.period), ctx.session.employer

    @cache
    def at_tier(tier: str) -> Terms:
        rates = rates_in_force(rule_file, period, employer.injury_rate_ppm, employer.kind, tier)
        return Terms(
            bill.period,
            bill.insurance,
            limits_in_force(rule_file, period),
            rates.get(bill.insurance),
            rounding_of(rule_file, bill.insurance),
            tolerance,
        )

    return at_tier


def _mark(terms: Terms) -> str:
    return "" if terms.rate is None else mark_of(terms.insurance, terms.limits, terms.rate)


def _ours(
    enrolled: Sequence[tuple[Employee, Enrolment]], period: str, left: set[str]
) -> dict[str, tuple[Employee, Ours]]:
    """Return by person number the enrolment that counts: the last one begun by the period."""
    found: dict[str, tuple[Employee, Ours]] = {}
    for employee, one in sorted(
        enrolled, key=lambda pair: (pair[1].enrolled_from <= period, pair[1].enrolled_from)
    ):
        has_left = employee.person_no in left
        mine = Ours(one.wage_fen, one.enrolled_from, one.enrolled_to, has_left)
        found[employee.person_no] = (employee, mine)
    return found


def _has(line: Line, cause: Cause) -> bool:
    return any(part.cause is cause for part in line.found.parts)


def _rank(line: Line) -> tuple[int, int]:
    """Sort the unexplained first, by their rests; by size the others, then rounding, the equal."""
    causes = {part.cause for part in line.found.parts}
    if Cause.UNEXPLAINED in causes:
        return 0, -sum(abs(p.fen) for p in line.found.parts if p.cause is Cause.UNEXPLAINED)
    place = 1 if causes - {Cause.ROUNDING} else 3 - len(causes)
    return place, -abs(line.found.billed_fen - line.found.own_fen)


def _row(line: Line, grade: str) -> ReconciledRow:
    return ReconciledRow(
        period=line.bill.period,
        unit_no=line.bill.unit_no,
        insurance_name=line.bill.insurance_name,
        own_wage=line.ours.wage_fen if line.ours else None,
        wage=line.billed.wage_fen if line.billed else None,
        base=line.billed.base_fen if line.billed else None,
        own=line.found.own_fen,
        amount=line.found.billed_fen,
        difference=line.found.billed_fen - line.found.own_fen,
        cause="、".join(part.cause for part in line.found.parts) or EQUAL,
        sentence="".join(part.sentence for part in line.found.parts),
        grade=grade,
        name=line.person.name if line.person else "",
        id_type=line.person.id_type if line.person else "",
        id_number=line.person.id_number if line.person else "",
        person_no=line.person.person_no if line.person else "",
    )


def _person(of: Employee | BillLine) -> Person:
    return Person(of.name, of.id_type, of.id_number, of.person_no)


def _collected_row(bill: Bill) -> ReconciledRow:
    return ReconciledRow(
        period=bill.period,
        unit_no=bill.unit_no,
        insurance_name=bill.insurance_name,
        amount=bill.amount_fen,
        cause=COLLECTED,
        sentence=f"{COLLECTED_TEXT}；不参加核对。",
    )


def _summary(ctx: Context, lines: Sequence[Line], collected: Sequence[Bill]) -> str:
    """Fill the sheet that its chart is drawn from; return what it adds up to."""
    own = sum(line.found.own_fen for line in lines)
    billed = sum(line.found.billed_fen for line in lines)
    differing = sum(bool(line.found.parts) for line in lines)
    message = verdict([line.found for line in lines]) + (
        f"共核对 {len(lines)} 行：{len(lines) - differing} 行一致，{differing} 行有差异；"
        f"按工资和费率自行计算 {yuan(own)} 元，账单 {yuan(billed)} 元，"
        f"相差 {yuan(billed - own)} 元。"
    )
    if collected:
        total = sum(bill.amount_fen for bill in collected)
        message += f"另有征集 {len(collected)} 条 {yuan(total)} 元，不参加核对。"
    causes = ctx.table(BILL_CAUSES)
    causes.replace(_cause_rows(lines))
    causes.note(message)
    return message


def _cause_rows(lines: Sequence[Line]) -> list[CauseRow]:
    """Return a row for each cause that there is, the most frequent on top: a zero has no bar."""
    parts: dict[Cause, list[Part]] = {}
    for line in lines:
        for part in line.found.parts:
            parts.setdefault(part.cause, []).append(part)
    return [
        CauseRow(
            cause=str(cause),
            people=len(parts[cause]),
            difference=sum(p.fen for p in parts[cause]),
        )
        for cause in sorted(parts, key=lambda cause: -len(parts[cause]))
    ]
