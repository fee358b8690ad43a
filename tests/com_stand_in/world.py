# ruff: noqa: N802 - the members carry Excel's own names
"""The running Excel: its books, its settings, and the tally of calls to it."""

import datetime as dt
from pathlib import Path
from typing import Any

from .counting import ComObject, Tally
from .grid import Grid
from .rect import Rect
from .workbook import Workbook

CHINA = dt.timezone(dt.timedelta(hours=8))


class World:
    """State of one Excel process; `zone` is the computer's, for naive moments."""

    active: Workbook  # as soon as there is a book

    def __init__(self, today: dt.date, zone: dt.tzinfo = CHINA) -> None:
        self.tally = Tally()
        self.today = today
        self.zone = zone
        self.books: list[Workbook] = []
        self.settings: dict[str, Any] = {
            "ScreenUpdating": True,
            "Calculation": -4105,
            "StatusBar": False,
        }
        self.message_boxes: list[str] = []

    def add_book(self, path: Path | None = None) -> Workbook:
        number = len(self.books) + 1
        book = Workbook(path.name if path else f"工作簿{number}", self.today)
        book.path = path
        self.books.append(book)
        self.active = book
        return book

    def active_cell(self) -> tuple[int, int]:
        """The cell to which relative formulas of rules are written."""
        chosen = self.active.active.selection
        return chosen.r1, chosen.c1


class Face(ComObject):
    """A COM object of this Excel."""

    def __init__(self, world: World) -> None:
        super().__init__(world.tally)
        self._world = world

    @property
    def Application(self) -> Any:
        from . import application

        return application.Application(self._world)


class BookFace(Face):
    """A COM object that belongs to a book."""

    def __init__(self, world: World, book: Workbook) -> None:
        super().__init__(world)
        self._book = book


class SheetFace(BookFace):
    """A COM object that belongs to a sheet."""

    def __init__(self, world: World, book: Workbook, grid: Grid) -> None:
        super().__init__(world, book)
        self._grid = grid

    def _place(self, rect: Rect, grid: Grid | None = None) -> Any:
        from . import ranges

        return ranges.Range(self._world, self._book, grid or self._grid, (rect,))

    def _sheet(self, grid: Grid | None = None) -> Any:
        from . import worksheet

        return worksheet.Worksheet(self._world, self._book, grid or self._grid)
