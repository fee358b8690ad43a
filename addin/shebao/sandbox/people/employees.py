"""The employee list, in full or as changes since a cursor."""

from collections import defaultdict
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, update

from shebao.contract.employees import Enrolment, RegistrationChangeKind
from shebao.contract.rule_file import Levy
from shebao.contract.states import EmployeeState
from shebao.sandbox.clock import month_of
from shebao.sandbox.database import Page, change, count, employer_row, of_employer
from shebao.sandbox.people.access import Caller
from shebao.sandbox.people.registration_changes import note_changes
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.tables import employers, enrolments, people, wages

_ENROLMENT = [field.name for field in fields(Enrolment)]  # as on the wire


def read_employees(connection: Connection, caller: Caller, since: int, limit: int) -> Page:
    """The EmployeePage after a cursor; enrolments that the medical side collects are hidden."""
    changed = (people.c.employer_id == caller.employer_id) & (people.c.revision > since)
    total = count(connection, people, changed)
    rows = connection.execute(
        select(people).where(changed).order_by(people.c.revision).limit(limit)
    ).all()
    person_nos = [row.person_no for row in rows]
    enrolled = _enrolments(connection, caller.employer_id, caller.rules, caller.period, person_nos)
    return {
        "employees": [
            {
                "person_no": row.person_no,
                "name": row.name,
                "id_type": row.id_type,
                "id_number": row.id_number,
                "state": row.state,
                "group": row.group_name,
                "enrolments": enrolled[row.person_no],
                "revision": row.revision,
            }
            for row in rows
        ],
        "cursor": rows[-1].revision if rows else since,
        "more": total > len(rows),
        "total": total,
    }


def _enrolments(
    connection: Connection, employer_id: int, rules: Rules, period: str, person_nos: list[str]
) -> dict[str, list[Page]]:
    found: dict[str, list[Page]] = defaultdict(list)
    if not person_nos:
        return found
    collected = {r.insurance for r in rules.file.insurances if r.levy is Levy.COLLECTED}
    in_force = (
        select(wages.c.wage_fen)
        .where(
            wages.c.employer_id == enrolments.c.employer_id,
            wages.c.person_no == enrolments.c.person_no,
            wages.c.insurance == enrolments.c.insurance,
            wages.c.effective_from <= period,
        )
        .order_by(wages.c.revision.desc())
        .limit(1)
        .scalar_subquery()
    )
    columns: dict[str, ColumnElement[Any]] = {
        **dict(enrolments.c.items()),
        "wage_fen": in_force,
        "tier": func.coalesce(enrolments.c.tier, ""),
    }
    rows = connection.execute(
        select(enrolments.c.person_no, *(columns[name] for name in _ENROLMENT))
        .where(
            enrolments.c.employer_id == employer_id,
            enrolments.c.person_no.in_(person_nos),
            enrolments.c.insurance.not_in(collected),
        )
        .order_by(enrolments.c.person_no, enrolments.c.insurance)
    ).all()
    for person_no, *said in rows:
        found[person_no].append(dict(zip(_ENROLMENT, said, strict=True)))
    return found


def announce(connection: Connection, employer_id: int, person_nos: Select[tuple[str]]) -> None:
    """These people carry new revisions, so that the next download of changes brings them."""
    before = employer_row(connection, employer_id).employee_revision
    wanted = person_nos.distinct().subquery()
    place = func.row_number().over(order_by=wanted.c.person_no).label("place")
    placed = select(wanted.c.person_no, place).subquery()
    changed = connection.execute(
        update(people)
        .where(people.c.employer_id == employer_id, people.c.person_no == placed.c.person_no)
        .values(revision=before + placed.c.place)
    ).rowcount
    change(connection, employers, employer_id, employee_revision=before + changed)


def announce_month(connection: Connection, employer_id: int, now: datetime) -> None:
    """Whoever the turn of the month changed is announced, up to the current one.

    That is whose filed wage begins to count, and who left with the month before.
    """
    period = month_of(now)
    rolled_to = employer_row(connection, employer_id).rolled_to
    if rolled_to == period:
        return
    begins = wages.c.effective_from
    begun = of_employer(wages.c.person_no, employer_id, begins > rolled_to, begins <= period)
    announce(connection, employer_id, begun)
    stop_leavers(connection, employer_id, now)
    change(connection, employers, employer_id, rolled_to=period)


def stop_leavers(connection: Connection, employer_id: int, now: datetime) -> None:
    """Active people whose every enrolment ended before the current month are 停止缴费."""
    ends = enrolments.c.enrolled_to
    goes_on = ends.is_(None) | (ends >= month_of(now))
    due = of_employer(enrolments.c.person_no, employer_id, goes_on)
    left = (
        people.c.employer_id == employer_id,
        people.c.state == EmployeeState.ACTIVE,
        people.c.person_no.not_in(due),
    )
    who = select(people.c.person_no).where(*left)
    announce(connection, employer_id, who)
    note_changes(connection, employer_id, RegistrationChangeKind.STOPPED, who, now)
    connection.execute(update(people).where(*left).values(state=EmployeeState.STOPPED))
