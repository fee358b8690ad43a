"""Short transactions on one engine: a block of work, a query, rows put under their keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Delete, Engine, Select, Table, Update, event
from sqlalchemy.dialects import sqlite

from shebao.store.translation import translated

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


class Database:
    """An engine whose readers never wait for a writer and whose writers take turns.

    A transaction is never held across a network call; callers see to that.
    """

    def __init__(self, engine: Engine) -> None:
        self._reader = engine
        self._writer = engine.execution_options(shebao_writes=True)
        self.is_shared = engine.dialect.name != "sqlite"
        if not self.is_shared:
            event.listen(engine, "begin", _begin_sqlite)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one consistent moment on SQLite.

        Raises: StoreError; nothing was changed.
        """
        with translated(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection whose work is durable once the block ends, or wholly undone.

        Raises: StoreError; everything in the block was undone.
        """
        with translated(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection; the last one on a SQLite file folds the WAL back into it."""
        self._reader.dispose()


class Keeper:
    """A part of the store; what one of these methods does is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _scalar(self, query: Select[Any]) -> Any | None:
        with self._database.reading() as connection:
            return connection.scalar(query)

    def _scalars(self, query: Select[Any]) -> Sequence[Any]:
        with self._database.reading() as connection:
            return connection.scalars(query).all()

    def _rows(self, query: Select[Any]) -> Sequence[Any]:
        with self._database.reading() as connection:
            return connection.execute(query).all()

    def _first_row(self, query: Select[Any]) -> Any | None:
        with self._database.reading() as connection:
            return connection.execute(query).first()

    def _write(self, statement: Delete | Update) -> int:
        """Return how many rows it touched."""
        with self._database.writing() as connection:
            return connection.execute(statement).rowcount

    def _upsert(self, table: Table, row: Mapping[str, object]) -> None:
        with self._database.writing() as connection:
            upsert(connection, table, row)


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the write lock at once: a reader that turns writer later cannot wait for
    # another one, SQLite refuses it on the spot whatever busy_timeout says.
    writes = connection.get_execution_options().get("shebao_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def upsert(connection: Connection, table: Table, row: Mapping[str, object]) -> None:
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
