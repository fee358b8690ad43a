"""A sandbox in a process of its own, which can be ended and killed."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import shebao
from shebao.sandbox.control.seeding import Seeded
from tests.patience import PATIENCE_SECONDS
from tests.sandbox.running import Desk

DAILY_REGION = "350100"  # its rule file takes wages for the month in which a test runs
PROGRAM = """
import dataclasses, json, sys
from shebao.sandbox.serve import serve
tell = lambda opening: print(json.dumps(dataclasses.asdict(opening)), flush=True)
serve(ready=tell, **json.loads(sys.argv[1]))
"""


class Process:
    """A sandbox in a process of its own."""

    def __init__(self, **options: Any) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", PROGRAM, json.dumps({"port": 0, **options})],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PYTHONPATH": str(Path(shebao.__file__).parents[1])},
        )
        assert self.popen.stdout is not None
        self.opening = json.loads(self.popen.stdout.readline() or b"null")

    def desk(self) -> Desk:
        told = dict(self.opening)
        url, token = told.pop("url"), told.pop("sandbox_token")
        desk = Desk(url, Seeded(**told), token)
        desk.login()
        return desk

    def end(self, how: signal.Signals) -> tuple[int, bytes]:
        self.popen.send_signal(how)
        _, errors = self.popen.communicate(timeout=PATIENCE_SECONDS)
        return self.popen.returncode, errors


@contextmanager
def process(**options: Any) -> Iterator[Process]:
    started = Process(**options)
    try:
        yield started
    finally:
        if started.popen.poll() is None:
            started.popen.kill()
        started.popen.communicate(timeout=PATIENCE_SECONDS)


def desk_month(desk: Desk) -> str:
    month: str = desk.http.get("/sandbox/clock").json()["current_period"]
    return month
