"""The business clock: real time unless a test moves it; moved, it stays so over a new start."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from threading import Lock

from sqlalchemy import Engine, delete, insert, select

from shebao.sandbox.database import reading, writing
from shebao.sandbox.tables import kept_facts

# China has one time zone; a fixed offset needs no time zone data on Windows.
BEIJING = timezone(timedelta(hours=8))


class BusinessClock:
    """Tells the bureau's time; movable, and stoppable for tests."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._offset = timedelta()
        self._stopped_at: datetime | None = None

    @property
    def moved(self) -> tuple[timedelta, datetime | None]:
        """How far it is from real time, and where it stands still."""
        with self._lock:
            return self._offset, self._stopped_at

    def move(self, offset: timedelta, stopped_at: datetime | None) -> None:
        """Goes on as a clock that was ``moved`` so."""
        with self._lock:
            self._offset, self._stopped_at = offset, stopped_at

    def now(self) -> datetime:
        """Aware UTC."""
        with self._lock:
            return self._stopped_at or datetime.now(UTC) + self._offset

    def set(self, moment: datetime, *, running: bool = True) -> None:
        """Makes it ``moment`` now, and goes on from there unless ``running`` is false."""
        with self._lock:
            self._offset = moment - datetime.now(UTC)
            self._stopped_at = None if running else moment.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Moves the clock, forward or back."""
        with self._lock:
            self._offset += by
            if self._stopped_at is not None:
                self._stopped_at += by


def day_of(moment: datetime) -> date:
    """The calendar day in China."""
    return moment.astimezone(BEIJING).date()


def month_of(moment: datetime) -> str:
    """The calendar month in China, which is the current period."""
    return f"{day_of(moment):%Y-%m}"


def months_after(month: str, count: int) -> str:
    """The month ``count`` months after ``month``."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + count, 12)
    return f"{year:04d}-{number + 1:02d}"


NAME = "clock"


def kept_clock(engine: Engine) -> BusinessClock:
    """The clock as it was last moved; real time when nobody ever did."""
    clock = BusinessClock()
    with reading(engine) as connection:
        kept = connection.scalar(select(kept_facts.c.value).where(kept_facts.c.name == NAME))
    if kept is not None:
        offset_seconds, stopped_at = json.loads(kept)
        clock.move(
            timedelta(seconds=offset_seconds),
            None if stopped_at is None else datetime.fromisoformat(stopped_at),
        )
    return clock


def keep_clock(engine: Engine, clock: BusinessClock) -> None:
    """The next start finds the clock as it is now."""
    offset, stopped_at = clock.moved
    value = json.dumps(
        [offset.total_seconds(), None if stopped_at is None else stopped_at.isoformat()]
    )
    with writing(engine) as connection:
        connection.execute(delete(kept_facts).where(kept_facts.c.name == NAME))
        connection.execute(insert(kept_facts).values(name=NAME, value=value))
