"""Ratios against a floor measured in the same run: the machine's own speed cancels out."""

import os
import time
from collections.abc import Callable
from statistics import median

ROWS = int(os.environ.get("SHEBAO_BENCH_ROWS", "3000"))
RUNS = int(os.environ.get("SHEBAO_BENCH_RUNS", "1"))


def seconds(work: Callable[[], object]) -> float:
    """The median time of some runs of a piece of work."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return median(times)


def report(what: str, ours: float, floor: float, floor_is: str) -> str:
    """One line for the terminal and for the page of figures."""
    return f"{what}: {ours:.2f} s, {ours / floor:.2f} × {floor_is} ({floor:.2f} s)"
