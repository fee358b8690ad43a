"""What the agencies registered of employees, change by change, to be told by calendar month."""

from datetime import datetime

from sqlalchemy import Connection, Select, func, insert, literal, select

from shebao.contract.employees import (
    RegistrationChange,
    RegistrationChangeKind,
    RegistrationChangePage,
)
from shebao.contract.rule_file import Levy
from shebao.sandbox.clock import month_of
from shebao.sandbox.office_tables import registration_changes
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.tables import employers, enrolments, people


def note_enrolments(
    connection: Connection,
    employer_id: int,
    kind: RegistrationChangeKind,
    ones: Select[tuple[str, str, str, str]],
    now: datetime,
) -> None:
    """The chosen enrolments changed now; ``ones`` gives person, insurance, unit number, month."""
    rows: list[dict[str, object]] = [row._asdict() for row in connection.execute(ones).all()]
    _note(connection, employer_id, kind, rows, now)


def note_stops(
    connection: Connection, employer_id: int, who: Select[tuple[str]], now: datetime
) -> None:
    """These people became 停止缴费 now."""
    stopped: list[dict[str, object]] = [
        {"person_no": person_no} for person_no in connection.scalars(who)
    ]
    _note(connection, employer_id, RegistrationChangeKind.STOPPED, stopped, now)


def enrolments_noted(month: str | None = None) -> Select[tuple[str, str, str, str]]:
    """What is noted of an enrolment; ``month`` unless it is the one from which it counts."""
    columns = enrolments.c
    said = columns.enrolled_from if month is None else literal(month)
    return select(
        columns.person_no, columns.insurance, columns.unit_no, said.label("month")
    ).order_by(columns.person_no, columns.insurance)


def read_registration_changes(
    connection: Connection, employer_id: int, rules: Rules, period: str, offset: int, limit: int
) -> RegistrationChangePage:
    """A page of a month's changes; enrolments that the medical side collects are hidden."""
    collected = [r.insurance for r in rules.file.insurances if r.levy is Levy.COLLECTED]
    changes = registration_changes.c
    wanted = (
        changes.employer_id == employer_id,
        changes.period == period,
        changes.insurance.is_(None) | changes.insurance.not_in(collected),
    )
    rows = connection.execute(
        select(registration_changes, people.c.name, people.c.id_type, people.c.id_number)
        .join(
            people,
            (people.c.employer_id == changes.employer_id)
            & (people.c.person_no == changes.person_no),
        )
        .where(*wanted)
        .order_by(changes.id)
        .offset(offset)
        .limit(limit)
    )
    return RegistrationChangePage(
        changes=[
            RegistrationChange(
                person_no=row.person_no,
                name=row.name,
                id_type=row.id_type,
                id_number=row.id_number,
                kind=RegistrationChangeKind(row.kind),
                insurance=row.insurance,
                unit_no=row.unit_no,
                month=row.month,
                recorded_at=row.recorded_at,
            )
            for row in rows
        ],
        total=connection.scalar(
            select(func.count()).select_from(registration_changes).where(*wanted)
        )
        or 0,
        kept_since=connection.execute(
            select(employers.c.kept_since).where(employers.c.id == employer_id)
        ).scalar_one(),
    )


def _note(
    connection: Connection,
    employer_id: int,
    kind: RegistrationChangeKind,
    rows: list[dict[str, object]],
    now: datetime,
) -> None:
    if rows:
        common = {
            "employer_id": employer_id,
            "period": month_of(now),
            "kind": kind,
            "recorded_at": now,
        }
        connection.execute(insert(registration_changes), [{**common, **row} for row in rows])
