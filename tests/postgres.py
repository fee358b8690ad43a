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

DEBIAN = Path("/usr/lib/postgresql")
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=80"


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yield the folder of the server's socket; skips where PostgreSQL is not installed."""
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if not found:
        pytest.skip("PostgreSQL is not installed here; `sh scripts/setup.sh test` brings it")
    binaries = found[-1].parent
    home = Path(tempfile.mkdtemp(prefix="shebao-pg-"))  # short: a socket's path has a limit
    user = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
    if user:
        shutil.chown(home, user)

    def run(program: str, *arguments: str) -> None:
        command = [str(binaries / program), "-D", f"{home}/data", *arguments]
        subprocess.run(command, check=True, cwd=home, user=user, stdout=subprocess.DEVNULL)

    try:
        run("initdb", "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
        run("pg_ctl", "-w", "-l", f"{home}/log", "-o", f"{OPTIONS} -k {home}", "start")
        try:
            yield str(home)
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


def restart(socket_folder: str) -> None:
    """Restart the server, as an update of the system does; every session ends."""
    binaries = max(DEBIAN.glob("*/bin/initdb"), key=lambda p: int(p.parts[-3])).parent
    user = "postgres" if os.geteuid() == 0 else None
    command = [str(binaries / "pg_ctl"), "-D", f"{socket_folder}/data", "-w", "-m", "fast"]
    command += ["-l", f"{socket_folder}/log", "restart"]
    subprocess.run(command, check=True, cwd=socket_folder, user=user, stdout=subprocess.DEVNULL)


def new_database(socket_folder: str) -> str:
    """Return the URL of a fresh, empty database."""
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(
        host=socket_folder, user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return f"postgresql://postgres@/{name}?host={socket_folder}"
