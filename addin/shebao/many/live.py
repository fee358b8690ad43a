"""What a batch looks like on a terminal while it runs; the same size for ten and ten thousand."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from shebao.commands.batch.plan import row_of
from shebao.domain.batch_state import ENDED, JobState

if TYPE_CHECKING:
    from rich.console import RenderableType

    from shebao.store.many.batches import Job

SHOWN = 8  # employers at work, and as many that need somebody
FRESH_SECONDS = 1.0
COLOURS = {
    JobState.DONE: "green",
    JobState.FAILED: "red",
    JobState.TO_CONFIRM: "yellow",
    JobState.WAITING: "blue",
    JobState.RUNNING: "cyan",
}


def next_look(began: float, ended: float, seconds: float) -> float:
    """Return when to look again: after so many seconds, and never for a twentieth of the time."""
    return ended + max(seconds, 19 * (ended - began))


@contextmanager
def live_view(jobs: Callable[[], list["Job"]]) -> Iterator[Callable[[], None]]:
    """Yield what shows the present state; it does nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.live import Live

    started, due = time.monotonic(), 0.0
    before = sum(job.state in ENDED for job in jobs())
    with Live(console=Console(stderr=True), auto_refresh=False) as live:

        def show() -> None:
            nonlocal due
            if (began := time.monotonic()) >= due:
                live.update(picture(jobs(), began - started, before), refresh=True)
                due = next_look(began, time.monotonic(), FRESH_SECONDS)

        yield show
        live.update(picture(jobs(), time.monotonic() - started, before), refresh=True)


def picture(jobs: list["Job"], seconds: float, before: int) -> "RenderableType":
    """Return the counts, a bar, the speed, who is at work, who needs somebody and who waits.

    ``before`` were done with when this run began, and say nothing of its speed.
    """
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    ended = sum(job.state in ENDED for job in jobs)
    counts = Text()
    for state in JobState:
        if number := sum(job.state is state for job in jobs):
            counts.append(f"{state} {number}　", COLOURS.get(state, "white"))
    per_minute = (ended - before) * 60 / seconds if seconds > 0 else 0.0
    left = f"，约剩 {(len(jobs) - ended) / per_minute:,.0f} 分钟" if per_minute > 0 else ""
    speed = Text(f"{ended}/{len(jobs)}　每分钟 {per_minute:,.1f} 个单位{left}", "dim")
    table = Table(box=None, show_header=False, pad_edge=False, expand=True)
    for width in (10, 28, 10, None):  # a line each: what is too long is cut
        table.add_column(no_wrap=True, overflow="ellipsis", width=width, ratio=None if width else 1)
    shown, more = _shown(jobs)
    for job in shown:
        row = row_of(job)
        said = Text(job.message.split("。")[0], "dim")
        table.add_row(
            Text(str(job.state), COLOURS[job.state]), row.name or row.tax_id, job.stage, said
        )
    below = [Text(f"另有 {more} 个办理中或需要处理，见办理结果。", "dim")] if more else []
    bar = ProgressBar(total=max(len(jobs), 1), completed=ended, width=60)
    return Group(counts, bar, Text(), speed, table, *below)


def _shown(jobs: list["Job"]) -> tuple[list["Job"], int]:
    """Return who is shown, and how many more are at work or need somebody."""
    busy = [job for job in jobs if job.state is JobState.RUNNING]
    stuck = [job for job in jobs if job.state in (JobState.FAILED, JobState.TO_CONFIRM)]
    first = [*busy[:SHOWN], *stuck[-SHOWN:]]
    waits = [job for job in jobs if job.state is JobState.WAITING]
    return [*first, *waits[: 2 * SHOWN - len(first)]], len(busy) + len(stuck) - len(first)
