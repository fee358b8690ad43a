"""A desk with one book open in the counted Excel."""

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import xlwings as xw

from . import files
from .application import Workbook
from .windows import installed
from .workbook import Workbook as OpenBook
from .world import CHINA, World


class ComDesk:
    """A real `xw.Book` on xlwings' real Windows engine, and the count of its COM calls."""

    def __init__(self, world: World, opened: OpenBook, book: xw.Book) -> None:
        self._world = world
        self._opened = opened
        self.book = book

    @property
    def calls(self) -> int:
        """COM round trips since the beginning or the last `reset`."""
        return self._world.tally.by_name.total()

    @property
    def calls_by_name(self) -> Counter[str]:
        """The same by label: `Range.Value`, `Range.Value =`, `Range.Clear()`, `Range()`."""
        return Counter(self._world.tally.by_name)

    def reset(self) -> None:
        self._world.tally.by_name.clear()

    @property
    def message_boxes(self) -> list[str]:
        """Texts of `app.alert`, each answered 确定 or 是."""
        return self._world.message_boxes

    def save(self, path: Path) -> None:
        """Write the book to a file, uncounted; the open book keeps its name and path."""
        files.save(self._opened, path)

    def refuse_changes(self, sheet: str, error: Exception | None) -> None:
        """Answer every change of the sheet's cells with an error; None lets them pass again."""
        self._opened.sheet(sheet).refusal = error

    def refuse_next(self, calls: int, error: Exception) -> None:
        """Answer so many round trips with an error."""
        self._world.tally.refusals = [error] * calls


@contextlib.contextmanager
def com_book(
    path: Path | None = None,
    *,
    today: dt.date = dt.date(2026, 7, 1),
    zone: dt.tzinfo = CHINA,
) -> Iterator[ComDesk]:
    """Open a new book, or the file, on a desk; the count starts at zero.

    `today` gives the year to dates typed without one; `zone` is the computer's time zone.
    """
    world = World(today, zone)
    opened = world.add_book(path)
    if path is not None:
        files.load(opened, path)
    with installed(world) as module:
        raw = module.COMRetryObjectWrapper(Workbook(world, opened))
        module.BOOK_CALLER = raw
        yield ComDesk(world, opened, xw.Book(impl=module.Book(xl=raw)))
