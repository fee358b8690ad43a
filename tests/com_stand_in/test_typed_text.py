"""Strings are parsed like typing, unless the cell is formatted as text."""

import datetime as dt

import pytest

from tests.com_stand_in import ComDesk


@pytest.mark.parametrize(
    ("text", "value", "number_format"),
    [
        ("00123", 123.0, "General"),
        ("-1.50", -1.5, "General"),
        ("(5)", -5.0, "General"),
        ("1,234.5", 1234.5, "#,##0.00"),
        ("1,23", "1,23", "General"),
        ("12%", 0.12, "0%"),
        ("1E5", 100000.0, "0.00E+00"),
        ("TRUE", True, "General"),
        ("0 1/2", 0.5, "# ?/?"),
        ("甲", "甲", "General"),
        (" 12 ", 12.0, "General"),
        ("'00123", "00123", "General"),
        ("=", "=", "General"),
        ("11010119900307123X", "11010119900307123X", "General"),
        ("#N/A", -2146826246, "General"),
    ],
)
def test_general_cells_parse(desk: ComDesk, text: str, value: object, number_format: str) -> None:
    cell = desk.book.sheets[0]["A1"]

    cell.raw_value = text

    assert cell.raw_value == value
    assert cell.number_format == number_format


@pytest.mark.parametrize(
    ("text", "moment", "number_format"),
    [
        ("1/2", (2026, 1, 2), "d-mmm"),
        ("2026-7", (2026, 7, 1), "mmm-yy"),
        ("2026年7月", (2026, 7, 1), "yyyy年m月"),
        ("2026-07-31", (2026, 7, 31), "yyyy/m/d"),
        ("2026/7/31 8:30", (2026, 7, 31, 8, 30), "yyyy/m/d h:mm"),
    ],
)
def test_general_cells_take_dates(
    desk: ComDesk, text: str, moment: tuple[int, int, int], number_format: str
) -> None:
    cell = desk.book.sheets[0]["A1"]

    cell.raw_value = text

    assert cell.value == dt.datetime(*moment)
    assert cell.number_format == number_format


@pytest.mark.parametrize("text", ["2026-13", "2/30", "25:00", "1/2/3/4", "2026-02-30"])
def test_what_is_no_date_stays_text(desk: ComDesk, text: str) -> None:
    cell = desk.book.sheets[0]["A1"]

    cell.raw_value = text

    assert cell.raw_value == text


def test_an_id_number_loses_its_last_three_digits(desk: ComDesk) -> None:
    cell = desk.book.sheets[0]["A1"]

    cell.raw_value = "110101199003071234"

    assert cell.raw_value == 110101199003071000.0


@pytest.mark.parametrize("text", ["00123", "1/2", "=1+1", "110101199003071234", "-x"])
def test_text_cells_keep_every_string(desk: ComDesk, text: str) -> None:
    column = desk.book.sheets[0]["A:A"]
    column.number_format = "@"

    desk.book.sheets[0]["A7"].raw_value = text

    assert desk.book.sheets[0]["A7"].raw_value == text
    assert desk.book.sheets[0]["A7"].formula == text


def test_text_cells_turn_numbers_into_text(desk: ComDesk) -> None:
    cells = desk.book.sheets[0]["A1:C1"]
    cells.number_format = "@"

    cells.raw_value = [5, 1.5, True]

    assert cells.raw_value == (("5", "1.5", "TRUE"),)


def test_an_explicit_format_is_kept(desk: ComDesk) -> None:
    cell = desk.book.sheets[0]["A1"]
    cell.number_format = "0.00"

    cell.raw_value = "12%"

    assert (cell.raw_value, cell.number_format) == (0.12, "0.00")


def test_clearing_contents_keeps_the_text_format(desk: ComDesk) -> None:
    cell = desk.book.sheets[0]["A1"]
    cell.number_format = "@"
    cell.clear_contents()
    cell.raw_value = "007"
    assert cell.raw_value == "007"

    cell.clear()
    cell.raw_value = "007"
    assert cell.raw_value == 7.0
