"""Which wage counts for each enrolment in a period: the last one filed for it."""

from collections.abc import Collection

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.sql import ColumnElement

from shebao.sandbox.tables import enrolments, wages

# Above this many people reading all of them is quicker than naming each.
MOST_NAMED = 5_000
WagesInForce = dict[tuple[str, str], int]  # (person_no, insurance) -> fen


def wages_in_force(
    connection: Connection, employer_id: int, period: str, person_nos: Collection[str]
) -> WagesInForce:
    """The wage of every enrolment of these people that has one for the period."""
    query = (
        select(wages.c.person_no, wages.c.insurance, wages.c.wage_fen)
        .where(wages.c.employer_id == employer_id, wages.c.effective_from <= period)
        .order_by(wages.c.revision)
    )
    if len(person_nos) <= MOST_NAMED:
        query = query.where(wages.c.person_no.in_(person_nos))
    else:
        query = query.where(wages.c.person_no.between(min(person_nos), max(person_nos)))
    # Ascending revisions: what was filed later overwrites what was filed before.
    rows = connection.execute(query).all()
    return {(person_no, insurance): fen for person_no, insurance, fen in rows}


def is_in_force(employer_id: int, period: str) -> ColumnElement[bool]:
    """Joins an enrolment to the one wage that counts for it in the period."""
    later = wages.alias("later")
    newest = (
        select(func.max(later.c.revision))
        .where(
            later.c.employer_id == employer_id,
            later.c.person_no == enrolments.c.person_no,
            later.c.insurance == enrolments.c.insurance,
            later.c.effective_from <= period,
        )
        .correlate(enrolments)
        .scalar_subquery()
    )
    return and_(
        wages.c.employer_id == employer_id,
        wages.c.person_no == enrolments.c.person_no,
        wages.c.insurance == enrolments.c.insurance,
        wages.c.revision == newest,
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
    filed = (
        select(wages.c.revision)
        .where(
            wages.c.employer_id == employer_id,
            wages.c.person_no == enrolments.c.person_no,
            wages.c.insurance == enrolments.c.insurance,
            wages.c.effective_from <= period,
        )
        .correlate(enrolments)
    )
    query = select(func.count(enrolments.c.person_no.distinct())).where(
        is_enrolled(employer_id, period),
        enrolments.c.insurance.in_(insurances),
        ~filed.exists(),
    )
    return connection.scalar(query) or 0
