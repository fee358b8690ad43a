"""The encrypted SQLite file: how it is opened and how a new one appears."""

import contextlib
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import URL, Engine, QueuePool, create_engine

from shebao.store.errors import StoreUnreadableError, StoreUnwritableError

BUSY_SECONDS = 5.0
KEY_BYTES = 32


def sqlite_engine(path: Path, key: bytes) -> Engine:
    """Return an engine on the file; nothing is opened yet."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"the store's key has {KEY_BYTES} bytes")
    return create_engine(
        URL.create("sqlite", database=str(path)),
        module=sqlcipher,
        creator=lambda: connect(path, key),
        poolclass=QueuePool,
        hide_parameters=True,  # rows hold names and id numbers; errors reach the log
    )


def create_file(path: Path, prepare: Callable[[Path], None]) -> None:
    """Leave a prepared file at ``path``, whole or not at all, readable by its owner only.

    It is prepared under another name: a crash leaves no half-made store, and of two processes
    that start at once one wins and the other uses its file.

    Raises: StoreUnwritableError; no file appeared.
    """
    draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}.new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as problem:
        raise StoreUnwritableError(f"errno {problem.errno}") from problem
    try:
        prepare(draft)
        _publish(draft, path)
    finally:
        for leftover in (draft, Path(f"{draft}-wal"), Path(f"{draft}-shm")):
            leftover.unlink(missing_ok=True)


def raw_key(key: bytes) -> str:
    """Return the key as SQLCipher takes one that is no passphrase."""
    return f"x'{key.hex()}'"


def refuse_empty_file(path: Path) -> None:
    """Refuse a file that was cut to nothing.

    SQLite would take it for a new database, and a ledger that forgot its entries sends twice.
    """
    if path.stat().st_size == 0:
        raise StoreUnreadableError("the file is empty")


def _publish(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)  # unlike a rename on POSIX, never replaces what is there
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            draft.rename(path)


def connect(path: Path, key: bytes) -> Any:
    """Return the driver's own connection, in autocommit.

    Raises: sqlcipher3's Error when the key does not fit or the file is damaged.
    """
    connection = sqlcipher.connect(
        str(path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        for statement in (
            "PRAGMA cipher_log_level = NONE",  # else it writes to stderr by itself
            f'PRAGMA key = "{raw_key(key)}"',
            "SELECT count(*) FROM sqlite_master",  # fails here when the key does not fit
            f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}",
            "PRAGMA foreign_keys = ON",
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
        ):
            connection.execute(statement).fetchall()
    except BaseException:
        with contextlib.suppress(sqlcipher.Error):
            connection.close()
        raise
    return connection
