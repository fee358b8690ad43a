"""The session of one log-in between two runs, sealed, and given to nobody whom the password fails.

What may be done with it can be done with the password that lies beside it, and less: it ends by
itself and never pays. ``docs/decisions/0037`` says why.
"""

import hmac
import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from shebao.domain.moments import beijing_day
from shebao.vault.errors import VaultError

if TYPE_CHECKING:
    from shebao.vault.secret_file import SecretFile

MOST_SESSIONS = 20  # of a clerk who changes between units; the oldest go first
# So short that whoever breaks the seal cannot work out the password; a wrong one passes once in
# 65,536 times, and then in a session that its own holder opened.
_MARK_BYTES = 2


class KeptSession:
    """One log-in's place among the kept sessions; ``name`` says who logs in where.

    ``password`` returns the one that is kept on this machine, asking nobody. Nothing here raises:
    without a kept session there is a log-in.
    """

    def __init__(
        self,
        open_file: Callable[[], "SecretFile"],
        name: str,
        password: Callable[[], str | None],
        now: Callable[[], datetime],
    ) -> None:
        self._open_file = open_file
        self._name = name
        self._password = password
        self._now = now

    @cached_property
    def _file(self) -> "SecretFile":
        return self._open_file()

    def take(self) -> str | None:
        """Return the session as it was kept; None where none may be used."""
        password = self._password()
        if not password:
            return None
        try:
            kept = self._file.read().get(self._name)
        except (VaultError, OSError):  # damaged, or sealed for another user, folder or machine
            self._file.remove()
            return None
        return self._usable(kept, password) if kept else None

    def keep(self, session: str, password: str, day: str, ends_at: datetime) -> None:
        """Keep the session of a log-in with the password that this machine keeps; no other one.

        ``day`` is the bureau's: on another one by this machine's clock it is not given back.
        """
        if self._password() != password:
            return
        now, salt = self._now(), secrets.token_hex(16)
        entry = {
            "session": session,
            "kept_at": now.isoformat(),
            "day": day,
            "ends_at": ends_at.astimezone(UTC).isoformat(),
            "salt": salt,
            "mark": _mark(password, salt),
        }

        def change(kept: dict[str, str]) -> None:
            kept[self._name] = json.dumps(entry)
            by_age = sorted(kept, key=lambda name: str(json.loads(kept[name])["kept_at"]))
            for name in by_age[:-MOST_SESSIONS]:
                del kept[name]

        self._change(change)

    def forget(self) -> None:
        """Leave nothing of it."""
        try:
            is_kept = self._name in self._file.read()
        except (VaultError, OSError):
            self._file.remove()
            return
        if is_kept:
            self._change(lambda kept: kept.pop(self._name, None))

    def _change(self, change: Callable[[dict[str, str]], object]) -> None:
        try:
            self._file.change(change)
        except (VaultError, OSError, ValueError, KeyError, TypeError):
            self._file.remove()  # better none than one that should be gone

    def _usable(self, kept: str, password: str) -> str | None:
        """Return the session of an entry while it holds for this password, on this very day."""
        try:
            entry: dict[str, str] = json.loads(kept)
            since, until = map(datetime.fromisoformat, (entry["kept_at"], entry["ends_at"]))
            is_same = hmac.compare_digest(entry["mark"], _mark(password, entry["salt"]))
            session, day = entry["session"], entry["day"]
        except (ValueError, KeyError, TypeError):  # of another version
            return None
        now = self._now()
        is_day = str(beijing_day(now)) == day  # else the bureau's month may be another one
        return session if is_same and is_day and since <= now < until else None


def _mark(password: str, salt: str) -> str:
    return hmac.new(salt.encode(), password.encode(), sha256).digest()[:_MARK_BYTES].hex()
