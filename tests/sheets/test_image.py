"""What a table held comes back whole: values, formulas, dates, parameters, insurance columns."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import xlwings as xw

from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON
from shebao.sheets.image import Part, TableImage
from shebao.templates import new_workbook
from tests.com_stand_in import com_book
from tests.sheet_cells import SheetTable
from tests.sheets.test_table import INJURY, PENSION, person
from workbook_file import open_book


@pytest.fixture(params=["headless", "excel"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[xw.Book]:
    path = new_workbook(tmp_path / "book.xlsx")
    if request.param == "headless":
        opened = open_book(path)
        yield opened
        opened.close()
    else:
        with com_book(path) as excel:
            yield excel.book


def kept(table: SheetTable) -> TableImage:
    return TableImage.from_bytes(table.image().to_bytes())


def test_a_table_comes_back_with_formulas_and_parameters(book: xw.Book) -> None:
    """Undoing must not turn the clerk's formula into yesterday's number."""
    table = SheetTable(book, WAGES_BY_PERSON)
    table.replace([person(1), person(2), {**person(3), "name": "=1+1"}])
    wage = table._place().columns["新缴费工资"]
    top = WAGES_BY_PERSON.header_row + 1
    sheet = book.sheets[WAGES_BY_PERSON.title]
    sheet.range((top, wage)).raw_value = "=4000+500"
    sheet.range((top + 1, wage)).raw_value = datetime(2026, 11, 5)
    table.set_parameter("scope", "全部")
    before, image = table.image(), kept(table)

    table.replace([person(9)])
    table.set_parameter("scope", "已勾选")
    table.note("做完了")
    table.restore(image)

    assert table.image().columns == before.columns
    assert table.image().note == before.note
    assert table.parameters()["scope"] == "全部"
    assert sheet.range((top, wage)).formula == "=4000+500"
    assert table.rows()[2]["name"] == "=1+1"


def test_more_rows_than_before_leave_none_behind(book: xw.Book) -> None:
    """A row that came later would be filed."""
    table = SheetTable(book, WAGES_BY_PERSON)
    empty = kept(table)
    table.replace([person(n) for n in range(1, 6)])

    table.restore(empty)

    assert table.rows() == []


def test_insurance_columns_come_back(book: xw.Book) -> None:
    """They were others before the command."""
    table = SheetTable(book, WAGES_BY_INSURANCE)
    table.replace([{**person(1), PENSION: 500_000}], [PENSION])
    before, image = table.image(), kept(table)

    table.replace([{**person(1), INJURY: 600_000}], [INJURY])
    table.restore(image)

    assert table.image().columns == before.columns


def test_columns_that_moved_meanwhile_get_their_own_cells(book: xw.Book) -> None:
    """By header, never by position."""
    table = SheetTable(book, WAGES_BY_PERSON)
    table.replace([person(1)])
    image = kept(table)
    header = WAGES_BY_PERSON.header_row
    sheet = book.sheets[WAGES_BY_PERSON.title]
    left, right = sheet.range((header, 2)), sheet.range((header, 5))
    left.raw_value, right.raw_value = right.raw_value, left.raw_value

    table.restore(image)

    assert table.rows()[0]["name"] == "赵1"
    assert sheet.range((header + 1, 5)).raw_value == "赵1"


def test_a_head_alone_leaves_the_rows_as_they_are(book: xw.Book) -> None:
    """A step that wrote no row of a sheet must not take back what was typed there since."""
    table = SheetTable(book, WAGES_BY_PERSON)
    table.replace([person(1)])
    table.note("先前")
    head = TableImage.from_bytes(table.image_of_head().to_bytes())
    table.replace([person(2), person(3)])
    table.note("后来")

    table.restore(head)

    assert [row["name"] for row in table.rows()] == ["赵2", "赵3"]
    assert table.noted() == "先前"


def test_rows_are_kept_once_and_only_when_rows_are_written(book: xw.Book) -> None:
    """Reading a hundred thousand of them for a note is half of an update that changes nothing."""
    told: list[Part] = []
    table = SheetTable(book, WAGES_BY_PERSON, lambda _, part: told.append(part))

    table.note("一")
    table.set_parameter("scope", "全部")
    table.rewrite([])
    table.update([], ("wage",))
    assert told == [Part.NOTE, Part.CELLS]
    table.replace([person(1)])
    table.update(table.rows(), ("wage",))
    table.note("二")

    assert told == [Part.NOTE, Part.CELLS, Part.ROWS]
