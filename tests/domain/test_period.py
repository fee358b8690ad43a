"""Months: read, counted on and back, and the days they have."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.domain.period import Period

PERIODS = st.builds(Period, st.integers(1990, 2099), st.integers(1, 12))
DAY = timedelta(days=1)


@given(PERIODS)
def test_what_is_printed_is_read_again(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(PERIODS, st.integers(-600, 600))
def test_counting_on_and_back_ends_where_it_began(period: Period, months: int) -> None:
    later = period.plus(months)
    assert later.plus(-months) == period
    assert (later > period) == (months > 0)


@given(PERIODS)
def test_a_month_ends_the_day_before_the_next(period: Period) -> None:
    assert period.last_day + DAY == period.plus(1).first_day
    assert Period.of(period.first_day) == Period.of(period.last_day) == period


def test_a_leap_year_has_its_day() -> None:
    assert Period(2028, 2).last_day == date(2028, 2, 29)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-1", "2026-00", "2026-13", "202611", " 2026-11", "2026-11-01"]
)
def test_anything_else_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        Period.parse(text)
