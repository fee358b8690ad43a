"""One executor id is one living process; who loses its lease stops working."""

import os
import secrets
import socket
import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, LiteralString, Protocol

from shebao.domain.errors import ParameterError
from shebao.store.errors import StoreUnreachableError

# A frozen worker's lock is its no more: the server itself ends a session that says nothing.
SILENCE_SECONDS, BEATS = 30, 6
LONGEST_OUTAGE_SECONDS, OUTAGE_PAUSE_SECONDS = 3600.0, 2.0
_KIND = 0x5348_4542
_TEAM = """SELECT coalesce(max(rolname), '') FROM pg_catalog.pg_roles
    WHERE rolname = current_schema() AND to_regnamespace('shebao_shared') IS NOT NULL"""


def wait_for_database(url: str) -> None:
    """Return when the database answers again, or when that took too long."""
    import psycopg

    ends = time.monotonic() + LONGEST_OUTAGE_SECONDS
    while time.monotonic() < ends:
        with suppress(psycopg.Error, OSError):
            psycopg.connect(url, connect_timeout=10).close()
            return
        time.sleep(OUTAGE_PAUSE_SECONDS)


class Lease(Protocol):
    """What says that this process alone works under its executor id."""

    executor_id: str
    team: str  # whose schema this process works in; empty where the database has no teams

    @property
    def is_lost(self) -> bool:
        """Whether somebody else may work under it by now."""

    def is_dead(self, executor_id: str) -> bool:
        """Whether nobody works under another id; asking holds that id until ``let_go``."""

    def let_go(self, executor_id: str) -> None:
        """Give back an id that ``is_dead`` held."""

    def close(self) -> None:
        """Give the lease back."""


class DesktopLease:
    """One machine, one process: an empty SQLite file that cannot stay locked without it.

    Raises: ParameterError when another process has it.
    """

    executor_id = "desktop"
    team = ""
    is_lost = False

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = sqlite3.connect(folder / "engine.db.lock", timeout=0, isolation_level=None)
        try:
            self._lock.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            self._lock.close()
            raise ParameterError(
                "本机已有一个批量办理在运行，没有重复启动，数据未作任何改动。"
                "用 shebao batch status 查看进度；多台电脑一起办理请用 --database。",
                log="another engine on this desktop",
            ) from error

    @classmethod
    def is_taken(cls, folder: Path) -> bool:
        """Whether another process has it now."""
        try:
            cls(folder).close()
        except ParameterError:
            return True
        return False

    def is_dead(self, executor_id: str) -> bool:
        """Whether the id is not ours: nobody else can work here."""
        return executor_id != self.executor_id

    def let_go(self, executor_id: str) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Unlock."""
        self._lock.close()


class SharedLease:
    """An advisory lock of PostgreSQL under the executor id, for as long as its session lives.

    Raises: StoreUnreachableError.
    """

    def __init__(self, url: str, silence_seconds: int = SILENCE_SECONDS) -> None:
        import psycopg

        self._problems = (psycopg.Error, OSError)
        self._beat_seconds = silence_seconds / BEATS
        self.executor_id = f"{socket.gethostname()[:24]}-{os.getpid()}-{secrets.token_hex(3)}"
        self._lost = threading.Event()
        self._stopping = threading.Event()
        self._turn = threading.Lock()
        try:
            self._session = psycopg.connect(url, autocommit=True, connect_timeout=10)
            self._session.execute(f"SET idle_session_timeout = '{silence_seconds}s'".encode())
            self._locked(self.executor_id)
            self.team = self._asked(_TEAM)
        except self._problems as error:
            raise StoreUnreachableError(type(error).__name__) from error
        self._thread = threading.Thread(target=self._beat, name="lease", daemon=True)
        self._thread.start()

    @property
    def is_lost(self) -> bool:
        """Whether the session ended, and with it the lock."""
        return self._lost.is_set()

    def is_dead(self, executor_id: str) -> bool:
        """Whether nobody holds the id's lock; it is held by us then."""
        try:
            return executor_id != self.executor_id and self._locked(executor_id)
        except self._problems:
            self._lost.set()
            return False

    def let_go(self, executor_id: str) -> None:
        """Unlock another one's id."""
        try:
            with self._turn:
                self._session.execute(
                    "SELECT pg_advisory_unlock(%s, hashtext(%s))", (_KIND, executor_id)
                )
        except self._problems:
            self._lost.set()

    def close(self) -> None:
        """End the session, and with it the lock."""
        self._stopping.set()
        self._thread.join(self._beat_seconds * 2)
        self._session.close()

    def _locked(self, executor_id: str) -> bool:
        return bool(
            self._asked("SELECT pg_try_advisory_lock(%s, hashtext(%s))", _KIND, executor_id)
        )

    def _asked(self, query: LiteralString, *values: object) -> Any:
        """Return the one value that a query answers."""
        with self._turn:
            row = self._session.execute(query, values).fetchone()
        return row[0] if row else None

    def _beat(self) -> None:
        while not self._stopping.wait(self._beat_seconds):
            try:
                with self._turn:
                    self._session.execute("SELECT 1")
            except self._problems:
                self._lost.set()
                return
