"""Short transactions on one engine, with the driver's errors translated."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event

from shebao.store.translation import translated


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


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the write lock at once: a reader that turns writer later cannot wait for
    # another one, SQLite refuses it on the spot whatever busy_timeout says.
    writes = connection.get_execution_options().get("shebao_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
