"""What one person owes for one insurance: clamp to floor and cap, then rate or fixed sum.

Written apart from the client's rules on purpose: tests hold the two against each other.
"""

from dataclasses import dataclass

from shebao.contract.rule_file import LimitRule, RateRule, RoundingMode, RoundingRule

PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Charge:
    """One person's charge for one insurance and month; amounts in fen."""

    wage_fen: int
    base_fen: int
    unit_ppm: int
    person_ppm: int
    unit_fen: int
    person_fen: int


def clamped(wage_fen: int, limit: LimitRule | None) -> int:
    """The base: the wage, not under the floor and not over the cap (保底限高)."""
    if limit is None:
        return wage_fen
    base = wage_fen if limit.floor_fen is None else max(wage_fen, limit.floor_fen)
    return base if limit.cap_fen is None else min(base, limit.cap_fen)


def share_fen(base_fen: int, ppm: int, rounding: RoundingRule) -> int:
    """``base × ppm`` in whole rounding units; bases are never negative."""
    exact, divisor = base_fen * ppm, PPM * rounding.unit_fen
    match rounding.mode:
        case RoundingMode.HALF_UP:
            units = (2 * exact + divisor) // (2 * divisor)
        case RoundingMode.DOWN:
            units = exact // divisor
        case RoundingMode.UP:
            units = -(-exact // divisor)
    return units * rounding.unit_fen


def charge(
    wage_fen: int,
    limit: LimitRule | None,
    rate: RateRule,
    rounding: RoundingRule,
    injury_rate_ppm: int,
) -> Charge:
    """The charge of one person; fixed sums stand as they are."""
    base = clamped(wage_fen, limit)
    unit_ppm = injury_rate_ppm if rate.unit_rate_from_registration else rate.unit_ppm
    return Charge(
        wage_fen=wage_fen,
        base_fen=base,
        unit_ppm=unit_ppm,
        person_ppm=rate.person_ppm,
        unit_fen=rate.unit_fixed_fen or share_fen(base, unit_ppm, rounding),
        person_fen=rate.person_fixed_fen or share_fen(base, rate.person_ppm, rounding),
    )
