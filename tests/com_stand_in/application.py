# ruff: noqa: N802, N803 - the members carry Excel's own names
"""Application, Workbooks, Workbook, Window."""

from pathlib import Path
from typing import Any

from . import defined_names, files, ranges, worksheet
from .errors import refusal
from .workbook import Workbook as OpenBook
from .world import BookFace, Face

HWND = 0x5EE1


def _setting(key: str) -> Any:
    def get(self: Face) -> Any:
        return self._world.settings[key]

    def put(self: Face, value: Any) -> None:
        self._world.settings[key] = value

    return property(get, put)


class Application(Face):
    """Excel itself."""

    _com = "Application"
    ScreenUpdating = _setting("ScreenUpdating")
    Calculation = _setting("Calculation")
    StatusBar = _setting("StatusBar")

    def _workbook(self, book: OpenBook) -> Any:
        return Workbook(self._world, book)

    @property
    def Hwnd(self) -> int:
        return HWND

    @property
    def International(self) -> dict[int, str]:
        return {5: ","}  # between the choices of a list

    @property
    def Workbooks(self) -> Any:
        return Workbooks(self._world)

    @property
    def Selection(self) -> Any:
        book = self._world.active
        chosen = (book.active.selection,)
        return ranges.Range(self._world, book, book.active, chosen)

    def Intersect(self, Arg1: Any, Arg2: Any) -> Any:
        parts = [a.meet(b) for a in Arg1._areas for b in Arg2._areas]
        areas = tuple(part for part in parts if part)
        book = Arg1._book
        return ranges.Range(self._world, book, Arg1._grid, areas) if areas else None


class Workbooks(Face):
    """The open books."""

    _com = "Workbooks"

    def _default(self, *args: Any) -> Any:
        for number, book in enumerate(self._world.books, start=1):
            if number == args[0] or book.name.lower() == str(args[0]).lower():
                return Workbook(self._world, book)
        raise refusal("Subscript out of range")

    def _members(self) -> list[Any]:
        return [Workbook(self._world, book) for book in self._world.books]

    def Open(self, Filename: str, *_options: Any) -> Any:
        book = self._world.add_book(Path(Filename))
        files.load(book, Path(Filename))
        return Workbook(self._world, book)


class Workbook(BookFace):
    """One book."""

    _com = "Workbook"

    @property
    def Name(self) -> str:
        return self._book.name

    @property
    def FullName(self) -> str:
        return self._book.fullname

    @property
    def Worksheets(self) -> Any:
        return worksheet.Worksheets(self._world, self._book)

    @property
    def ActiveSheet(self) -> Any:
        return worksheet.Worksheet(self._world, self._book, self._book.active)

    @property
    def Names(self) -> Any:
        return defined_names.Names(self._world, self._book)

    @property
    def Windows(self) -> Any:
        return Windows(self._world, self._book)

    def Activate(self) -> None:
        self._world.active = self._book


class Windows(BookFace):
    """The windows of a book: one."""

    _com = "Windows"

    def _default(self, *_args: Any) -> Any:
        return Window(self._world, self._book)


class Window(BookFace):
    """The window of a book."""

    _com = "Window"

    def _set_gridlines(self, value: bool) -> None:
        self._book.active.gridlines = bool(value)

    DisplayGridlines = property(None, _set_gridlines)
