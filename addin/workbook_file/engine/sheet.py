"""A worksheet as xlwings sees it."""

from typing import Any

from xlwings import base_classes

from workbook_file.engine.missing import engine_object
from workbook_file.engine.names import Names
from workbook_file.engine.owners import OfBook
from workbook_file.engine.range import Range
from workbook_file.parts import views
from workbook_file.parts.addresses import SHEET, Rect, parse_address
from workbook_file.parts.sheet_list import SheetEntry
from workbook_file.parts.worksheet import Worksheet


@engine_object(base_classes.Sheet)
class Sheet(base_classes.Sheet):
    """One worksheet."""

    book: Any = None

    def __init__(self, book: OfBook, part: Worksheet) -> None:
        self.book = book
        self.part = part
        self._document = book.document

    @property
    def entry(self) -> SheetEntry:
        return self._document.sheets.of(self.part)

    @property  # type: ignore[misc]  # no command renames a sheet: its setter stays missing
    def name(self) -> str:
        return self.entry.name

    @property
    def names(self) -> Names:
        return Names(self.book, self)

    @property
    def index(self) -> int:
        return self._document.sheets.worksheets().index(self.part) + 1

    @property
    def visible(self) -> bool:
        return self.entry.visible

    @visible.setter
    def visible(self, value: Any) -> None:
        self._document.sheets.set_visible(self.part, visible=bool(value))

    @property
    def selected(self) -> Rect:
        return views.selection(self.part)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, tuple) and len(arg1) == 4:
            row, column, rows, columns = arg1
            return Range(self, Rect(row, column, row + rows - 1, column + columns - 1))
        if isinstance(arg1, (int, float)):
            return Range(self, self._corner((int(arg1), int(arg2))))
        first = self._corner(arg1)
        return Range(self, first if arg2 is None else first.span(self._corner(arg2)))

    def _corner(self, corner: Any) -> Rect:
        if isinstance(corner, Range):
            return corner.rect
        if isinstance(corner, tuple):
            row, column = corner
            if row < 1 or column < 1:
                raise IndexError("rows and columns of a sheet count from 1")
            return Rect(row, column, row, column)
        return self._named(str(corner))

    def _named(self, text: str) -> Rect:
        """The cells that an address or a name means on this sheet."""
        try:
            return parse_address(text)
        except ValueError:
            pass
        if "," in text:
            raise NotImplementedError("Sheet.range of several areas is not available without Excel")
        document = self._document
        found = document.names.find(text, self.entry)
        target = document.names.target(found) if found is not None else None
        if target is not None and target[0] is self.entry:
            return target[1]
        raise ValueError(f"no cells called {text!r} on sheet {self.name!r}")

    @property
    def cells(self) -> Range:
        return Range(self, SHEET)

    @property
    def used_range(self) -> Range:
        return Range(self, self.part.used_rect())

    def activate(self) -> None:
        self._document.sheets.activate(self.part)

    @property
    def show_gridlines(self) -> bool:
        return views.gridlines(self.part)

    @show_gridlines.setter
    def show_gridlines(self, value: Any) -> None:
        views.set_gridlines(self.part, shown=bool(value))
