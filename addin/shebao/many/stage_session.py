"""An employer's session while one stage of a batch is walked: in memory, and written nowhere."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from shebao.domain.moments import beijing_day


@dataclass(slots=True)
class StageSession:
    """Serves the commands of one stage, which are one process's and go by one password."""

    now: Callable[[], datetime]
    _kept: tuple[str, str, datetime] | None = field(default=None, repr=False)

    def take(self) -> str | None:
        """Return the session that the stage opened; None where there is none, or it is over."""
        if self._kept is None:
            return None
        session, day, ends_at = self._kept
        now = self.now()
        return session if now < ends_at and str(beijing_day(now)) == day else None

    def keep(self, session: str, _password: str, day: str, ends_at: datetime) -> None:
        """Keep the session for the commands that follow."""
        self._kept = session, day, ends_at

    def forget(self) -> None:
        """Leave nothing of it."""
        self._kept = None
