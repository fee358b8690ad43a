"""Whose password it is: the administrator's, who has no name, or a user's."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, select

from shebao.sandbox.tables import employers, users


@dataclass(frozen=True, slots=True)
class Holder:
    """One account of an employer; a user's name need not exist."""

    employer_id: int
    user_name: str = ""

    @property
    def table(self) -> Table:
        """Where the password is kept."""
        return users if self.user_name else employers

    @property
    def is_it(self) -> Any:
        """The condition that finds its row."""
        if self.user_name:
            return and_(
                users.c.employer_id == self.employer_id, users.c.user_name == self.user_name
            )
        return employers.c.id == self.employer_id

    def row(self, connection: Connection) -> Row[Any]:
        """The row that keeps the password."""
        return connection.execute(select(self.table).where(self.is_it)).one()

    def row_if_any(self, connection: Connection) -> Row[Any] | None:
        """The same; None when there is no such user."""
        return connection.execute(select(self.table).where(self.is_it)).first()
