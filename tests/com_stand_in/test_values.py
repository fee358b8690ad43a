"""Shapes and types of values as real COM gives and takes them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.com_stand_in import ComDesk, ComError, NotModelledError, com_book


@pytest.fixture
def sheet(desk: ComDesk) -> Any:
    return desk.book.sheets[0]


def test_reading_gives_tuples_of_tuples_and_a_bare_scalar(sheet: Any) -> None:
    sheet["A1:B2"].raw_value = [[1, "x"], [None, True]]

    assert sheet["A1:B2"].raw_value == ((1.0, "x"), (None, True))
    assert sheet["A1:B1"].raw_value == ((1.0, "x"),)
    assert sheet["A1:A2"].raw_value == ((1.0,), (None,))
    assert sheet["A1"].raw_value == 1.0
    assert type(sheet["A1"].raw_value) is float
    assert sheet["B2"].raw_value is True


def test_a_flat_list_fills_every_row_and_a_column_every_column(sheet: Any) -> None:
    sheet["A1:B2"].raw_value = [1, 2]
    sheet["D1:E2"].raw_value = [[1], [2]]

    assert sheet["A1:B2"].raw_value == ((1.0, 2.0), (1.0, 2.0))
    assert sheet["D1:E2"].raw_value == ((1.0, 1.0), (2.0, 2.0))


def test_cells_beyond_the_data_become_not_available_and_data_beyond_cells_is_lost(
    sheet: Any,
) -> None:
    sheet["A1:B3"].raw_value = [[1, 2], [3, 4]]
    sheet["D1:D1"].raw_value = [[1, 2], [3, 4]]

    assert sheet["A3:B3"].raw_value == ((-2146826246, -2146826246),)
    assert sheet["A3"].options(err_to_str=True).value == "#N/A"
    assert sheet["D1:E2"].raw_value == ((1.0, None), (None, None))


def test_a_scalar_fills_and_an_empty_one_clears(sheet: Any) -> None:
    sheet["A1:B2"].raw_value = "x"
    assert sheet["A1:B2"].raw_value == (("x", "x"), ("x", "x"))

    sheet["A1:B2"].raw_value = ""
    assert sheet["A1:B2"].raw_value == ((None, None), (None, None))


def test_dates_come_back_as_aware_moments_and_bring_a_format(sheet: Any) -> None:
    sheet["A1"].value = dt.datetime(2026, 7, 1)
    sheet["A2"].value = dt.date(2026, 7, 2)

    raw = sheet["A1"].raw_value
    assert (raw.year, raw.month, raw.day, raw.tzinfo) == (2026, 7, 1, dt.UTC)
    assert sheet["A1"].number_format == "yyyy/m/d"
    assert sheet["A1"].value == dt.datetime(2026, 7, 1)
    assert sheet["A2"].options(dates=dt.date).value == dt.date(2026, 7, 2)


def test_a_raw_naive_moment_is_moved_to_utc(sheet: Any) -> None:
    """pywin32 takes it for local time: eight hours early in China."""
    sheet["A1"].raw_value = dt.datetime(2026, 7, 1)

    assert sheet["A1"].value == dt.datetime(2026, 6, 30, 16)


@pytest.mark.parametrize("value", [dt.date(2026, 7, 1), object(), {"a": 1}])
def test_what_pywin32_cannot_send_is_a_type_error(sheet: Any, value: Any) -> None:
    with pytest.raises(TypeError):
        sheet["A1"].raw_value = value


def test_ragged_rows_are_a_value_error(sheet: Any) -> None:
    with pytest.raises(ValueError, match="same size"):
        sheet["A1:B2"].raw_value = [[1, 2], [3]]


def test_not_a_number_is_refused_loudly(sheet: Any) -> None:
    with pytest.raises(NotModelledError):
        sheet["A1"].raw_value = float("nan")


def test_numpy_numbers_arrive_as_float(sheet: Any) -> None:
    sheet["A1:B1"].raw_value = np.array([[1, 2]], dtype=np.int64)

    assert sheet["A1:B1"].raw_value == ((1.0, 2.0),)


def test_currency_comes_back_as_decimal(sheet: Any) -> None:
    sheet["A1"].number_format = "¥#,##0.00"
    sheet["A1"].raw_value = 12.5

    assert sheet["A1"].raw_value == Decimal("12.5")
    assert isinstance(sheet["A1"].raw_value, Decimal)


def test_formulas_stay_unevaluated(sheet: Any) -> None:
    sheet["A1"].formula = "=1+1"
    assert sheet["A1"].value is None
    assert sheet["A1"].formula == "=1+1"


def test_one_formula_for_a_range_is_filled_with_moving_references(sheet: Any) -> None:
    sheet["B1:B3"].formula = "=A1*$D$1"

    assert sheet["B1:B3"].formula == (("=A1*$D$1",), ("=A2*$D$1",), ("=A3*$D$1",))


def test_formula_of_a_constant_is_its_spelling(sheet: Any) -> None:
    sheet["A1:D1"].raw_value = [5, 0.1, True, None]

    assert sheet["A1:D1"].formula == (("5", "0.1", "TRUE", ""),)


def test_broken_formulas_are_refused(sheet: Any) -> None:
    with pytest.raises(ComError):
        sheet["A1"].formula = "=1+"


def test_places_and_shapes(sheet: Any) -> None:
    sheet["B2:D4"].raw_value = 1
    block = sheet["B2:D4"]

    assert block.address == block.get_address() == "$B$2:$D$4"
    assert (block.row, block.column, block.shape) == (2, 2, (3, 3))
    assert block.offset(1, 1).resize(2, 1).address == "$C$3:$C$4"
    assert sheet[1:4, 1].address == "$B$2:$B$4"
    assert sheet["C:D"].address == "$C:$D"
    assert block.last_cell.address == "$D$4"
    assert sheet.used_range.address == "$B$2:$D$4"


def test_a_format_alone_widens_the_used_range(sheet: Any) -> None:
    sheet["A1"].raw_value = 1
    sheet["C5"].color = "#ff0000"
    sheet["E:E"].number_format = "@"

    assert sheet.used_range.address == "$A$1:$C$5"


def test_what_is_not_modelled_says_so(sheet: Any) -> None:
    """Never an AttributeError: xlwings would take that for a busy Excel and try for ever."""
    with pytest.raises(NotModelledError, match=r"Worksheet\.ChartObjects"):
        _ = sheet.charts
    with pytest.raises(NotModelledError, match=r"Range\.WrapText"):  # only ever written
        _ = sheet["A1"].wrap_text


def test_the_year_of_short_dates_and_the_zone_can_be_chosen() -> None:
    with com_book(today=dt.date(2031, 1, 1), zone=dt.UTC) as desk:
        cell = desk.book.sheets[0]["A1"]
        cell.raw_value = "1/2"
        assert cell.value == dt.datetime(2031, 1, 2)
        cell.raw_value = dt.datetime(2026, 7, 1)
        assert cell.value == dt.datetime(2026, 7, 1)
