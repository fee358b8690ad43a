"""Writes the figures of a run into docs/performance.md, between its two marks.

``python -m tests.benchmarks.page RECORDS``; ``scripts/bench.sh`` calls it.
"""

import math
import os
import platform
import sys
from collections import defaultdict
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import records

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- figures of the last run -->", "<!-- end of the figures -->"
LIBRARIES = ("xlsxwriter", "python-calamine", "openpyxl", "pandas", "numpy", "xlwings", "pydantic")
BUSY = 0.3  # of a core, in the minutes before: other work ran beside


def write(page: Path, found: Sequence[dict[str, Any]], load: float) -> None:
    """Put the figures in place of the last run's; ``load`` is what waited when it began."""
    text = page.read_text(encoding="utf-8")
    head, tail = text[: text.index(BEGIN)], text[text.index(END) :]
    page.write_text(
        f"{head}{BEGIN}\n\n{_machine(found, load)}\n\n{_table(found)}\n\n{tail}", "utf-8"
    )


def _machine(found: Sequence[dict[str, Any]], load: float) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    words = (
        f"Medians of {_runs(found)}. "
        f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}; {versions}."
    )
    busy = load / (os.cpu_count() or 1)
    beside = (
        f"**Other work ran beside it**: {busy:.1f} waiting processes a core when it began. CPU time"
        " leaves waiting out, but shared caches and clocks make single figures uncertain by a"
        " third."
        if busy > BUSY
        else "Nothing else ran beside it."
    )
    return f"{words} {beside}"


def _runs(found: Sequence[dict[str, Any]]) -> str:
    """How many runs each figure is the median of; at the largest size they are fewer."""
    counts = sorted({int(record["runs"]) for record in found}, reverse=True)
    return ", at the largest size of ".join(map(str, counts))


def _table(found: Sequence[dict[str, Any]]) -> str:
    by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in found:
        by_name[record["what"]].append(record)
    lines = [
        "| what | rows | CPU s | × floor | goal | floor | exponent | peak MiB | others, × floor |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for what, its in by_name.items():
        its.sort(key=lambda record: record["rows"])
        for before, record in zip([None, *its], its, strict=False):
            lines.append(f"| {what} | {_line(before, record)} |")
    return "\n".join(lines)


def _line(before: dict[str, Any] | None, record: dict[str, Any]) -> str:
    ratio = record["ours"] / record["floor"]
    goal = record["goal"]
    peers = "; ".join(f"{n} {s / record['floor']:.2f}" for n, s in record["peers"].items())
    cells = [
        f"{record['rows']:,}",
        f"{record['ours']:.2f}",
        f"{ratio:.2f}",
        "" if goal is None else f"{goal:g}{' met' if ratio <= goal else ''}",
        record["floor_is"],
        _exponent(before, record),
        "" if record["peak_mib"] is None else f"{record['peak_mib']:,.0f}",
        peers,
    ]
    return " | ".join(cells)


def _exponent(before: dict[str, Any] | None, record: dict[str, Any]) -> str:
    """How the time grows with the rows: 1 is in step with them."""
    if before is None or before["rows"] == record["rows"]:
        return ""
    grown = math.log(record["ours"] / before["ours"])
    return f"{grown / math.log(record['rows'] / before['rows']):.2f}"


if __name__ == "__main__":
    write(PAGE, records(Path(sys.argv[1])), float(os.environ.get("SHEBAO_BENCH_LOAD", "0")))
