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
    DisplayAlerts = _setting("DisplayAlerts")
    EnableEvents = _setting("EnableEvents")
    Interactive = _setting("Interactive")
    Visible = _setting("Visible")
    Calculation = _setting("Calculation")
    StatusBar = _setting("StatusBar")
    CutCopyMode = _setting("CutCopyMode")

    def _workbook(self, book: OpenBook | None) -> Any:
        return Workbook(self._world, book) if book else None

    @property
    def Name(self) -> str:
        return "Microsoft Excel"

    @property
    def Version(self) -> str:
        return "16.0"

    @property
    def Path(self) -> str:
        return r"C:\Program Files\Microsoft Office\root\Office16"

    @property
    def StartupPath(self) -> str:
        return r"C:\XLSTART"

    @property
    def Hwnd(self) -> int:
        return HWND

    @property
    def International(self) -> dict[int, str]:
        return {3: ".", 4: ",", 5: ","}

    @property
    def Workbooks(self) -> Any:
        return Workbooks(self._world)

    @property
    def ActiveWorkbook(self) -> Any:
        return self._workbook(self._world.active)

    @property
    def ActiveSheet(self) -> Any:
        book = self._world.active
        return worksheet.Worksheet(self._world, book, book.active) if book else None

    @property
    def Selection(self) -> Any:
        book = self._world.active
        if book is None:
            return None
        chosen = (book.active.selection,)
        return ranges.Range(self._world, book, book.active, chosen)

    def Calculate(self) -> None:
        """Formulas are not evaluated."""

    def Intersect(self, Arg1: Any, Arg2: Any) -> Any:
        if Arg1._grid is not Arg2._grid:
            raise refusal("Method 'Intersect' of object '_Application' failed")
        parts = [a.meet(b) for a in Arg1._areas for b in Arg2._areas]
        areas = tuple(part for part in parts if part)
        book = Arg1._book
        return ranges.Range(self._world, book, Arg1._grid, areas) if areas else None

    def Quit(self) -> None:
        self._world.books.clear()
        self._world.active = None


class Workbooks(Face):
    """The open books."""

    _com = "Workbooks"

    def _default(self, *args: Any) -> Any:
        for number, book in enumerate(self._world.books, start=1):
            if number == args[0] or book.name.lower() == str(args[0]).lower():
                return Workbook(self._world, book)
        raise refusal("Subscript out of range")

    def Item(self, Index: Any) -> Any:
        return self._default(Index)

    def _members(self) -> list[Any]:
        return [Workbook(self._world, book) for book in self._world.books]

    @property
    def Count(self) -> int:
        return len(self._world.books)

    def Add(self) -> Any:
        return Workbook(self._world, self._world.add_book())

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
    def Path(self) -> str:
        return str(self._book.path.parent) if self._book.path else ""

    @property
    def Parent(self) -> Any:
        return Application(self._world)

    @property
    def FileFormat(self) -> int:
        return 52 if self._book.name.endswith(".xlsm") else 51

    @property
    def Worksheets(self) -> Any:
        return worksheet.Worksheets(self._world, self._book)

    @property
    def Sheets(self) -> Any:
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

    def Save(self) -> None:
        if self._book.path is None:
            raise refusal("Method 'Save' of object '_Workbook' failed")
        files.save(self._book, self._book.path)

    def SaveAs(self, Filename: str, FileFormat: int | None = None, **_options: Any) -> None:
        path = Path(Filename)
        wanted = {".xlsx": 51, ".xlsm": 52}.get(path.suffix)
        if FileFormat is not None and FileFormat != wanted:
            raise refusal("This extension can not be used with the selected file type.")
        files.save(self._book, path)
        self._book.path = path
        self._book.name = path.name

    def Close(self, SaveChanges: bool | None = None) -> None:
        if SaveChanges:
            files.save(self._book, Path(self._book.fullname))
        self._world.books.remove(self._book)
        if self._world.active is self._book:
            self._world.active = self._world.books[-1] if self._world.books else None


class Windows(BookFace):
    """The windows of a book: one."""

    _com = "Windows"

    def _default(self, *_args: Any) -> Any:
        return Window(self._world, self._book)


class Window(BookFace):
    """The window of a book."""

    _com = "Window"

    @property
    def DisplayGridlines(self) -> bool:
        return self._book.active.gridlines

    @DisplayGridlines.setter
    def DisplayGridlines(self, value: bool) -> None:
        self._book.active.gridlines = bool(value)
