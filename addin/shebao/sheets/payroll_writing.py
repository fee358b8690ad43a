"""One column of a foreign .xlsx workbook is filled; all else in the file stays as it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.domain.errors import FileRefusedError
from shebao.domain.money import cell_of
from shebao.sheets.cells import grid, is_formula, runs
from shebao.sheets.declared.columns import NUMBER_FORMATS, Kind
from shebao.sheets.file_refusals import REFUSALS, refusal
from workbook_file.errors import Reason, WorkbookError

if TYPE_CHECKING:
    import xlwings as xw


@dataclass(frozen=True, slots=True)
class ColumnToWrite:
    """Where and what: rows and column from 1, amounts in fen by row."""

    sheet: str
    column: int
    cells: Mapping[int, int]
    new_head: tuple[int, str] | None = None  # its row and text, when the column is new


class ForeignBook:
    """A workbook of the user's own, open to be written once."""

    def __init__(self, book: xw.Book, path: Path) -> None:
        self._book = book
        self._path = path

    def formulas(self, target: ColumnToWrite) -> int:
        """Return how many of the cells hold a formula now."""
        return sum(
            is_formula(row[0])
            for rows in runs(target.cells)
            for row in grid(self._range(target, rows).formula, len(rows))
        )

    def write(self, target: ColumnToWrite, copy: Path) -> None:
        """The file has these amounts, as numbers, and ``copy`` is what it was before.

        Raises WorkbookError, OSError; the file is then as it was.
        """
        for rows in runs(target.cells):
            cells = self._range(target, rows)
            if target.new_head is not None:
                cells.number_format = NUMBER_FORMATS[Kind.MONEY]
            elif cells.number_format in (None, NUMBER_FORMATS[Kind.TEXT]):
                _without_text_format(cells)
            cells.raw_value = [[cell_of(target.cells[row])] for row in rows]
        if target.new_head is not None:
            row, text = target.new_head
            self._book.sheets[target.sheet].range((row, target.column)).raw_value = text
        shutil.copy2(self._path, copy)
        try:
            self._book.save()
        except WorkbookError:
            with suppress(OSError):
                copy.unlink()
            raise

    def _range(self, target: ColumnToWrite, rows: list[int]) -> xw.Range:
        at = target.column
        return self._book.sheets[target.sheet].range((rows[0], at), (rows[-1], at))


def _without_text_format(cells: xw.Range) -> None:
    """A number written into a cell of the format text becomes a text, which nothing adds up."""
    for cell in cells:
        if cell.number_format == NUMBER_FORMATS[Kind.TEXT]:
            cell.number_format = NUMBER_FORMATS[Kind.MONEY]


@contextmanager
def foreign_book(path: Path) -> Iterator[ForeignBook]:
    """Open a workbook that is not ours, and that nobody else has open, for writing.

    Raises FileRefusedError for whatever stands in the way, also inside; the file is unchanged.
    """
    from workbook_file import open_book

    try:
        book = open_book(path)
        try:
            if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
                raise WorkbookError(Reason.READ_ONLY, path)
            yield ForeignBook(book, path)
        finally:
            book.close()
    except WorkbookError as error:
        raise refusal(error, path) from error
    except OSError as error:
        raise FileRefusedError(path, *REFUSALS[Reason.READ_ONLY]) from error
