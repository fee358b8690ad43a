"""Which wage counts for each enrolment in a period: the last one filed for it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Table, and_, func, select
from sqlalchemy.sql import ColumnElement, FromClause

from shebao.contract.states import PayableState
from shebao.contract.wages import FiledPeriod, FiledWage, FiledWagePage
from shebao.sandbox.database import of_employer, told
from shebao.sandbox.people.access import Caller
from shebao.sandbox.tables import bills, enrolments, people, wages

# Above this many people reading all of them is quicker than naming each.
MOST_NAMED = 5_000
LAST = "9999-12"
WagesInForce = dict[tuple[str, str], int]  # (person_no, insurance) -> fen


def wages_in_force(
    connection: Connection, employer_id: int, period: str, person_nos: Collection[str]
) -> WagesInForce:
    """The wage of every enrolment of these people that has one for the period."""
    rows = _filed_wages(connection, employer_id, period, person_nos)
    return {(person_no, insurance): fen for person_no, insurance, fen, _ in rows}


def wages_due(
    connection: Connection, employer_id: int, periods: Collection[str], person_nos: Collection[str]
) -> dict[str, WagesInForce]:
    """The same for several periods, only of enrolments for which premiums fall due in each.

    All periods at once: each alone would read the same rows again.
    """
    if not periods:
        return {}
    named = ("person_no", "insurance", "enrolled_from", "enrolled_to", "billed_to")
    query = select(*enrolments.c[named]).where(
        enrolments.c.employer_id == employer_id, _is_named(enrolments, person_nos)
    )
    spans = {
        (person_no, insurance): (first, max(last or "", billed or "") if last else LAST)
        for person_no, insurance, first, last, billed in connection.execute(query)
    }
    rows = _filed_wages(connection, employer_id, max(periods), person_nos)
    due: dict[str, WagesInForce] = {period: {} for period in periods}
    for person_no, insurance, fen, effective_from in rows:
        first, last = spans[person_no, insurance]
        for period in periods:
            if effective_from <= period and first <= period <= last:
                due[period][person_no, insurance] = fen
    return due


def _filed_wages(
    connection: Connection, employer_id: int, period: str, person_nos: Collection[str]
) -> Sequence[Any]:
    """In ascending revisions: what was filed later overwrites what was filed before."""
    return connection.execute(
        select(wages.c.person_no, wages.c.insurance, wages.c.wage_fen, wages.c.effective_from)
        .where(
            wages.c.employer_id == employer_id,
            wages.c.effective_from <= period,
            _is_named(wages, person_nos),
        )
        .order_by(wages.c.revision)
    ).all()


def _is_named(table: Table, person_nos: Collection[str]) -> ColumnElement[bool]:
    if len(person_nos) <= MOST_NAMED:
        return table.c.person_no.in_(person_nos)
    return table.c.person_no.between(min(person_nos), max(person_nos))


def is_in_force(employer_id: int, period: str) -> ColumnElement[bool]:
    """Joins an enrolment to the one wage that counts for it in the period."""
    later = wages.alias("later")
    newest = (
        select(func.max(later.c.revision))
        .where(_is_of_enrolment(later, employer_id), later.c.effective_from <= period)
        .correlate(enrolments)
        .scalar_subquery()
    )
    return and_(_is_of_enrolment(wages, employer_id), wages.c.revision == newest)


def _is_of_enrolment(filed: FromClause, employer_id: int) -> ColumnElement[bool]:
    return and_(
        filed.c.employer_id == employer_id,
        filed.c.person_no == enrolments.c.person_no,
        filed.c.insurance == enrolments.c.insurance,
    )


def is_enrolled(employer_id: int, period: str) -> ColumnElement[bool]:
    """The enrolments for which premiums fall due in a period, rightly or not yet written off."""
    return and_(
        enrolments.c.employer_id == employer_id,
        enrolments.c.enrolled_from <= period,
        enrolments.c.enrolled_to.is_(None)
        | (enrolments.c.enrolled_to >= period)
        | (enrolments.c.billed_to >= period),
    )


def people_without_wage(
    connection: Connection, employer_id: int, period: str, insurances: Collection[str]
) -> int:
    """How many people are enrolled in the period and lack a wage for one of the insurances."""
    lacking = _lacking(employer_id, period, insurances)
    query = select(func.count(enrolments.c.person_no.distinct())).where(*lacking)
    return connection.scalar(query) or 0


def first_without_wage(
    connection: Connection, employer_id: int, period: str, insurances: Collection[str], most: int
) -> Sequence[Any]:
    """Person number and name of the first of them."""
    named = select(enrolments.c.person_no).where(*_lacking(employer_id, period, insurances))
    return connection.execute(
        select(people.c.person_no, people.c.name)
        .where(people.c.employer_id == employer_id, people.c.person_no.in_(named))
        .order_by(people.c.person_no)
        .limit(most)
    ).all()


def _lacking(
    employer_id: int, period: str, insurances: Collection[str]
) -> tuple[ColumnElement[bool], ...]:
    """The enrolments of the period that lack a wage."""
    filed = (
        select(wages.c.revision)
        .where(_is_of_enrolment(wages, employer_id), wages.c.effective_from <= period)
        .correlate(enrolments)
    )
    return (
        is_enrolled(employer_id, period),
        enrolments.c.insurance.in_(insurances),
        ~filed.exists(),
    )


NEVER_FILED = FiledWagePage(filed=[], wages=[], last_person_no="", more=False)


def filed_periods(connection: Connection, employer_id: int, first: str) -> list[FiledPeriod]:
    """Every bill from a period on that is no longer open, oldest first."""
    rows = connection.execute(
        of_employer(
            bills,
            employer_id,
            bills.c.period >= first,
            bills.c.state.not_in([PayableState.INITIAL, PayableState.VOIDED]),
            bills.c.collected.is_(False),
            bills.c.notice_no == "",
        ).order_by(bills.c.period, bills.c.unit_no, bills.c.insurance)
    )
    return [told(FiledPeriod, row) for row in rows]


def read_filed_wages(
    connection: Connection, caller: Caller, first: str, after: str, limit: int
) -> FiledWagePage:
    """The wages below which nobody can go from a period on, for the next people."""
    filed = filed_periods(connection, caller.employer_id, first)
    if not filed:
        return NEVER_FILED
    # One more than asked says whether anybody follows.
    follows = of_employer(people.c.person_no, caller.employer_id, people.c.person_no > after)
    found = connection.scalars(follows.order_by(people.c.person_no).limit(limit + 1)).all()
    person_nos = list(found[:limit])
    return FiledWagePage(
        filed=filed,
        wages=_wages(connection, caller.employer_id, filed, person_nos) if person_nos else [],
        last_person_no=person_nos[-1] if person_nos else after,
        more=len(found) > limit,
    )


def _wages(
    connection: Connection, employer_id: int, filed: list[FiledPeriod], person_nos: list[str]
) -> list[FiledWage]:
    """What many insurances of a person have in common is said once."""
    insurances_of: dict[str, set[str]] = defaultdict(set)
    for each in filed:
        insurances_of[each.period].add(each.insurance)
    periods: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for period, due in wages_due(connection, employer_id, insurances_of, person_nos).items():
        for (person_no, insurance), wage_fen in due.items():
            if insurance in insurances_of[period]:
                periods[person_no, insurance, wage_fen].append(period)
    alike: dict[tuple[str, int, tuple[str, ...]], list[str]] = defaultdict(list)
    for (person_no, insurance, wage_fen), months in sorted(periods.items()):
        alike[person_no, wage_fen, tuple(months)].append(insurance)
    return [
        FiledWage(
            person_no=person_no, insurances=insurances, periods=list(months), wage_fen=wage_fen
        )
        for (person_no, wage_fen, months), insurances in sorted(alike.items())
    ]
