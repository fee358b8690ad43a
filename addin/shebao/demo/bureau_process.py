"""The sandbox bureau in a process of its own, for as long as the demo runs."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from shebao.domain.errors import InputError
from shebao.domain.programs import WITHOUT_CURRENT_FOLDER

STOP_SECONDS = 10


@contextmanager
def bureau_process(folder: Path, arguments: Sequence[str]) -> Iterator[dict[str, str]]:
    """Start ``shebao sandbox`` on a free loopback port; yield what it says of itself.

    Raises InputError with the sandbox's own sentence when it does not start.
    """
    command = [sys.executable, WITHOUT_CURRENT_FOLDER, "-m", "shebao.cli", "sandbox", "--port", "0"]
    with (folder / "sandbox.log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*command, "--data", str(folder / "bureau"), *arguments],
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line.startswith("{"):
                process.wait(STOP_SECONDS)
                log.seek(0)
                said = log.read().strip().splitlines()
                raise InputError(said[-1] if said else "练习税务系统没有启动。", log="no sandbox")
            yield json.loads(line)
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()
