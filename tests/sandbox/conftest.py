"""Sandboxes for tests: one on SQLite, and one on each of both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shebao.sandbox.bureau import Settings
from shebao.sandbox.database import data_url
from tests.postgres import new_database
from tests.sandbox.running import Desk, Running, running


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return data_url(tmp_path / "bureau")


@pytest.fixture(scope="session")
def sqlite_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(Settings(data_url(tmp_path_factory.mktemp("bureau")))) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def postgres_server(postgres: str) -> Iterator[Running]:
    with running(Settings(new_database(postgres))) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sqlite_server: Running) -> Running:
    """One server for all tests: each brings employers of its own and finds the rest as new."""
    sqlite_server.reset(Settings(""))
    return sqlite_server


@pytest.fixture(params=["sqlite_server", "postgres_server"])
def any_sandbox(request: pytest.FixtureRequest) -> Running:
    server: Running = request.getfixturevalue(request.param)
    server.reset(Settings(""))
    return server


@pytest.fixture
def desk(sandbox: Running) -> Desk:
    """Six made-up people of an enterprise in Guiyang, 10 November 2026."""
    return sandbox.admit()


@pytest.fixture
def any_desk(any_sandbox: Running) -> Desk:
    return any_sandbox.admit()
