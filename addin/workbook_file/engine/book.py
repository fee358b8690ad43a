"""A workbook as xlwings sees it, and its list of worksheets."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xlwings import base_classes

from workbook_file.engine.missing import engine_object
from workbook_file.engine.names import Names
from workbook_file.engine.owners import OfApp
from workbook_file.engine.range import Range
from workbook_file.engine.sheet import Sheet
from workbook_file.parts.document import Document


@engine_object(base_classes.Book)
class Book(base_classes.Book):
    """One open workbook."""

    app: Any = None
    sheets: Any = None

    def __init__(self, app: OfApp, document: Document, *, strict: bool) -> None:
        self.app = app
        self.document = document
        self.strict = strict
        self.sheets = Sheets(self)

    @property
    def name(self) -> str:
        return self.document.shared.path.name

    @property
    def fullname(self) -> str:
        return str(self.document.shared.path)

    @property
    def names(self) -> Names:
        return Names(self, None)

    def close(self) -> None:
        self.app.books.drop(self)

    def save(self, path: Any = None, password: Any = None) -> None:
        if password is not None:
            raise NotImplementedError("Book.save with a password is not available without Excel")
        self.document.save(Path(path) if path is not None else None)

    def activate(self) -> None:
        self.app.books.activate(self)

    def selection(self) -> Range:
        """The selected cells of the active sheet; A1 until something is selected."""
        sheet = self.sheets.active
        return Range(sheet, sheet.selected)


@engine_object(base_classes.Sheets)
class Sheets(base_classes.Sheets):
    """The worksheets of a workbook."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def active(self) -> Sheet:
        return Sheet(self._book, self._book.document.sheets.active)

    def __call__(self, name_or_index: Any) -> Sheet:
        listed = self._book.document.sheets
        if isinstance(name_or_index, (int, float)):
            index = int(name_or_index)
            if not 1 <= index <= len(self):
                raise IndexError(f"no sheet {index}")
            return Sheet(self._book, listed.worksheets()[index - 1])
        return Sheet(self._book, listed.named(str(name_or_index)))

    def __contains__(self, name: Any) -> bool:
        return any(sheet.name == name for sheet in self)

    def __len__(self) -> int:
        return len(self._book.document.sheets.worksheets())

    def __iter__(self) -> Iterator[Sheet]:
        for sheet in self._book.document.sheets.worksheets():
            yield Sheet(self._book, sheet)

    def add(self, before: Any = None, after: Any = None, name: Any = None) -> Sheet:
        listed = self._book.document.sheets
        if before is not None:
            place = listed.position(before.part)
        elif after is not None:
            place = listed.position(after.part) + 1
        else:
            place = listed.position(listed.active)
        made = listed.add(name, place)
        listed.activate(made)
        return Sheet(self._book, made)
