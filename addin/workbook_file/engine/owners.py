"""What an object of the engine asks of the one it belongs to, so that no two know each other.

A range belongs to a sheet, a sheet to a book, a book to an application; each makes what belongs to
it, and what belongs to it asks for ranges and sheets through these.
"""

from typing import Any, Protocol

from xlwings import base_classes

from workbook_file.parts.addresses import Rect
from workbook_file.parts.document import Document
from workbook_file.parts.sheet_list import SheetEntry
from workbook_file.parts.worksheet import Worksheet


class OfApp(Protocol):
    """The application of a book."""

    books: Any


class OfBook(Protocol):
    """The book of a sheet, and of names."""

    document: Document
    strict: bool
    sheets: Any


class OfSheet(Protocol):
    """The sheet of a range, and of what lies on its cells."""

    book: Any  # OfBook
    part: Worksheet

    @property
    def entry(self) -> SheetEntry:
        """Its place in the list of sheets."""

    @property
    def name(self) -> str:
        """How it is called in an address."""

    def range(self, arg1: Any, arg2: Any = None) -> base_classes.Range:
        """The cells of row, column, number of rows and of columns, all in ``arg1``."""

    def activate(self) -> None:
        """Bring it to the front."""


class OfCells(Protocol):
    """The range of what hangs on its cells."""

    rect: Rect
    part: Worksheet
    sheet: OfSheet


def cells(sheet: OfSheet, rect: Rect) -> base_classes.Range:
    """The range of a rectangle, made by its sheet."""
    return sheet.range((rect.row1, rect.column1, *rect.shape))
