"""Looks a store over without changing it: does it open, and can every page of it be read."""

from pathlib import Path
from typing import Any

from shebao.store.errors import StoreNewerError, StoreUnreadableError
from shebao.store.migrating import REVISIONS
from shebao.store.sqlite_file import connect, refuse_empty_file
from shebao.store.translation import translated_driver


def look_over(path: Path, key: bytes) -> None:
    """Return when the store opens under the key and every page of it is whole.

    Raises: StoreUnreadableError, StoreNewerError when a newer version wrote it; StoreError.
    """
    refuse_empty_file(path)
    with translated_driver():
        connection = connect(path, key)
        try:
            if faults := page_faults(connection, "main"):
                raise StoreUnreadableError(f"{len(faults)} damaged pages")
            has_tables = connection.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
            ).fetchone()
            if has_tables is None:  # whole pages, and none of our tables
                raise StoreUnreadableError("no store of ours")
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    if revision is not None and revision[0] not in REVISIONS:
        raise StoreNewerError(revision[0])


def page_faults(connection: Any, schema: str) -> list[object]:
    """Return what SQLCipher and SQLite find wrong in a database; empty when it is whole."""
    faults: list[object] = connection.execute(f"PRAGMA {schema}.cipher_integrity_check").fetchall()
    checked = connection.execute(f"PRAGMA {schema}.quick_check").fetchall()
    return faults + [row for row in checked if row != ("ok",)]
