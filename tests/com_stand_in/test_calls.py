"""The counts that the budgets of commands rest on: they depend on what is done, not on rows."""

from collections import Counter

import pytest
import xlwings as xw

from tests.com_stand_in import ComDesk, com_book


def _rows(count: int) -> list[list[object]]:
    return [[float(number), "text", None] for number in range(count)]


@pytest.mark.parametrize("count", [10, 10_000])
def test_raw_write_costs_six_calls_whatever_its_length(count: int) -> None:
    with com_book() as desk:
        sheet = desk.book.sheets[0]
        desk.reset()

        sheet.range((1, 1), (count, 3)).raw_value = _rows(count)

        assert desk.calls == 6
        assert desk.calls_by_name == Counter(
            {"Worksheet.Cells": 2, "Range()": 2, "Worksheet.Range()": 1, "Range.Value =": 1}
        )


@pytest.mark.parametrize("count", [10, 10_000])
def test_raw_read_costs_six_calls_whatever_its_length(count: int) -> None:
    with com_book() as desk:
        sheet = desk.book.sheets[0]
        desk.reset()

        values = sheet.range((1, 1), (count, 3)).raw_value

        assert len(values) == count
        assert desk.calls == 6


@pytest.mark.parametrize("count", [10, 10_000])
def test_value_write_costs_107_and_read_16_whatever_the_length(count: int) -> None:
    """xlwings asks for its engine and for the shape over and over."""
    with com_book() as desk:
        sheet = desk.book.sheets[0]
        desk.reset()
        sheet.range((1, 1)).value = _rows(count)
        written = desk.calls
        desk.reset()
        sheet.range((1, 1), (count, 3)).value  # noqa: B018 - the read is the test

        assert (written, desk.calls) == (107, 16)


def test_looping_over_sheets_counts_every_step() -> None:
    with com_book() as desk:
        desk.book.sheets.add("二月")
        desk.reset()

        assert [sheet.name for sheet in desk.book.sheets] == ["二月", "Sheet1"]

        assert desk.calls_by_name == Counter(
            {
                "Workbook.Worksheets": 1,
                "Worksheets._NewEnum": 1,
                "Worksheets.Next": 3,
                "Worksheet.Name": 2,
            }
        )


def test_excel_talking_to_itself_is_not_counted(desk: ComDesk) -> None:
    sheet = desk.book.sheets[0].api
    desk.reset()

    _ = sheet.Parent  # goes through Application inside

    assert desk.calls == 1


@pytest.mark.parametrize(
    ("work", "calls"),
    [
        (lambda book: book.sheets["Sheet1"], 2),
        (lambda book: book.sheets[0].name, 4),
        (lambda book: book.names.add("单位", "=Sheet1!$A$1"), 2),
        (lambda book: book.app, 2),
        (lambda book: book.sheets[0]["A1"].number_format, 5),
        (lambda book: setattr(book.sheets[0]["A:C"], "number_format", "@"), 5),
        (lambda book: book.sheets[0]["A1:B9"].clear_contents(), 5),
        (lambda book: book.sheets[0].used_range.raw_value, 5),
        (lambda book: setattr(book.app, "screen_updating", False), 3),
    ],
)
def test_small_operations_cost_what_they_cost(desk: ComDesk, work, calls: int) -> None:  # type: ignore[no-untyped-def]
    desk.reset()

    work(desk.book)

    assert desk.calls == calls


def test_the_book_is_a_real_book_on_the_windows_engine(desk: ComDesk) -> None:
    assert isinstance(desk.book, xw.Book)
    assert desk.book.app.engine.name == "excel"
    assert type(desk.book.impl).__module__ == "xlwings._xlwindows"
