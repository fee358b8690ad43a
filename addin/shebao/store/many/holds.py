"""What keeps processes apart: who works on which employer, the pace at which all ask a bureau."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, update

from shebao.store.database import Keeper, insert_missing
from shebao.store.tables import bureau_pace, employer_hold

OTHER_TEAM = "另一个团队"  # who of it, and since when, is not for this one to see
FIRST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS = 1.0, 60.0  # where the bureau names no time
LONGEST_ASKED_SECONDS = 3600.0


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


class Pace(Keeper):
    """One row a bureau: when its next request may leave, and how long it wants to be left alone."""

    def take(self, bureau: str, now: float, interval_seconds: float) -> float:
        """Take the next place in the line; return in how many seconds it comes.

        Times are seconds since 1970, by each machine's own clock: whatever another one's says,
        nobody waits longer than the bureau asked for, or a minute.
        """
        with self._database.writing() as connection:
            row = _locked(connection, bureau)
            longest = max(row.backoff_seconds, LONGEST_BACKOFF_SECONDS)
            turn: float = min(max(row.next_at, now), now + longest)
            connection.execute(
                update(bureau_pace)
                .where(bureau_pace.c.bureau == bureau)
                .values(next_at=turn + interval_seconds)
            )
        return turn - now

    def busy(self, bureau: str, now: float, asked_seconds: float) -> float:
        """Let every process leave the bureau alone for a while; return for how many seconds.

        Each time in a row twice as long, and never shorter than what the bureau asked for.
        """
        with self._database.writing() as connection:
            row = _locked(connection, bureau)
            doubled = max(row.backoff_seconds * 2, FIRST_BACKOFF_SECONDS)
            asked = min(asked_seconds, LONGEST_ASKED_SECONDS)
            pause: float = max(min(doubled, LONGEST_BACKOFF_SECONDS), asked)
            connection.execute(
                update(bureau_pace)
                .where(bureau_pace.c.bureau == bureau)
                .values(next_at=max(row.next_at, now + pause), backoff_seconds=pause)
            )
        return pause

    def well(self, bureau: str) -> None:
        """Note that the bureau answers again."""
        self._write(
            update(bureau_pace).where(bureau_pace.c.bureau == bureau).values(backoff_seconds=0)
        )


def _locked(connection: Connection, bureau: str) -> Any:
    """Return the bureau's row, made where there is none, for this transaction alone."""
    first: dict[str, object] = {"bureau": bureau, "next_at": 0.0, "backoff_seconds": 0.0}
    insert_missing(connection, bureau_pace, [first])
    query = select(bureau_pace).where(bureau_pace.c.bureau == bureau)
    return connection.execute(query.with_for_update()).one()
