"""What employees were when a month began, from the changes that downloads brought.

Only who changed in a month has a row there, so a month costs what changed in it, and the state at
the end of any month is the present one with the later rows put back.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from shebao.contract.employees import Employee, employee_of
from shebao.store.database import Keeper, insert_missing
from shebao.store.tables import employee, employee_before, employee_download

_AT_A_TIME = 5_000


@dataclass(frozen=True, slots=True)
class MonthChange:
    """One employee at the begin and at the end of a month; ``before`` is None for a new one."""

    before: Employee | None
    after: Employee
    seen_at: datetime


class EmployeeHistory(Keeper):
    """Past states by employer and month."""

    def since(self, account: str) -> tuple[str, datetime] | None:
        """Return the month and time from which changes are kept; None before that."""
        with self._database.reading() as connection:
            return history_since(connection, account)

    def changes(self, account: str, month: str) -> list[MonthChange]:
        """Return who changed in the month, by person number."""
        with self._database.reading() as connection:
            before = _before(connection, account, month, only=True)
            after = _before(connection, account, month, only=False)
            wanted = [person_no for person_no in before if person_no not in after]
            now = bodies_of(connection, account, wanted)
        with paused_collector():
            return [
                MonthChange(
                    employee_of(body) if body else None,
                    employee_of(after[person_no][0] if person_no in after else now[person_no]),
                    seen_at,
                )
                for person_no, (body, seen_at) in sorted(before.items())
            ]

    def at_end_of(self, account: str, month: str) -> dict[str, Employee]:
        """Return everyone as known at the end of a month, by ascending person number."""
        columns = (employee.c.person_no, employee.c.body)
        query = select(*columns).where(employee.c.account == account).order_by(columns[0])
        with self._database.reading() as connection:
            later = _before(connection, account, month, only=False)
            rows = connection.execute(query).all()
        with paused_collector():
            return {
                person_no: employee_of(then)
                for person_no, body in rows
                if (then := later[person_no][0] if person_no in later else body)
            }


def history_since(connection: Connection, account: str) -> tuple[str, datetime] | None:
    """Return month and time from which changes are kept; None while not everyone was known."""
    table = employee_download.c
    query = select(table.since_month, table.since_at).where(table.account == account)
    found = connection.execute(query).first()
    return None if found is None or found[0] is None else (found[0], found[1])


def keep_before(
    connection: Connection, account: str, month: str, people: Sequence[Employee], at: datetime
) -> None:
    """Keep what these people were, unless nothing changed or the month already has it."""
    known = bodies_of(connection, account, [person.person_no for person in people])
    rows: list[dict[str, object]] = [
        {
            "account": account,
            "month": month,
            "person_no": person.person_no,
            "body": known.get(person.person_no, ""),
            "seen_at": at,
        }
        for person in people
        if _is_changed(known.get(person.person_no), person)
    ]
    insert_missing(connection, employee_before, rows)


def bodies_of(connection: Connection, account: str, person_nos: Sequence[str]) -> dict[str, str]:
    """Return the kept JSON of some people by person number."""
    found: dict[str, str] = {}
    for at in range(0, len(person_nos), _AT_A_TIME):
        query = select(employee.c.person_no, employee.c.body).where(
            employee.c.account == account,
            employee.c.person_no.in_(person_nos[at : at + _AT_A_TIME]),
        )
        found.update((person_no, body) for person_no, body in connection.execute(query))
    return found


def _is_changed(body: str | None, person: Employee) -> bool:
    if body is None:
        return True
    old = employee_of(body)
    return replace(old, revision=person.revision) != person


def _before(
    connection: Connection, account: str, month: str, *, only: bool
) -> dict[str, tuple[str, datetime]]:
    """Return what people were before the month's changes, or before the first one after it."""
    table = employee_before.c
    of_month = table.month == month if only else table.month > month
    query = select(table.person_no, table.body, table.seen_at).where(
        table.account == account, of_month
    )
    found: dict[str, tuple[str, datetime]] = {}
    for person_no, body, seen_at in connection.execute(query.order_by(table.month)):
        found.setdefault(person_no, (body, seen_at))
    return found


@contextmanager
def paused_collector() -> Iterator[None]:
    """Keep the cyclic collector out of the block.

    100,000 employees are 700,000 objects, none of them garbage; walking them again and again
    took 4.2 of 6.2 s.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
