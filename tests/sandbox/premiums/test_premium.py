"""The premium of one person, held against Decimal, which shares no line with it."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.contract.rule_file import LimitRule, RateRule, RoundingMode, RoundingRule
from shebao.sandbox.premiums.premium import charge, clamped, share_fen

MODES = {
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.DOWN: ROUND_FLOOR,
    RoundingMode.UP: ROUND_CEILING,
}
fen = st.integers(0, 10**11)


def rounding(mode: RoundingMode, unit_fen: int = 1) -> RoundingRule:
    return RoundingRule(mode=mode, unit_fen=unit_fen, source="test")


def limit(floor_fen: int | None, cap_fen: int | None) -> LimitRule:
    return LimitRule(
        insurance="110",
        effective_from="2026-01",
        floor_fen=floor_fen,
        cap_fen=cap_fen,
        source="test",
    )


@given(
    base=fen,
    ppm=st.integers(0, 1_000_000),
    mode=st.sampled_from(list(RoundingMode)),
    unit=st.sampled_from([1, 10, 100]),
)
def test_shares_equal_decimal(base: int, ppm: int, mode: RoundingMode, unit: int) -> None:
    exact = Decimal(base) * Decimal(ppm) / Decimal(1_000_000) / unit
    expected = int(exact.quantize(Decimal(1), rounding=MODES[mode])) * unit

    assert share_fen(base, ppm, rounding(mode, unit)) == expected


@given(wage=fen, floor=fen, width=fen)
def test_a_base_is_the_middle_of_wage_floor_and_cap(wage: int, floor: int, width: int) -> None:
    cap = floor + width

    assert clamped(wage, limit(floor, cap)) == sorted([wage, floor, cap])[1]
    assert clamped(wage, limit(None, cap)) == min(wage, cap)
    assert clamped(wage, limit(floor, None)) == max(wage, floor)
    assert clamped(wage, None) == wage


@pytest.mark.parametrize(
    ("mode", "expected_fen"),
    [(RoundingMode.HALF_UP, 459), (RoundingMode.DOWN, 458), (RoundingMode.UP, 459)],
)
def test_the_bill_that_shows_truncation(mode: RoundingMode, expected_fen: int) -> None:
    """4588.00 × 0.1 % is 4.588: the one published bill that tells the modes apart."""
    assert share_fen(458_800, 1_000, rounding(mode)) == expected_fen


def test_fixed_sums_and_registered_rates_stand_in_for_rates() -> None:
    half_up = rounding(RoundingMode.HALF_UP)
    fixed = RateRule(insurance="330", effective_from="2026-01", person_fixed_fen=800, source="test")
    injury = RateRule(
        insurance="410", effective_from="2026-01", unit_rate_from_registration=True, source="test"
    )

    of_fixed = charge(3_000_000, None, fixed, half_up, 4_000)
    of_injury = charge(3_000_000, limit(1, 2_213_025), injury, half_up, 4_000)

    assert (of_fixed.unit_fen, of_fixed.person_fen) == (0, 800)
    assert (of_injury.unit_ppm, of_injury.unit_fen) == (4_000, 8_852)  # 88.5210 down to the fen
    assert of_injury.person_fen == 0
