"""Books for the headless tests: plain and streamed, always strict, always closed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings

from tests.workbook_file.books import new_book
from workbook_file.parts.document import BIG_SHEET


@pytest.fixture(params=[BIG_SHEET, 0], ids=["plain", "streamed"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[xlwings.Book]:
    """An empty workbook; every test runs with both ways to hold its cells."""
    made = new_book(tmp_path / "Book1.xlsx", strict=True, big_sheet=request.param)
    yield made
    made.close()


@pytest.fixture
def sheet(book: xlwings.Book) -> xlwings.Sheet:
    return book.sheets[0]
