"""A PostgreSQL server of the tests' own, on a socket in a temporary folder."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

BIN = Path("/usr/lib/postgresql/15/bin")


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yield the folder of the server's socket; skips where PostgreSQL is not installed."""
    if not (BIN / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed here; the CI job “postgresql” runs this")
    home = Path(tempfile.mkdtemp(prefix="shebao-pg-"))  # short: a socket's path has a limit
    user = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
    if user:
        shutil.chown(home, user)
    try:
        data = f"{home}/data"
        _run(home, user, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync")
        options = f"-c listen_addresses='' -k {home} -F"
        _run(home, user, "pg_ctl", "-D", data, "-w", "-l", f"{home}/log", "-o", options, "start")
        try:
            yield str(home)
        finally:
            _run(home, user, "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


def new_database(socket_folder: str) -> str:
    """Return the URL of a fresh, empty database."""
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(
        host=socket_folder, user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return f"postgresql://postgres@/{name}?host={socket_folder}"


def _run(home: Path, user: str | None, program: str, *arguments: str) -> None:
    subprocess.run(
        [BIN / program, *arguments],
        check=True,
        cwd=home,
        user=user,
        stdout=subprocess.DEVNULL,
        timeout=60,
    )
