"""Who works on which employer; two never do at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from shebao.store.database import Database
from shebao.store.tables import employer_hold
from shebao.store.upsert import insert_missing


@dataclass(frozen=True, slots=True)
class Hold:
    """One employer in somebody's hands."""

    employer: str
    holder: str
    since: datetime


class Holds:
    """One row an employer, for as long as somebody works on it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, employer: str, holder: str, when: datetime) -> Hold:
        """Take the employer unless somebody holds it; return who does now."""
        row: dict[str, object] = {"employer": employer, "holder": holder, "since": when}
        query = select(employer_hold).where(employer_hold.c.employer == employer)
        with self._database.writing() as connection:
            insert_missing(connection, employer_hold, [row])
            return Hold(*connection.execute(query).one())

    def release(self, employer: str, holder: str) -> None:
        """Let the employer go, if it is this holder's."""
        held = employer_hold.c
        with self._database.writing() as connection:
            connection.execute(
                delete(employer_hold).where(held.employer == employer, held.holder == holder)
            )

    def all(self) -> list[Hold]:
        """Return every hold, the oldest first."""
        query = select(employer_hold).order_by(employer_hold.c.since, employer_hold.c.employer)
        with self._database.reading() as connection:
            return [Hold(*row) for row in connection.execute(query)]
