"""Insert or replace by primary key, one statement for both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def upsert(connection: Connection, table: Table, row: dict[str, object]) -> None:
    """Leave this row under its primary key."""
    connection.execute(_statement(connection, table), row)


def upsert_many(connection: Connection, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    """Leave these rows under their primary keys; of equal keys the last row wins.

    Shape: one text or whole number per column of the table, in its order. On SQLite they go to
    the driver as they are, three times as fast as through SQLAlchemy's parameters.
    """
    if not rows:
        return
    statement = _statement(connection, table)
    names = [column.name for column in table.columns]
    if connection.dialect.name == "sqlite":
        sql = str(statement.compile(dialect=connection.dialect, column_keys=names))
        connection.exec_driver_sql(sql, list(rows))
    else:
        connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


def insert_missing(connection: Connection, table: Table, rows: Sequence[dict[str, object]]) -> None:
    """Insert the rows whose primary keys are not there yet; the others stay as they are."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # whoever has no server does not wait for it

    return postgresql.insert(table)


def _statement(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    insert = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    others = [column.name for column in table.columns if column.name not in keys]
    return insert.on_conflict_do_update(
        index_elements=keys, set_={name: insert.excluded[name] for name in others}
    )
