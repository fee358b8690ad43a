"""Workbooks without Excel: an xlwings engine over .xlsx files."""

from pathlib import Path
from typing import TYPE_CHECKING

from workbook_file.errors import Reason, TextConversionError, WorkbookError

if TYPE_CHECKING:
    import xlwings

    from workbook_file.engine.calls import Calls
    from workbook_file.parts.document import Document
    from workbook_file.parts.opening import Limits

__all__ = [
    "Reason",
    "TextConversionError",
    "WorkbookError",
    "count_calls",
    "new_book",
    "open_book",
    "save_book",
]


def open_book(
    path: Path,
    *,
    strict: bool = False,
    limits: "Limits | None" = None,
    big_sheet: int | None = None,
) -> "xlwings.Book":
    """The workbook of a file, as an xlwings book of an application of its own.

    ``strict`` refuses text that Excel would convert on assignment (tests turn it on).
    ``big_sheet`` is the size of a sheet's XML, in characters, from which it is streamed.
    Raises WorkbookError.
    """
    from workbook_file.parts.document import BIG_SHEET, Document
    from workbook_file.parts.opening import Limits

    size = BIG_SHEET if big_sheet is None else big_sheet
    return _book(Document.open(Path(path), limits or Limits(), size), strict=strict)


def new_book(*, strict: bool = False, big_sheet: int | None = None) -> "xlwings.Book":
    """A workbook with one empty sheet, not on disk yet."""
    from workbook_file.parts.document import BIG_SHEET, Document

    return _book(Document.new(BIG_SHEET if big_sheet is None else big_sheet), strict=strict)


def save_book(book: "xlwings.Book", path: Path | None = None) -> None:
    """Write the workbook to its file, or to ``path``; the same as ``book.save``.

    Raises WorkbookError; the file on disk is then as it was.
    """
    book.save(path)


def count_calls() -> "Calls":
    """A context manager that counts the calls into the engine: ``with count_calls() as calls``."""
    from workbook_file.engine.calls import Calls

    return Calls()


def _book(document: "Document", *, strict: bool) -> "xlwings.Book":
    import xlwings

    from workbook_file.engine.app import engine

    app = engine().apps.add(add_book=False)
    return xlwings.Book(impl=app.books.take(document, strict=strict))
