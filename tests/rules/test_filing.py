"""When each kind of wage filing is open and from which month its wages count."""

from datetime import date

import pytest

from shebao.contract.rule_file import DailyWages, WageWindow
from shebao.contract.wages import WageFilingKind
from shebao.domain.period import Period
from shebao.rules.filing import daily_months, is_open, kind_in_window, year_fault

SPRING = WageWindow(opens="04-01", closes="06-30", source="test")
TURN = WageWindow(opens="11-15", closes="02-10", source="test")


@pytest.mark.parametrize(
    ("window", "day", "opened"),
    [
        (SPRING, date(2026, 3, 31), False),
        (SPRING, date(2026, 4, 1), True),
        (SPRING, date(2026, 6, 30), True),
        (SPRING, date(2026, 7, 1), False),
        (TURN, date(2026, 11, 14), False),
        (TURN, date(2026, 12, 31), True),
        (TURN, date(2026, 1, 1), True),
        (TURN, date(2026, 2, 11), False),
    ],
)
def test_exactly_one_yearly_kind_is_open(window: WageWindow, day: date, *, opened: bool) -> None:
    """A window over New Year was once never open."""
    assert is_open(window, day) is opened
    expected = WageFilingKind.ANNUAL if opened else WageFilingKind.ADJUSTMENT
    assert kind_in_window(window, day) is expected


def test_a_year_that_has_not_begun_cannot_be_filed() -> None:
    """Nor can the yearly filing reach back; the adjustment can."""
    today = date(2026, 11, 10)
    assert "还没有开始" in year_fault(WageFilingKind.ADJUSTMENT, 2027, today)
    assert year_fault(WageFilingKind.ADJUSTMENT, 2025, today) == ""
    assert "只能申报 2026 年度" in year_fault(WageFilingKind.ANNUAL, 2025, today)


def test_daily_months_are_counted_from_the_current_one() -> None:
    """Over the turn of the year as well."""
    daily = DailyWages(months_back=2, months_ahead=1, source="test")

    assert daily_months(daily, Period(2026, 1)) == (Period(2025, 11), Period(2026, 2))
