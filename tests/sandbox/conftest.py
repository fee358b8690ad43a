"""Sandboxes for tests: one on SQLite, and one on each of both databases."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from shebao.sandbox.database import data_url
from shebao.sandbox.settings import Settings
from tests.sandbox.postgres import cluster, is_installed
from tests.sandbox.running import Desk, Running, running

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_folder() -> Iterator[Path]:
    if not is_installed():
        pytest.skip("needs PostgreSQL 15; the CI job that has it runs this")
    with cluster() as folder:
        yield folder


def new_database(folder: Path) -> str:
    """The URL of an empty database in the cluster."""
    name = f"bureau_{next(_numbers)}"
    where = f"host={folder} user=postgres dbname=postgres"
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql://postgres@/{name}?host={folder}"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return data_url(tmp_path / "bureau")


@pytest.fixture(scope="session")
def sqlite_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(Settings(data_url(tmp_path_factory.mktemp("bureau")))) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def postgres_server(postgres_folder: Path) -> Iterator[Running]:
    with running(Settings(new_database(postgres_folder))) as sandbox:
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
