"""The employer's employees as the bureau last told them."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from shebao.contract.employees import Employee, as_json, employee_of
from shebao.store.database import Keeper, upsert, upsert_many
from shebao.store.employee_history import bodies_of, history_since, keep_before, paused_collector
from shebao.store.tables import (
    employee,
    employee_before,
    employee_cursor,
    employee_download,
)

Look = Callable[[int, int], None]
_AT_A_TIME = 1_000  # of them as the database has them, JSON: as long as what is made of it


@dataclass(frozen=True, slots=True)
class DownloadState:
    """How far downloads came; ``is_full_running`` between the pages of a full one that was cut."""

    cursor: int
    is_full_running: bool
    is_complete: bool  # everyone was known at least once


class Employees(Keeper):
    """Employees by employer, and the cursor up to which they are known."""

    def replace_changes(
        self,
        account: str,
        employees: Iterable[Employee],
        cursor: int,
        fetched_at: datetime,
        month: str | None = None,
        *,
        is_full_running: bool = False,
    ) -> None:
        """Keep these employees instead of what was known of them, and the cursor, as one step.

        The cursor moves with the rows, so a slower process that stores an older answer only
        makes the next download a little longer. With a ``month``, what the employees were
        before is kept under it, from the first time on that everyone was known.

        Raises: StoreError; neither rows nor cursor changed.
        """
        people = list(employees)
        rows = [
            (
                account,
                person.person_no,
                person.id_number,
                person.name,
                person.state.value,
                person.revision,
                as_json(person),
            )
            for person in people
        ]
        with self._database.writing() as connection:
            since = history_since(connection, account)
            if since and month:
                keep_before(connection, account, month, people, fetched_at)
            elif month and not is_full_running:
                since = (month, fetched_at)
            since_month, since_at = since or (None, None)
            state: dict[str, object] = {
                "account": account,
                "is_full_running": int(is_full_running),
                "since_month": since_month,
                "since_at": since_at,
            }
            upsert(connection, employee_download, state)
            upsert_many(connection, employee, rows)
            upsert(
                connection,
                employee_cursor,
                {"account": account, "cursor": cursor, "fetched_at": fetched_at},
            )

    def load(self, account: str, look: Look = lambda _done, _total: None) -> list[Employee]:
        """Return every known employee by ascending person number; empty before a download.

        ``look`` hears on the way how many of how many are there, of few nothing.
        """
        query = select(employee.c.body).where(employee.c.account == account)
        counted = select(func.count()).select_from(employee).where(employee.c.account == account)
        people: list[Employee] = []
        some = query.order_by(employee.c.person_no).execution_options(yield_per=_AT_A_TIME)
        with (
            self._database.reading() as connection,
            closing(connection.scalars(some)) as bodies,
            paused_collector(),
        ):
            total = connection.scalar(counted) or 0
            for some_bodies in bodies.partitions():
                if people:
                    look(len(people), total)
                people += [employee_of(body) for body in some_bodies]
        return people

    def load_some(self, account: str, person_nos: Sequence[str]) -> dict[str, Employee]:
        """Return some employees by person number; unknown ones are missing."""
        with self._database.reading() as connection:
            bodies = bodies_of(connection, account, person_nos)
        return {person: employee_of(body) for person, body in bodies.items()}

    def revisions(self, account: str) -> dict[str, int]:
        """Return every employee's revision by person number, ascending."""
        query = select(employee.c.person_no, employee.c.revision).order_by(employee.c.person_no)
        rows = self._rows(query.where(employee.c.account == account))
        return {row.person_no: row.revision for row in rows}

    def count_by_state(self, account: str) -> dict[str, int]:
        """Return how many employees are in each state."""
        people = func.count().label("people")
        query = select(employee.c.state, people).where(employee.c.account == account)
        rows = self._rows(query.group_by(employee.c.state))
        return {row.state: row.people for row in rows}

    def download_state(self, account: str) -> DownloadState:
        """Return how far downloads came."""
        table = employee_download.c
        query = select(table.is_full_running, table.since_month).where(table.account == account)
        found = self._first_row(query)
        running, since = (False, None) if found is None else (bool(found[0]), found[1])
        return DownloadState(self.cursor(account), running, since is not None or not running)

    def cursor(self, account: str) -> int:
        """Return the cursor to ask the bureau's changes from; 0 asks for everyone."""
        query = select(employee_cursor.c.cursor).where(employee_cursor.c.account == account)
        return self._scalar(query) or 0

    def fetched_at(self, account: str) -> datetime | None:
        """Return when the bureau was last asked; None before the first download."""
        query = select(employee_cursor.c.fetched_at).where(employee_cursor.c.account == account)
        return self._scalar(query)

    def forget(self, account: str) -> None:
        """Leave nothing of this employer's employees, so the next download is a full one."""
        with self._database.writing() as connection:
            for table in (employee, employee_cursor, employee_download, employee_before):
                connection.execute(delete(table).where(table.c.account == account))
