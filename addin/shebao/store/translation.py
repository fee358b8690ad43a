"""Turns what the database drivers raise into the store's own errors, by code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError, OperationalError

from shebao.store.errors import (
    StoreBusyError,
    StoreError,
    StoreForbiddenError,
    StoreUnreachableError,
    StoreUnreadableError,
    StoreUnwritableError,
)

StoreErrorType = Callable[[str], StoreError]

# SQLite's primary result codes, https://sqlite.org/rescode.html; every other code is a bug.
BY_SQLITE_CODE: dict[int, StoreErrorType] = {
    3: StoreUnwritableError,  # PERM
    5: StoreBusyError,  # BUSY
    6: StoreBusyError,  # LOCKED
    8: StoreUnwritableError,  # READONLY
    10: StoreUnwritableError,  # IOERR
    11: StoreUnreadableError,  # CORRUPT
    13: StoreUnwritableError,  # FULL
    14: StoreUnwritableError,  # CANTOPEN
    15: StoreBusyError,  # PROTOCOL: the WAL's locks were contended for too long
    22: StoreUnwritableError,  # NOLFS: the file is larger than this disk can hold
    26: StoreUnreadableError,  # NOTADB: also what a wrong key looks like
}

# PostgreSQL's SQLSTATE, the longest prefix wins; every other one is a bug.
BY_SQLSTATE: dict[str, StoreErrorType] = {
    "08": StoreUnreachableError,  # connection exception
    "25006": StoreUnwritableError,  # read-only transaction
    "28": StoreUnreachableError,  # invalid authorisation
    "3D": StoreUnreachableError,  # no such database
    "40": StoreBusyError,  # serialisation failure, deadlock
    "42501": StoreForbiddenError,  # insufficient privilege
    "53": StoreUnwritableError,  # insufficient resources
    "53300": StoreUnreachableError,  # too many connections
    "55P03": StoreBusyError,  # lock not available
    "57P": StoreUnreachableError,  # shutdown
    "58": StoreUnwritableError,  # system error
    "XX001": StoreUnreadableError,  # data corrupted
    "XX002": StoreUnreadableError,  # index corrupted
}


@contextmanager
def translated() -> Iterator[None]:
    """Let pass what is a bug, raise everything else as a StoreError."""
    try:
        yield
    except DBAPIError as problem:
        error = store_error(problem)
        if error is None:
            raise
        raise error from problem


@contextmanager
def translated_driver() -> Iterator[None]:
    """The same for work on the driver's own connection."""
    try:
        yield
    except sqlcipher.Error as problem:
        error = sqlite_error(problem)
        if error is None:
            raise
        raise error from problem


def store_error(problem: DBAPIError) -> StoreError | None:
    """Return what the user is told; None when the problem is a bug."""
    if isinstance(getattr(problem.orig, "sqlite_errorcode", None), int):
        return sqlite_error(problem.orig)
    sqlstate = getattr(problem.orig, "sqlstate", None)
    if isinstance(sqlstate, str):
        fitting = [prefix for prefix in BY_SQLSTATE if sqlstate.startswith(prefix)]
        kind = BY_SQLSTATE[max(fitting, key=len)] if fitting else None
        return kind(f"SQLSTATE {sqlstate}") if kind else None
    if isinstance(problem, OperationalError):
        return StoreUnreachableError("the connection failed without a code")
    return None


def sqlite_error(problem: object) -> StoreError | None:
    """Return what the user is told about an error of the SQLite driver; None for a bug."""
    code = getattr(problem, "sqlite_errorcode", -1)
    kind = BY_SQLITE_CODE.get(code & 0xFF)
    return kind(f"SQLite code {code}") if kind else None
