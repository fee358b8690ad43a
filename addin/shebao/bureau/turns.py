"""Waiting for one's turn at a bureau that many machines ask."""

import re
import time
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

from shebao.bureau.errors import BureauBusyError
from shebao.domain.errors import ShebaoError

BUSY_STATUSES = frozenset({429, 503})
LONGEST_HELD_SECONDS = 60.0  # for longer nobody is left to look at nothing


class Line(Protocol):
    """The line that all machines stand in; every figure is in seconds."""

    def take(self, bureau: str, now: float, interval_seconds: float) -> float:
        """Take the next place; return in how many seconds it comes."""

    def busy(self, bureau: str, now: float, asked_seconds: float) -> float:
        """Let everybody wait, as the bureau asks; return for how long."""

    def well(self, bureau: str) -> None:
        """Note that the bureau answers again."""


class Turns:
    """One process's place in the line; ``rate`` requests a second, 0 for no limit."""

    def __init__(self, line: Line, bureau: str, rate: int) -> None:
        self._line = line
        self._bureau = bureau
        self._interval = 1 / rate if rate else 0.0
        self._was_busy = False

    def wait(self) -> None:
        """Return when the next request may leave.

        Raises ShebaoError when the line cannot say, BureauBusyError when it is long; nothing left.
        """
        seconds = self._line.take(self._bureau, time.time(), self._interval)
        if seconds > LONGEST_HELD_SECONDS:
            raise BureauBusyError(self._bureau, seconds, is_unsent=True)
        if seconds > 0:
            time.sleep(seconds)

    def heard(self, status: int, retry_after: str | None) -> None:
        """Learn from an answer whether the bureau wants to be left alone.

        Never raises: the request has left, and what became of it matters more than the pace.
        """
        if status in BUSY_STATUSES:
            self._was_busy = True
            asked = seconds_until(retry_after or "") or 0.0
            with suppress(ShebaoError):
                self._line.busy(self._bureau, time.time(), asked)
        elif self._was_busy:
            with suppress(ShebaoError):
                self._line.well(self._bureau)
                self._was_busy = False


def seconds_until(retry_after: str) -> float | None:
    """Read a Retry-After header, a number of seconds or a date; None for anything else."""
    if re.fullmatch("[0-9]{1,9}", retry_after):
        return float(retry_after)
    try:
        when = parsedate_to_datetime(retry_after)
        return max(0.0, (when - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
