"""A PostgreSQL cluster of the tests' own, in a temporary folder, reached by a socket file."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql/15/bin")
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=80"


def is_installed() -> bool:
    return (BINARIES / "initdb").exists()


@contextmanager
def cluster() -> Iterator[Path]:
    """Yields the folder of the socket; user postgres is trusted there."""
    folder = Path(tempfile.mkdtemp(prefix="shebao-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    try:
        _run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
        _run(
            "pg_ctl",
            "-D",
            data,
            "-w",
            "-l",
            folder / "log",
            "-o",
            f"{OPTIONS} -k {folder}",
            "start",
        )
        try:
            yield folder
        finally:
            _run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str | Path) -> None:
    command = [str(BINARIES / program), *map(str, arguments)]
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=60)
