"""What is refunded when one person's base or rates should have been lower.

Source: seed G 2.11.2 二（四）, 2.11.3 四: the base as it should have been filed replaces the one
that was, and so does 调整后费率 where the bureau worked with a wrong rate.
"""

from shebao.contract.rule_file import RoundingRule
from shebao.rules.premiums.premium import share_fen

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
