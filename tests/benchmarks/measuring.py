"""Ratios against a floor measured in the same run: the machine's own speed cancels out.

Only CPU time counts, of this thread and of the processes it waited for: on a busy machine the clock
on the wall says how much others do.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROWS = int(os.environ.get("SHEBAO_BENCH_ROWS", "3000"))
RUNS = int(os.environ.get("SHEBAO_BENCH_RUNS", "1"))


def seconds(work: Callable[[], object]) -> float:
    """The median CPU time of some runs of a piece of work."""
    times = []
    for _ in range(RUNS):
        started = _cpu()
        work()
        times.append(_cpu() - started)
    return median(times)


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.thread_time() + children.ru_utime + children.ru_stime


@dataclass(frozen=True)
class Click:
    """What a process of its own cost: CPU seconds, and MiB at its most."""

    seconds: float
    peak_mib: float


# A process is born with the peak of the one that starts it, so a small one stands in between.
_STARTER = """
import json, os, sys
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
run = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, used = os.wait4(run, 0)
cost = (used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
print(json.dumps([os.waitstatus_to_exitcode(status), *cost]))
"""


def click(*arguments: str) -> Click:
    """Run ``shebao`` as a click does, in a process that is started and left.

    Raises AssertionError when it failed: refusing is always the quickest answer.
    """
    command = [sys.executable, "-m", "shebao.cli", *arguments]
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _STARTER, *command],
        capture_output=True,
        text=True,
        errors="replace",
        check=True,
    )
    status, seconds, peak_mib = json.loads(run.stdout)
    assert status == 0, f"{' '.join(arguments)}: {run.stderr}"
    return Click(seconds, peak_mib)


def report(
    what: str,
    ours: float,
    floor: float,
    floor_is: str,
    *,
    goal: float | None = None,
    rows: int = ROWS,
    peak_mib: float | None = None,
    peers: Mapping[str, float] | None = None,
) -> str:
    """One line for the terminal, and where SHEBAO_BENCH_RECORD names a file, one for the page.

    ``goal`` is the most that the ratio should be; ``peers`` are what others take for the same.
    """
    record = {
        "what": what,
        "rows": rows,
        "runs": RUNS,
        "ours": ours,
        "floor": floor,
        "floor_is": floor_is,
        "goal": goal,
        "peak_mib": peak_mib,
        "peers": dict(peers or {}),
    }
    if named := os.environ.get("SHEBAO_BENCH_RECORD"):
        with Path(named).open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return f"{what}, {rows:,}: {ours:.2f} s, {ours / floor:.2f} × {floor_is} ({floor:.2f} s)"


def records(path: Path) -> list[dict[str, Any]]:
    """What ``report`` wrote, in its order."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
