"""Everyone whom a bill or our employees name, with the cause of every difference."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

from shebao.commands.bills.filed_charges import (
    Wages,
    added_to,
    charges_before,
    is_filed,
    is_top_up,
    wages_then,
)
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import employees_of
from shebao.commands.wages.wage_overtaken import standing_wages
from shebao.contract.employees import Employee, Enrolment
from shebao.contract.premiums import Bill, BillLine
from shebao.contract.rule_file import RuleFile
from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.rules.filed_wages import filed_for
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
from shebao.rules.premiums.in_force import limits_in_force, rates_in_force, rounding_of
from shebao.rules.premiums.sureness import mark_of
from shebao.rules.premiums.top_up import Charged
from shebao.sheets.declared.employee_sheets import LEAVERS


class Person(NamedTuple):
    """Who a line is about, light enough for half a million of them."""

    name: str
    id_type: str
    id_number: str
    person_no: str


class Line(NamedTuple):
    """One person of one bill, on either side, as light; the head of a bill has no person."""

    bill: Bill
    person: Person | None
    own_wage_fen: int | None
    wage_fen: int | None
    base_fen: int | None
    found: Explained


@dataclass(frozen=True, slots=True)
class Known:
    """What bills are held against.

    ``enrolled`` by unit number and insurance, ``wages`` of earlier periods by period; ``left`` is
    who is to leave, by person number; ``filed`` and ``unread`` are what ``standing_wages`` says;
    ``people`` what was said of a person before: the bills of a month tell of the same ones.
    """

    rule_file: RuleFile
    tolerance_fen: int
    enrolled: Mapping[tuple[str, str], Sequence[tuple[Employee, Enrolment]]]
    wages: Mapping[str, Wages]
    left: Collection[str]
    filed: Mapping[str, tuple[str, Mapping[str, int]]]
    unread: str
    people: dict[Person, Person] = field(default_factory=dict)

    def person(self, of: Employee | BillLine) -> Person:
        """Return who this is, as held already where nothing else was said before."""
        person = Person(of.name, of.id_type, of.id_number, of.person_no)
        return self.people.setdefault(person, person)


def known_of(ctx: Context, rule_file: RuleFile, tolerance_fen: int, bills: Sequence[Bill]) -> Known:
    """Return what these bills are held against."""
    # Employees carry the present wages; what counted in earlier periods is asked for.
    earlier = {bill.period for bill in bills} - {ctx.session.current_period}
    left = {row.person_no for row in ctx.table(LEAVERS).rows()}
    enrolled = _enrolments(employees_of(ctx))
    wages = wages_then(ctx, earlier)
    return Known(rule_file, tolerance_fen, enrolled, wages, left, *standing_wages(ctx))


def _enrolments(
    employees: Iterable[Employee],
) -> dict[tuple[str, str], list[tuple[Employee, Enrolment]]]:
    """Return who is or was enrolled, by unit number and insurance."""
    found: dict[tuple[str, str], list[tuple[Employee, Enrolment]]] = {}
    for employee in employees:
        for one in employee.enrolments:
            found.setdefault((one.unit_no, one.insurance), []).append((employee, one))
    return found


def lines_of(
    ctx: Context, bill: Bill, of_period: Sequence[Bill], known: Known
) -> tuple[Iterator[Line], str]:
    """Return the lines of a bill that has some, and how sure its rules are.

    ``of_period`` are the bureau's bills of its period.
    """
    mark = _mark(_terms(ctx, bill, known)(""))
    if is_top_up(bill):
        return _added(ctx, bill, of_period, known), mark
    return _lines(ctx, bill, known, added_to(ctx, bill, of_period)), mark


def _lines(
    ctx: Context,
    bill: Bill,
    known: Known,
    later: Mapping[str, Charged],
) -> Iterator[Line]:
    """Yield everyone whom the bill or our employees name, and the head when it does not add up.

    ``later`` is what was added to the bill since it was filed.
    """
    terms, at = _terms(ctx, bill, known), (bill.unit_no, bill.insurance)
    enrolled, wages = known.enrolled.get(at, []), known.wages.get(bill.period)
    tiers = {e.person_no: one.tier for e, one in enrolled}
    # Who is to leave is listed for the month in progress.
    left = known.left if bill.period == ctx.session.current_period else set()
    if wages is not None:
        enrolled = [
            (e, replace(one, wage_fen=wages.get((e.person_no, *at)))) for e, one in enrolled
        ]
    ours = _ours(enrolled, bill.period, left, known.filed)
    total = 0
    for line in ctx.bureau.bill_lines(bill.bill_no):
        _, mine = ours.pop(line.person_no, (None, None))
        billed, added = _billed(line), later.get(line.person_no)
        total += billed.amount_fen
        at_tier = terms(tiers.get(line.person_no, ""))
        found = explain_with_top_up(mine, billed, added, at_tier)
        yield _line(bill, known.person(line), mine, billed, found)
    for employee, mine in ours.values():
        if employee.person_no in later:
            continue  # came after the bill was filed; the 差额补缴 charges them
        is_due = mine.enrolled_to is None or mine.enrolled_to >= bill.period
        if mine.enrolled_from <= bill.period and is_due and not mine.has_left:
            at_tier = terms(tiers.get(employee.person_no, ""))
            found = explain(mine, None, at_tier)
            yield _line(bill, known.person(employee), mine, None, found)
    if rest := bill.amount_fen - total:
        words = f"账单合计 {yuan(bill.amount_fen)} 元，明细合计 {yuan(total)} 元；请联系税务机关。"
        part = Part(Cause.UNEXPLAINED, rest, words)
        yield _line(bill, None, None, None, Explained(0, rest, (part,)))


def _line(
    bill: Bill, person: Person | None, ours: Ours | None, billed: Billed | None, found: Explained
) -> Line:
    own = ours.own_fen if ours else None
    if billed is None:
        return Line(bill, person, own, None, None, found)
    return Line(bill, person, own, billed.wage_fen, billed.base_fen, found)


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
    known: Known,
) -> Iterator[Line]:
    """Yield everyone whom a 差额补缴 charges, or should, beside what was filed before it."""
    terms, before = _terms(ctx, bill, known), charges_before(ctx, bill, of_period)
    at = bill.unit_no, bill.insurance
    people = {employee.person_no: (employee, one) for employee, one in known.enrolled.get(at, [])}
    then = known.wages.get(bill.period)

    def wage_of(person_no: str) -> int | None:
        if then is not None:
            return then.get((person_no, *at))
        return people[person_no][1].wage_fen if person_no in people else None

    for line in ctx.bureau.bill_lines(bill.bill_no):
        person_no, billed = line.person_no, _billed(line)
        at_tier = terms(people[person_no][1].tier if person_no in people else "")
        found = explain_top_up(before.pop(person_no, None), wage_of(person_no), billed, at_tier)
        ours = Ours(wage_of(person_no), bill.period, None)
        yield _line(bill, known.person(line), ours, billed, found)
    for person_no, old in before.items():
        if is_filed(bill) or person_no not in people or wage_of(person_no) is None:
            continue  # what was filed is judged by what it says; who has left owes nothing more
        at_tier = terms(people[person_no][1].tier)
        found = explain_top_up(old, wage_of(person_no), None, at_tier)
        if found.parts:
            employee, _ = people[person_no]
            ours = Ours(wage_of(person_no), bill.period, None)
            yield _line(bill, known.person(employee), ours, None, found)


def _terms(ctx: Context, bill: Bill, known: Known) -> Callable[[str], Terms]:
    """Return what a bill's amounts rest on, by the tier (费额档次) of a person."""
    rule_file, period = known.rule_file, Period.parse(bill.period)
    employer = ctx.session.employer

    @cache
    def at_tier(tier: str) -> Terms:
        rates = rates_in_force(rule_file, period, employer.injury_rate_ppm, employer.kind, tier)
        return Terms(
            bill.period,
            bill.insurance,
            limits_in_force(rule_file, period),
            rates.get(bill.insurance),
            rounding_of(rule_file, bill.insurance),
            known.tolerance_fen,
        )

    return at_tier


def _mark(terms: Terms) -> str:
    return "" if terms.rate is None else mark_of(terms.insurance, terms.limits, terms.rate)


def _ours(
    enrolled: Sequence[tuple[Employee, Enrolment]],
    period: str,
    left: Collection[str],
    filed: Mapping[str, tuple[str, Mapping[str, int]]],
) -> dict[str, tuple[Employee, Ours]]:
    """Return by person number the enrolment that counts: the last one begun by the period."""
    found: dict[str, tuple[Employee, Ours]] = {}
    for employee, one in sorted(
        enrolled, key=lambda pair: (pair[1].enrolled_from <= period, pair[1].enrolled_from)
    ):
        has_left = employee.person_no in left
        since, wages = filed.get(employee.id_number, ("", {}))
        other = filed_for(since, wages, one.insurance, period, one.wage_fen)
        mine = Ours(one.wage_fen, one.enrolled_from, one.enrolled_to, has_left, other)
        found[employee.person_no] = (employee, mine)
    return found
