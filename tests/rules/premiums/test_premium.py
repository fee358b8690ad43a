"""保底限高 and rounding against an oracle in Decimal."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.contract.rule_file import RoundingMode, RoundingRule
from shebao.domain.limits import Limit, Limits, Rate
from shebao.rules.premiums.premium import base_fen, premium, share_fen, totals_fen

ORACLE = {
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.DOWN: ROUND_DOWN,
    RoundingMode.UP: ROUND_UP,
}
LIMITS = Limits({"110": Limit(442_605, 2_213_025, "test", grade="官方")})


def rounding(mode: RoundingMode, unit_fen: int = 1) -> RoundingRule:
    return RoundingRule(mode=mode, unit_fen=unit_fen, source="test")


@given(
    base=st.integers(-(10**10), 10**10),
    ppm=st.integers(0, 1_000_000),
    mode=st.sampled_from(RoundingMode),
    unit=st.sampled_from([1, 10, 100]),
)
def test_share_rounds_as_decimal_does(base: int, ppm: int, mode: RoundingMode, unit: int) -> None:
    """One fen a head off is what the accountant asks about."""
    exact = Decimal(base) * ppm / 1_000_000 / unit
    expected = int(exact.quantize(Decimal(1), ORACLE[mode])) * unit

    assert share_fen(base, ppm, rounding(mode, unit)) == expected


@pytest.mark.parametrize(
    ("wage", "base"),
    [(1, 442_605), (442_604, 442_605), (442_605, 442_605), (1_000_000, 1_000_000),
     (2_213_025, 2_213_025), (2_213_026, 2_213_025)],
)  # fmt: skip
def test_base_is_clamped_at_both_limits(wage: int, base: int) -> None:
    """A wage on a limit is not moved; one fen beyond is."""
    assert base_fen(wage, "110", LIMITS) == base


def test_missing_limit_does_not_bind() -> None:
    """Where the law sets no cap, none may be made up."""
    assert base_fen(99_999_999, "410", LIMITS) == 99_999_999


def test_fixed_sum_is_due_whatever_the_wage() -> None:
    """大额医疗 is yuan a month, not a rate."""
    rate = Rate(0, 0, 0, 800, "test", grade="官方")

    due = premium(100, "330", LIMITS, rate, rounding(RoundingMode.HALF_UP))

    assert (due.unit_fen, due.person_fen, due.total_fen) == (0, 800, 800)


@given(
    wages=st.lists(st.integers(-(10**10), 10**10), min_size=1, max_size=20),
    unit_ppm=st.integers(0, 1_000_000),
    mode=st.sampled_from(RoundingMode),
    unit=st.sampled_from([1, 10]),
    insurance=st.sampled_from(["110", "410"]),
)
def test_many_at_once_equal_one_by_one(
    wages: list[int], unit_ppm: int, mode: RoundingMode, unit: int, insurance: str
) -> None:
    """The fast way is only allowed to be faster."""
    rate = Rate(unit_ppm, 20_000, 0, 800, "test", grade="官方")
    rule = rounding(mode, unit)

    many = totals_fen(np.array(wages, dtype=np.int64), insurance, LIMITS, rate, rule)

    assert many.tolist() == [premium(w, insurance, LIMITS, rate, rule).total_fen for w in wages]


@pytest.mark.parametrize("mode", RoundingMode)
def test_more_wages_than_one_block_keep_their_places(mode: RoundingMode) -> None:
    """They are worked on in blocks; the last one is shorter, and one has corrections in it."""
    rate, rule = Rate(160_000, 20_000, 0, 800, "test", grade="官方"), rounding(mode, 10)
    wages = [(at * 7_919) % 3_000_000 for at in range(40_000)]
    wages[20_000] = -wages[20_000]

    many = totals_fen(np.array(wages, dtype=np.int64), "999", LIMITS, rate, rule)

    assert many.tolist() == [premium(w, "999", LIMITS, rate, rule).total_fen for w in wages]
