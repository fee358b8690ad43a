"""Who works on which employer; two never do at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from shebao.store.database import Keeper, insert_missing
from shebao.store.tables import employer_hold

OTHER_TEAM = "另一个团队"  # who of it, and since when, is not for this one to see


@dataclass(frozen=True, slots=True)
class Hold:
    """One employer in somebody's hands."""

    employer: str
    holder: str
    since: datetime

    @property
    def is_another_teams(self) -> bool:
        """Whether it is an employer of another team, whose desks this one cannot see."""
        return self.holder == OTHER_TEAM


class Holds(Keeper):
    """One row an employer, for as long as somebody works on it."""

    def take(self, employer: str, holder: str, when: datetime, *, anew: bool = False) -> Hold:
        """Take the employer unless somebody holds it; return who does now, and since when.

        ``anew``: a hold that is the holder's own already begins again.
        """
        row: dict[str, object] = {"employer": employer, "holder": holder, "since": when}
        query = select(employer_hold).where(employer_hold.c.employer == employer)
        with self._database.writing() as connection:
            insert_missing(connection, employer_hold, [row])
            if anew:
                own = update(employer_hold).where(_is(employer, holder))
                connection.execute(own.values(since=when))
            held = connection.execute(query).first()
        return Hold(employer, OTHER_TEAM, when) if held is None else Hold(*held)

    def release(self, employer: str, holder: str, *, since: datetime | None = None) -> None:
        """Let the employer go, if it is this holder's, and taken at this moment."""
        mine = _is(employer, holder)
        if since is not None:
            mine &= employer_hold.c.since == since
        self._write(delete(employer_hold).where(mine))

    def all(self) -> list[Hold]:
        """Return every hold, the oldest first."""
        query = select(employer_hold).order_by(employer_hold.c.since, employer_hold.c.employer)
        return [Hold(*row) for row in self._rows(query)]


def _is(employer: str, holder: str) -> ColumnElement[bool]:
    return (employer_hold.c.employer == employer) & (employer_hold.c.holder == holder)
