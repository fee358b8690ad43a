"""The last day to pay: weekends, holidays and swapped days, by two readers of one calendar."""

from datetime import UTC, date, datetime
from itertools import product

import pytest

from shebao.contract.rule_file import DeadlineRule, Shift
from shebao.domain.period import Period
from shebao.rule_book.book import rule_file
from shebao.rule_book.workdays import is_announced, is_workday
from shebao.rules.deadline import calendar_of_year, due_on
from shebao.rules.premiums.late_fee import days_late
from shebao.sandbox.premiums.rulebook import due_on as due_at_the_bureau

pytestmark = pytest.mark.feature("X-DEADLINE")


def rule(day: int, shift: Shift, months_after: int = 0) -> DeadlineRule:
    return DeadlineRule(months_after=months_after, day=day, shift=shift, source="试样")


@pytest.mark.parametrize(
    ("period", "day", "shift", "expected"),
    [
        ("2026-01", 31, Shift.NONE, date(2026, 1, 31)),  # a Saturday
        ("2026-01", 31, Shift.NEXT, date(2026, 2, 2)),
        ("2026-01", 31, Shift.PREVIOUS, date(2026, 1, 30)),
        ("2026-02", 15, Shift.NEXT, date(2026, 2, 24)),  # 春节, nine days
        ("2026-02", 15, Shift.PREVIOUS, date(2026, 2, 14)),  # a Saturday worked (调休)
        ("2026-10", 1, Shift.NEXT, date(2026, 10, 8)),
        ("2026-10", 10, Shift.NEXT, date(2026, 10, 10)),  # a Saturday worked
        ("2026-06", 15, Shift.NEXT, date(2026, 6, 15)),  # a Monday
    ],
)
def test_a_day_off_moves_as_the_rule_says(
    period: str, day: int, shift: Shift, expected: date
) -> None:
    assert due_on(rule(day, shift), Period.parse(period)) == expected


def test_client_and_bureau_agree_on_every_day() -> None:
    """A deadline that differs by a day is a late fee nobody expects."""
    for shift, day, after, month in product(Shift, range(1, 32), (0, 1), range(36)):
        period = Period(2024, 1).plus(month)
        deadline = rule(day, shift, after)
        assert due_on(deadline, period) == due_at_the_bureau(deadline, str(period))


def test_the_late_fee_counts_from_the_moved_day() -> None:
    assert days_late(rule(31, Shift.NEXT), Period(2026, 1), date(2026, 2, 3)) == 1
    assert days_late(rule(31, Shift.NONE), Period(2026, 1), date(2026, 2, 3)) == 3


def test_a_year_without_a_notice_knows_weekends_alone() -> None:
    assert is_announced(2026)
    assert not is_announced(2030)
    assert is_workday(date(2030, 10, 1))  # a Tuesday
    assert not is_workday(date(2030, 10, 5))


def test_the_years_deadlines_are_a_calendar_that_programs_read() -> None:
    file = rule_file("510100")
    assert file is not None

    text = calendar_of_year(file, 2026, datetime(2026, 11, 29, 8, tzinfo=UTC))

    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = text.replace("\r\n ", "").split("\r\n")
    assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT") == 12
    assert "DTSTART;VALUE=DATE:20260228" in whole
    assert "SUMMARY:四川省成都市 2026-02 社保费缴费期限" in whole
    assert len({line for line in whole if line.startswith("UID:")}) == 12
    assert sum("【示例】" in line for line in whole) == 12
