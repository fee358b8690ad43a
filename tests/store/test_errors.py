"""What a driver raises becomes what the user can act on, or stays a bug."""

from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shebao.store import (
    Store,
    StoreBusyError,
    StoreError,
    StoreUnreachableError,
    StoreUnwritableError,
    errors,
    open_shared_store,
    open_store,
)
from shebao.store.translation import BY_SQLITE_CODE, BY_SQLSTATE
from tests.postgres import new_database
from tests.store.conftest import KEY
from tests.store.people import person

NOW = datetime(2026, 11, 22, tzinfo=UTC)

# ERROR, INTERNAL, ABORT, NOMEM, INTERRUPT, NOTFOUND, EMPTY, SCHEMA, TOOBIG, CONSTRAINT, MISMATCH,
# MISUSE, AUTH, FORMAT, RANGE, NOTICE, WARNING: a fault of our own code, or never an error.
SQLITE_BUGS = {1, 2, 4, 7, 9, 12, 16, 17, 18, 19, 20, 21, 23, 24, 25, 27, 28}
# What PostgreSQL reports as operational and only our own code can cause.
OPERATIONAL_BUGS = {"27", "2F", "38", "39", "3B", "54", "55", "57", "F0", "HV", "XX"}


def test_every_sqlite_code_is_translated_or_a_known_bug() -> None:
    assert set(BY_SQLITE_CODE) & SQLITE_BUGS == set()
    assert set(BY_SQLITE_CODE) | SQLITE_BUGS == set(range(1, 29))


def test_every_operational_sqlstate_is_translated_or_a_known_bug() -> None:
    states = {
        str(error.sqlstate)
        for error in vars(psycopg.errors).values()
        if isinstance(error, type)
        and issubclass(error, psycopg.OperationalError)
        and error.sqlstate
    }
    left = {
        state for state in states if not any(state.startswith(prefix) for prefix in BY_SQLSTATE)
    }
    assert {state[:2] for state in left} <= OPERATIONAL_BUGS


def test_codes_are_unique_and_stand_in_the_drawn_tree() -> None:
    classes = [
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, StoreError)
    ]
    assert len({each.code for each in classes}) == len(classes) == 8
    for each in classes:
        assert f"{each.__name__}" in (errors.__doc__ or "")
        assert each.code in (errors.__doc__ or "")


def test_a_busy_store_is_said_and_can_be_tried_again(store: Store, store_path: Path) -> None:
    with open_store(store_path, KEY) as other:
        with other._database.reading() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")  # the pool hands it out again
        with store._database.writing(), pytest.raises(StoreBusyError) as caught:
            other.settings.put("unit", "甲")
        assert caught.value.retryable
        other.settings.put("unit", "甲")
        assert store.settings.get("unit") == "甲"


def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    with store._database.writing() as connection:
        connection.execute(text("INSERT INTO setting (name, value) VALUES ('a', 'b')"))
        assert store.settings.get("a") is None
    assert store.settings.get("a") == "b"


def test_a_full_disk_undoes_the_whole_step(store: Store) -> None:
    store.employees.replace_changes("T1", [person(1)], 1, NOW)
    with store._database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreUnwritableError, match="磁盘已满"):
        store.employees.replace_changes("T1", [person(n) for n in range(2000)], 2, NOW)
    assert store.employees.load("T1") == [person(1)]
    assert store.employees.cursor("T1") == 1


def test_a_lost_server_is_said(postgres: str) -> None:
    with (
        open_shared_store(new_database(postgres), KEY) as store,
        pytest.raises(StoreUnreachableError),
        store._database.writing() as connection,
    ):
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def test_a_bug_stays_a_bug_and_shows_no_value(any_store: Store) -> None:
    """Rows hold names; SQLAlchemy would put them into the exception's text."""
    statement = text("INSERT INTO setting (name, value) VALUES (:name, :value)")
    row = {"name": "n", "value": "试样人员的秘密"}
    any_store.settings.put("n", "v")
    with pytest.raises(IntegrityError) as caught, any_store._database.writing() as connection:
        connection.execute(statement, row)
    assert not isinstance(caught.value, StoreError)
    assert "试样人员的秘密" not in str(caught.value)
