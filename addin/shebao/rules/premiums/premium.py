"""What one person and the unit owe for one insurance and month (保底限高), and what is refunded.

Source: 国办发〔2019〕13号 for the clamp; rates, limits and rounding are rows of the rule file. Of
a refund seed G 2.11.2 二（四）, 2.11.3 四: the base as it should have been filed replaces the one
that was, and so does 调整后费率 where the bureau worked with a wrong rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shebao.contract.rule_file import RoundingMode, RoundingRule
from shebao.domain.limits import Limits, Rate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Fen = NDArray[np.int64]

PPM = 1_000_000
_BLOCK = 8_192  # amounts that stay in a processor's cache from step to step


@dataclass(frozen=True, slots=True)
class Premium:
    """Base and amounts of one person, insurance and month, in fen."""

    base_fen: int
    unit_fen: int
    person_fen: int

    @property
    def total_fen(self) -> int:
        """Unit and person together."""
        return self.unit_fen + self.person_fen


def base_fen(wage_fen: int, insurance: str, limits: Limits) -> int:
    """Return the wage raised to the floor or cut at the cap; a missing limit does not bind."""
    floor, cap = limits.floor_fen(insurance), limits.cap_fen(insurance)
    if floor is not None and wage_fen < floor:
        return floor
    if cap is not None and wage_fen > cap:
        return cap
    return wage_fen


def share_fen(base: int, ppm: int, rounding: RoundingRule) -> int:
    """Return ``base * ppm`` rounded to the rule's unit; negative amounts round as positive ones.

    Half of a unit goes away from zero, ``up`` away from zero, ``down`` towards zero, so that a
    correction is exactly the negative of what it corrects.
    """
    divisor = PPM * rounding.unit_fen
    product = abs(base) * ppm
    match rounding.mode:
        case RoundingMode.HALF_UP:
            units = (product + divisor // 2) // divisor
        case RoundingMode.DOWN:
            units = product // divisor
        case RoundingMode.UP:
            units = -(-product // divisor)
    amount = units * rounding.unit_fen
    return amount if base >= 0 else -amount


def premium(
    wage_fen: int, insurance: str, limits: Limits, rate: Rate, rounding: RoundingRule
) -> Premium:
    """Return what is due on a wage; a fixed sum is due whole, whatever the wage."""
    base = base_fen(wage_fen, insurance, limits)
    return Premium(
        base,
        share_fen(base, rate.unit_ppm, rounding) + rate.unit_fixed_fen,
        share_fen(base, rate.person_ppm, rounding) + rate.person_fixed_fen,
    )


def totals_fen(
    wages_fen: Fen, insurance: str, limits: Limits, rate: Rate, rounding: RoundingRule
) -> Fen:
    """Return unit and person together for many wages of one insurance, in their order.

    The same as ``premium`` one by one, some fifty times faster; wages within ``MAX_FEN``, so
    that no product leaves int64.
    """
    import numpy as np

    floor, cap = limits.floor_fen(insurance), limits.cap_fen(insurance)
    divisor = PPM * rounding.unit_fen
    extra = {
        RoundingMode.HALF_UP: divisor // 2,
        RoundingMode.DOWN: 0,
        RoundingMode.UP: divisor - 1,
    }[rounding.mode]
    total = np.full_like(wages_fen, rate.unit_fixed_fen + rate.person_fixed_fen)
    for at in range(0, len(wages_fen), _BLOCK):
        base, sums = wages_fen[at : at + _BLOCK], total[at : at + _BLOCK]
        base = base if floor is None else np.maximum(base, floor)
        base = base if cap is None else np.minimum(base, cap)
        sign = np.sign(base) if base.min() < 0 else None
        whole = base if sign is None else np.abs(base)
        for ppm in (rate.unit_ppm, rate.person_ppm):
            share = whole * ppm
            share += extra
            share //= divisor
            if rounding.unit_fen != 1:
                share *= rounding.unit_fen
            if sign is not None:
                share *= sign
            sums += share
    return total


Rates = tuple[int, int]  # of the unit and of the person, in ppm


def refund_fen(
    paid: tuple[int, int], ppm: Rates, new_ppm: Rates, base_fen: int, rounding: RoundingRule
) -> int:
    """Return what unit and person paid too much; a fixed sum has no rate and stays due."""
    due = (
        share_fen(base_fen, new, rounding) if old else amount
        for amount, old, new in zip(paid, ppm, new_ppm, strict=True)
    )
    return sum(paid) - sum(due)
