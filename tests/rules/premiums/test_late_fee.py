"""滞纳金 against an oracle in Decimal, a published worked sum, and the sandbox's own code."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.contract.rule_file import DeadlineRule, LateFeeRule
from shebao.domain.period import Period
from shebao.rules.deadline import due_on
from shebao.rules.premiums.late_fee import days_late, late_fee_fen
from shebao.sandbox.payments.debts import fee_fen as sandbox_fee_fen
from shebao.sandbox.premiums.rulebook import due_on as sandbox_due_on

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
    assert due_on(deadline, period) == sandbox_due_on(deadline, str(period))


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
