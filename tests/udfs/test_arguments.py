"""What a cell means as a month or a day."""

from datetime import date, datetime

import pytest

from shebao.domain.period import Period
from shebao_udfs.arguments import code_of, day_of, period_of
from shebao_udfs.refusal import CellRefusedError


@pytest.mark.parametrize(
    "value",
    [
        "2026-11", "2026/11", "2026.11", "2026年11月", "２０２６－１１", " 2026-11 ", "202611",
        202611.0, 202611, datetime(2026, 11, 1), date(2026, 11, 30), 46327.0, 46356,
    ],
)  # fmt: skip
def test_month_in_every_form_that_excel_makes_of_it(value: object) -> None:
    """Excel turns a typed 2026-11 into the date 2026-11-01, which is the number 46327."""
    assert period_of(value) == Period(2026, 11)


@pytest.mark.parametrize(
    "value",
    [
        None, "", "2026", 2026.0, "2026-13", "2026-00", 202613.0, 2026.11, "26-11", "11-2026",
        True, "#N/A", -2146826246, float("inf"), 3_000_000.0,
    ],
)  # fmt: skip
def test_what_is_no_month_is_refused(value: object) -> None:
    """A bare year read as a serial number would be July 1905."""
    with pytest.raises(CellRefusedError, match="费款所属期"):
        period_of(value)


@pytest.mark.parametrize(
    "value",
    ["2026-11-30", "2026/11/30", "2026年11月30日", "20261130", 20261130.0, 46356.0, "2026.11.30"],
)
def test_day_in_every_form_that_excel_makes_of_it(value: object) -> None:
    """46356 is 2026-11-30 in the 1900 date system."""
    assert day_of(value, "日期") == date(2026, 11, 30)


@pytest.mark.parametrize("value", ["2026-11-31", "2026-11", "30.11.2026", 20261131.0, 46356.5, ""])
def test_what_is_no_day_is_refused(value: object) -> None:
    """Half a day is a time, and a day the month does not have is a slip."""
    with pytest.raises(CellRefusedError, match="日期"):
        day_of(value, "日期")


def test_true_is_not_one() -> None:
    """Remembered answers must not mistake equal values of another kind."""
    assert (code_of(1.0, "险种"), code_of(True, "险种")) == ("1", "True")
