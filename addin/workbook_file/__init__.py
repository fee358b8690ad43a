"""Workbooks without Excel: an xlwings engine over .xlsx files."""

from pathlib import Path
from typing import TYPE_CHECKING

from workbook_file.errors import Reason, TextConversionError, WorkbookError

if TYPE_CHECKING:
    import xlwings

    from workbook_file.parts.opening import Limits

__all__ = [
    "Reason",
    "TextConversionError",
    "WorkbookError",
    "open_book",
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
    import xlwings

    from workbook_file.engine.app import engine
    from workbook_file.parts.document import BIG_SHEET, Document
    from workbook_file.parts.opening import Limits

    size = BIG_SHEET if big_sheet is None else big_sheet
    document = Document.open(Path(path), limits or Limits(), size)
    app = engine().apps.add(add_book=False)
    return xlwings.Book(impl=app.books.take(document, strict=strict))
