"""What the agencies (人社、医保) told the tax side: each change, and what stands of whom."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, literal, select

from shebao.contract.employees import (
    RegistrationChange,
    RegistrationChangeKind,
    RegistrationChangePage,
)
from shebao.contract.queries import ReceivedEnrolment, ReceivedPerson, ReceptionPage
from shebao.contract.rule_file import Levy
from shebao.sandbox.clock import month_of
from shebao.sandbox.database import count, employer_row, told
from shebao.sandbox.office_tables import registration_changes
from shebao.sandbox.people.access import Caller
from shebao.sandbox.people.people import RESIDENT_ID_CARD, id_check
from shebao.sandbox.tables import enrolments, people
from shebao.sandbox.wages.wage_history import enrolled, page_of_people


def note_changes(
    connection: Connection,
    employer_id: int,
    kind: RegistrationChangeKind,
    ones: Select[Any],
    now: datetime,
) -> None:
    """The chosen ones changed now: people, or enrolments as ``enrolments_noted`` gives them."""
    when = {"period": month_of(now), "recorded_at": now}
    common = {"employer_id": employer_id, "kind": kind, **when}
    rows = [{**common, **row._asdict()} for row in connection.execute(ones)]
    if rows:
        connection.execute(insert(registration_changes), rows)


def enrolments_noted(month: str | None = None) -> Select[tuple[str, str, str, str]]:
    """What is noted of an enrolment; ``month`` unless it is the one from which it counts."""
    columns = enrolments.c
    said = columns.enrolled_from if month is None else literal(month)
    return select(
        columns.person_no, columns.insurance, columns.unit_no, said.label("month")
    ).order_by(columns.person_no, columns.insurance)


def read_registration_changes(
    connection: Connection, caller: Caller, period: str, offset: int, limit: int
) -> RegistrationChangePage:
    """A page of a month's changes; enrolments that the medical side collects are hidden."""
    collected = [r.insurance for r in caller.rules.file.insurances if r.levy is Levy.COLLECTED]
    changes = registration_changes.c
    wanted = (
        changes.employer_id == caller.employer_id,
        changes.period == period,
        changes.insurance.is_(None) | changes.insurance.not_in(collected),
    )
    rows = connection.execute(
        select(registration_changes, people.c.name, people.c.id_type, people.c.id_number)
        .join(people)
        .where(*wanted)
        .order_by(changes.id)
        .offset(offset)
        .limit(limit)
    )
    return RegistrationChangePage(
        changes=[told(RegistrationChange, row) for row in rows],
        total=count(connection, registration_changes, *wanted),
        kept_since=employer_row(connection, caller.employer_id).kept_since,
    )


NOT_ENROLLED = "未接收到参保险种信息，请与人社（医保）部门核实"
WRONG_NUMBER = "证件号码校验位不正确，请与人社（医保）部门核实"
_FIRST17 = 17


def read_receptions(
    connection: Connection, caller: Caller, offset: int, limit: int
) -> ReceptionPage:
    """A page of people by number, insurances of every levy among their enrolments."""
    person_nos = page_of_people(connection, caller.employer_id, offset, limit)
    found = [
        told(ReceivedEnrolment, row, insurance_name=caller.rules.name_of(row.insurance))
        for row in enrolled(connection, caller.employer_id, person_nos)
    ]
    counts = Counter(enrolment.person_no for enrolment in found)
    of_employer = people.c.employer_id == caller.employer_id
    rows = connection.execute(
        select(people)
        .where(of_employer, people.c.person_no.in_(person_nos))
        .order_by(people.c.person_no)
    )
    return ReceptionPage(
        people=[
            told(
                ReceivedPerson,
                row,
                insurances=counts[row.person_no],
                remark=_remark(row.id_type, row.id_number, counts[row.person_no]),
            )
            for row in rows
        ],
        enrolments=found,
        total=count(connection, people, of_employer),
    )


def _remark(id_type: str, id_number: str, insurances: int) -> str:
    if id_type == RESIDENT_ID_CARD:
        first17 = id_number[:_FIRST17]
        if not first17.isdigit() or id_number[_FIRST17:].upper() != id_check(first17):
            return WRONG_NUMBER
    return "" if insurances else NOT_ENROLLED
