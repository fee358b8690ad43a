"""The last day to pay: weekends, holidays and swapped days, by two readers of one calendar."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.contract.rule_file import DeadlineRule, LateFeeRule, Shift
from shebao.domain.period import Period
from shebao.rule_book.book import rule_file
from shebao.rule_book.workdays import is_announced, is_workday
from shebao.rules.deadline import calendar_of_year, days_late, due_on, first_overdue, late_fee_fen
from shebao.sandbox.payments.debts import fee_fen as sandbox_fee_fen
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


GUIZHOU, FUJIAN = rule_file("520100"), rule_file("350100")


@pytest.mark.parametrize(
    ("asked", "waiting", "today", "expected"),
    [
        ({"2026-11"}, {"2026-11"}, date(2026, 11, 10), None),
        ({"2026-11", "2026-12"}, set(), date(2026, 11, 30), None),  # the last day is not late
        ({"2026-11", "2026-12"}, set(), date(2026, 12, 1), "2026-11"),
        ({"2026-12"}, {"2026-11"}, date(2026, 12, 10), "2026-11"),
        ({"2026-12"}, {"2026-10", "2026-11"}, date(2026, 12, 10), "2026-10"),
        ({"2026-10"}, {"2026-11"}, date(2026, 12, 10), None),
    ],
)
def test_oldest_overdue_month_comes_first(
    asked: set[str], waiting: set[str], today: date, expected: str | None
) -> None:
    """A month filed out of turn is refused at the counter, at five to five."""
    assert GUIZHOU is not None
    assert FUJIAN is not None
    assert first_overdue(asked, waiting, GUIZHOU, today) == expected
    assert first_overdue(asked, waiting, FUJIAN, today) is None


MONTH_END = DeadlineRule(months_after=0, day=31, source="test")
NEXT_MONTH_END = DeadlineRule(months_after=1, day=31, source="test")
UNCAPPED = LateFeeRule(daily_ppm=500, capped_at_principal=False, source="社会保险法 §86")
CAPPED = LateFeeRule(daily_ppm=500, capped_at_principal=True, source="test")

DEADLINES = st.builds(
    DeadlineRule, months_after=st.integers(0, 2), day=st.integers(1, 31), source=st.just("test")
)
PERIODS = st.builds(Period, st.integers(2000, 2100), st.integers(1, 12))


@given(principal=st.integers(1, 10**12), days=st.integers(1, 20_000), ppm=st.integers(0, 1_000_000))
def test_fee_is_the_whole_product_rounded_once(principal: int, days: int, ppm: int) -> None:
    """Daily rounding would drift by half a fen a day."""
    rule = LateFeeRule(daily_ppm=ppm, capped_at_principal=False, source="test")
    exact = Decimal(principal) * days * ppm / 1_000_000

    assert late_fee_fen(principal, days, rule) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@given(
    principal=st.integers(0, 10**11),
    days=st.integers(-10, 10_000),
    rule=st.sampled_from([UNCAPPED, CAPPED]),
)
def test_fee_agrees_with_the_sandbox(principal: int, days: int, rule: LateFeeRule) -> None:
    """Two independent implementations of one rule."""
    assert late_fee_fen(principal, days, rule) == sandbox_fee_fen(rule, principal, days)


@given(deadline=DEADLINES, period=PERIODS)
def test_deadline_agrees_with_the_sandbox(deadline: DeadlineRule, period: Period) -> None:
    """A day apart is a day's fee on every debt."""
    assert due_on(deadline, period) == due_at_the_bureau(deadline, str(period))


@pytest.mark.parametrize(
    ("deadline", "period", "day"),
    [
        ((0, 31), Period(2026, 2), date(2026, 2, 28)),
        ((0, 31), Period(2028, 2), date(2028, 2, 29)),
        ((1, 15), Period(2026, 12), date(2027, 1, 15)),
        ((1, 31), Period(2026, 10), date(2026, 11, 30)),
        ((2, 1), Period(2026, 11), date(2027, 1, 1)),
    ],
)
def test_deadline_falls_on_a_day_the_month_has(
    deadline: tuple[int, int], period: Period, day: date
) -> None:
    """31 means the last day of the month, across the year's end too."""
    rule = DeadlineRule(months_after=deadline[0], day=deadline[1], source="test")

    assert due_on(rule, period) == day


def test_days_run_from_the_day_after_the_deadline_to_the_day_of_payment() -> None:
    """On the deadline nothing; the next day is one whole day, not zero and not two."""
    period, due = Period(2026, 11), date(2026, 11, 30)
    days = [days_late(MONTH_END, period, due + timedelta(days=n)) for n in (-5, 0, 1, 2, 31)]

    assert days == [0, 0, 1, 2, 31]


def test_worked_sum_of_an_accounting_firm() -> None:
    """Shortfalls of 2023-01 to 2025-05, each from the 1st of M+2, paid 2025-06-30: 12 344 days.

    Source: canopysgit, sheet 滞纳金测算逻辑 (fee = shortfall × days × 0.0005).
    """
    paid_on = date(2025, 6, 30)
    days = [days_late(NEXT_MONTH_END, Period(2023, 1).plus(n), paid_on) for n in range(29)]

    assert sum(days) == 12_344
    assert due_on(NEXT_MONTH_END, Period(2023, 1)) == date(2023, 2, 28)  # from 2023-03-01
    # 1 000.00 short in every month: 12 344 × 0.50.
    assert sum(late_fee_fen(100_000, n, UNCAPPED) for n in days) == 617_200


def test_cap_at_the_principal_is_the_rule_files_to_say() -> None:
    """Whether 行政强制法 §45 applies is not settled, so it is a setting."""
    assert late_fee_fen(100_00, 2000, UNCAPPED) == 100_00
    assert late_fee_fen(100_00, 2001, UNCAPPED) == 100_05
    assert late_fee_fen(100_00, 2001, CAPPED) == 100_00


@pytest.mark.parametrize(("principal", "days"), [(0, 10), (-100_00, 10), (100_00, 0), (100_00, -3)])
def test_no_debt_or_no_delay_bears_no_fee(principal: int, days: int) -> None:
    """A credit must not earn a negative fee."""
    assert late_fee_fen(principal, days, UNCAPPED) == 0


def test_small_debts_are_not_rounded_away() -> None:
    """0.99 yuan bears 0.0495 fen a day: nothing by daily rounding, 1 fen after eleven days."""
    assert [late_fee_fen(99, days, UNCAPPED) for days in (10, 11, 100)] == [0, 1, 5]
