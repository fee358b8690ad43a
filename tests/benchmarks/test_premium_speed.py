"""Premiums of very many wages against one pass over them; reported, never asserted."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from shebao.contract.rule_file import RoundingMode, RoundingRule
from shebao.domain.limits import Limit, Limits, Rate
from shebao.rules.premiums.premium import totals_fen
from tests.benchmarks.measuring import ROWS, report, seconds

INSURANCES = 5
LIMITS = Limits({"110": Limit(400_000, 2_000_000, "test", grade="官方")})
RATE = Rate(160_000, 80_000, 0, 0, "test", grade="官方")
ROUNDING = RoundingRule(mode=RoundingMode.HALF_UP, unit_fen=1, source="test")
MANY, LOOPED = ROWS * 10, ROWS


def test_premiums_of_many_wages(capsys: pytest.CaptureFixture[str]) -> None:
    """A preview of a group's five insurances."""
    wages = np.arange(300_000, 300_000 + MANY, dtype=np.int64)

    def decimals() -> None:
        cent = Decimal("0.01")
        for wage in wages[:LOOPED].tolist():
            base = min(max(Decimal(wage) / 100, Decimal(4000)), Decimal(20000))
            for rate in (Decimal("0.16"), Decimal("0.08")):
                (base * rate).quantize(cent, ROUND_HALF_UP)

    def all_five() -> None:
        for _ in range(INSURANCES):
            totals_fen(wages, "110", LIMITS, RATE, ROUNDING)

    floor = seconds(lambda: [np.maximum(wages, 400_000) * 160_000 for _ in range(INSURANCES)])
    ours = seconds(all_five)
    looped = seconds(decimals) * INSURANCES * MANY / LOOPED

    with capsys.disabled():
        print()
        print(
            report(
                f"premiums × {INSURANCES}",
                ours,
                floor,
                "NumPy: one maximum, one product",
                goal=4,
                rows=MANY,
                peers={"a loop of Decimals": looped},
            )
        )
