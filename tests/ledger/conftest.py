"""A ledger on the stores of tests/store, with a clock that only goes when told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from shebao.ledger import Ledger
from shebao.store import Store
from tests.store.conftest import any_store, reopen, store, store_path

__all__ = ["any_store", "reopen", "store", "store_path"]  # fixtures, found by name


class Clock:
    """One second later at each look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def ledger(store: Store) -> Ledger:
    return Ledger(store, Clock())


@pytest.fixture
def any_ledger(any_store: Store) -> Ledger:
    return Ledger(any_store, Clock())


@pytest.fixture
def reopen_ledger(reopen: Callable[[], Store]) -> Callable[[], tuple[Store, Ledger]]:
    clock = Clock()

    def opened() -> tuple[Store, Ledger]:
        store = reopen()
        return store, Ledger(store, clock)

    return opened
