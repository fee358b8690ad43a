"""A database is brought forward, never back, and a newer one is refused."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from shebao.domain.errors import ParameterError
from shebao.store import Store, StoreNewerError, StoreUnreachableError, open_shared_store
from shebao.store.migrating import HEAD, MIGRATIONS, REVISIONS
from shebao.store.tables import metadata
from tests.patience import PATIENCE_SECONDS
from tests.store.conftest import KEY


def test_migrating_from_empty_gives_the_declared_tables(any_store: Store) -> None:
    with any_store._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD


def test_the_listed_revisions_are_the_packed_ones() -> None:
    """The list saves importing Alembic, so it may not drift."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    packed = [script.revision for script in scripts.walk_revisions()]
    assert tuple(reversed(packed)) == REVISIONS
    assert scripts.get_current_head() == HEAD


def test_a_newer_database_is_refused_and_untouched(reopen: Callable[[], Store]) -> None:
    with reopen() as store, store._database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for _ in range(2):
        with pytest.raises(StoreNewerError, match="请安装最新版本"):
            reopen()


def test_a_migration_that_fails_leaves_nothing_behind(reopen: Callable[[], Store]) -> None:
    """The next start tries again from where it was."""
    with reopen() as store, store._database.writing() as connection:
        # A store of no revision whose last tables stand in the way: the first ones must go back.
        for table in reversed(metadata.sorted_tables):
            if not table.name.startswith("ledger"):
                connection.execute(text(f"DROP TABLE {table.name}"))
        connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(Exception, match="ledger_entry"):
        reopen()
    with pytest.raises(Exception, match="ledger_entry"):  # and not "employee already exists"
        reopen()


def test_opening_an_up_to_date_store_does_not_import_alembic(
    store: Store, store_path: Path
) -> None:
    """Every click may open the store; Alembic's import is longer than the click."""
    script = f"""
import pathlib, sys
sys.path[:] = {sys.path!r}
import shebao.store
assert "sqlalchemy" not in sys.modules
shebao.store.open_store(pathlib.Path({str(store_path)!r}), {KEY!r}).close()
assert "sqlalchemy" in sys.modules and "alembic" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=PATIENCE_SECONDS)


@pytest.mark.parametrize("url", ["", "nonsense", "sqlite:///x.db", "postgresql://u:geheim@h:p/d"])
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ParameterError, match="共享数据库的地址") as caught:
        open_shared_store(url, KEY)
    assert "geheim" not in caught.value.message + caught.value.log
    assert caught.value.__cause__ is None


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachableError) as caught:
        open_shared_store(f"postgresql://u:geheim@/d?host={tmp_path}", KEY)
    assert "geheim" not in caught.value.message + caught.value.log
