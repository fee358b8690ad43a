"""The pace at which all processes together ask one bureau."""

from typing import Any

from sqlalchemy import Connection, select, update

from shebao.store.database import Keeper, insert_missing
from shebao.store.tables import bureau_pace

FIRST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS = 1.0, 60.0  # where the bureau names no time
LONGEST_ASKED_SECONDS = 3600.0


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
