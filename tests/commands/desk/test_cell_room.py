"""What commands write has room in its column, measured with a font that clerks see."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import xlwings as xw

from shebao.domain.errors import SheetError
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.declared.columns import Column, Kind
from shebao.sheets.declared.head import SCREEN_PIXELS, column_pixels, note_lines, text_pixels
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.state_words import ICONS, WORDS
from shebao.workbooks import open_workbook
from tests.commands.desk.test_engine_calls import FEW, every_command
from tests.manual.walk import FileEngine
from tests.sheet_cells import SheetTable
from tests.sheets.test_head import (
    CELL_MARGIN,
    GRID,
    LEAST_EMPLOYEES,
    MOST_PIXELS,
    ROW,
    measured,
)

NOTE_POINTS = 9
LINE = 17.6  # pixels of one at 10 points
FEW_TEXTS = 3  # the longest of a column; the estimate that picks them is good to a letter


def shown(spec: AnySheet, column: Column, value: object) -> str:
    """A cell as it is displayed."""
    if column.kind is Kind.MONEY and isinstance(value, int | float):
        return f"{value:,.2f}"
    if column.kind is Kind.PERCENT and isinstance(value, int | float):
        return f"{value * 100:.2f}%"
    text = str(value)
    if any(text.startswith(word) for word in WORDS.get(column.field, ())):
        return f"{ICONS['good']} {text}"
    return text


def longest(book: xw.Book) -> Iterator[tuple[AnySheet, Column, str]]:
    """The cells of columns that take one line each."""
    for spec in SHEETS:
        try:
            rows = SheetTable(book, spec).rows()
        except SheetError:
            continue
        for column in spec.columns:
            if column.is_in_sight and not column.wraps:
                texts = {shown(spec, column, row[column.field]) for row in rows}
                for text in sorted(texts, key=text_pixels)[-FEW_TEXTS:]:
                    yield spec, column, text


def sentences(book: xw.Book) -> Iterator[tuple[AnySheet, list[list[tuple[str, int]]]]]:
    """What may take several lines in the first rows of lists of people, with its pixels."""
    for spec in SHEETS:
        if not any(column.field == "id_number" for column in spec.columns):
            continue
        with suppress(SheetError):
            rows = SheetTable(book, spec).rows()[:LEAST_EMPLOYEES]
            columns = [column for column in spec.columns if column.wraps and column.is_in_sight]
            yield (
                spec,
                [
                    [
                        (shown(spec, c, row[c.field] or ""), column_pixels(c.width) - CELL_MARGIN)
                        for c in columns
                    ]
                    for row in rows
                ],
            )


@pytest.mark.slow
def test_no_cell_of_a_round_is_cut(tmp_path: Path) -> None:
    """An amount shows as #### and a name as half of it when its column is too narrow."""
    found: dict[tuple[str, str, float], set[str]] = defaultdict(set)
    noted: dict[str, str] = {}  # the second line under the title, by command
    lists: dict[tuple[str, str], list[list[tuple[str, int]]]] = {}  # by sheet and command

    def told(command_id: str, book: xw.Book, outcome: Outcome) -> None:
        noted[command_id] = note_lines(outcome.message)[1]
        for spec, column, text in longest(book):
            found[spec.title, column.header, column.width].add(text)
        lists.update({(spec.title, command_id): rows for spec, rows in sentences(book) if rows})

    @contextmanager
    def opening(path: Path) -> Iterator[FileEngine]:
        book = open_workbook(Path(shutil.copyfile(path, tmp_path / "模板.xlsx")))
        try:
            yield FileEngine(book)
        finally:
            book.close()

    every_command(tmp_path, FEW, "enterprise", opening, told)
    widths = measured(
        [
            *((text, 10, False) for texts in found.values() for text in texts),
            *((line, NOTE_POINTS, False) for line in noted.values() if line),
            *((text, 10, False) for rows in lists.values() for row in rows for text, _ in row),
        ]
    )
    cut = {
        (title, header, text): (widths[text, 10, False], column_pixels(width))
        for (title, header, width), texts in found.items()
        for text in texts
        if widths[text, 10, False] + CELL_MARGIN > column_pixels(width)
    }
    told_cut = [f"{place}: {need} > {room}" for place, (need, room) in sorted(cut.items())]
    print("\n".join(told_cut))
    assert not told_cut
    assert {
        command_id: line
        for command_id, line in noted.items()
        if line and widths[line, NOTE_POINTS, False] > SCREEN_PIXELS
    } == {}
    assert {
        place: count
        for place, rows in lists.items()
        if (count := _seen(rows, {text: width for (text, _, _), width in widths.items()}))
        < LEAST_EMPLOYEES
    } == {}


def _seen(rows: list[list[tuple[str, int]]], widths: dict[str, int]) -> float:
    """How many people a laptop shows where all are as high as these."""
    lines = [max([-(-widths[text] // room) for text, room in row] or [1]) for row in rows]
    pixels = [max(ROW, count * LINE) for count in lines]
    return (GRID - MOST_PIXELS) / (sum(pixels) / len(pixels))
