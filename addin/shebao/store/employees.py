"""The employer's employees as the bureau last told them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from shebao.contract.employees import Employee
from shebao.store.database import Database
from shebao.store.paused_collector import paused_collector
from shebao.store.tables import employee, employee_cursor
from shebao.store.upsert import upsert, upsert_many


class Employees:
    """Employees by employer, and the cursor up to which they are known."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace_changes(
        self, account: str, employees: Iterable[Employee], cursor: int, fetched_at: datetime
    ) -> None:
        """Keep these employees instead of what was known of them, and the cursor, as one step.

        The cursor moves with the rows, so a slower process that stores an older answer only
        makes the next download a little longer.

        Raises: StoreError; neither rows nor cursor changed.
        """
        rows = [
            (
                account,
                person.person_no,
                person.id_number,
                person.name,
                person.state.value,
                person.revision,
                person.model_dump_json(),
            )
            for person in employees
        ]
        with self._database.writing() as connection:
            upsert_many(connection, employee, rows)
            upsert(
                connection,
                employee_cursor,
                {"account": account, "cursor": cursor, "fetched_at": fetched_at},
            )

    def load(self, account: str) -> list[Employee]:
        """Return every known employee by ascending person number; empty before a download."""
        query = select(employee.c.body).where(employee.c.account == account)
        with self._database.reading() as connection:
            bodies = connection.scalars(query.order_by(employee.c.person_no)).all()
        with paused_collector():
            return [Employee.model_validate_json(body) for body in bodies]

    def cursor(self, account: str) -> int:
        """Return the cursor to ask the bureau's changes from; 0 asks for everyone."""
        query = select(employee_cursor.c.cursor).where(employee_cursor.c.account == account)
        with self._database.reading() as connection:
            return connection.scalar(query) or 0

    def fetched_at(self, account: str) -> datetime | None:
        """Return when the bureau was last asked; None before the first download."""
        query = select(employee_cursor.c.fetched_at).where(employee_cursor.c.account == account)
        with self._database.reading() as connection:
            return connection.scalar(query)

    def forget(self, account: str) -> None:
        """Leave nothing of this employer's employees, so the next download is a full one."""
        with self._database.writing() as connection:
            connection.execute(delete(employee).where(employee.c.account == account))
            connection.execute(delete(employee_cursor).where(employee_cursor.c.account == account))
