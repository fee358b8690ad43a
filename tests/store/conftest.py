"""Stores: an encrypted file in a temporary folder, and each kind of database in turn."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shebao.store import Store, open_shared_store, open_store
from tests.postgres import new_database

KEY = bytes(range(32))


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    return tmp_path / "数据 #1" / "store.db"


@pytest.fixture
def store(store_path: Path) -> Iterator[Store]:
    with open_store(store_path, KEY) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def reopen(request: pytest.FixtureRequest, store_path: Path) -> Callable[[], Store]:
    """Opens one and the same store, again and again; one contract for both databases."""
    if request.param == "sqlite":
        return lambda: open_store(store_path, KEY)
    url = new_database(request.getfixturevalue("postgres"))
    return lambda: open_shared_store(url, KEY)


@pytest.fixture
def any_store(reopen: Callable[[], Store]) -> Iterator[Store]:
    with reopen() as opened:
        yield opened
