"""What is refunded when one person's base should have been lower.

Source: seed G 2.11.2 二（四）: the base as it should have been filed replaces the one that was.
"""

from shebao.contract.rule_file import RoundingRule
from shebao.rules.premiums.premium import share_fen


def refund_fen(
    paid: tuple[int, int], ppm: tuple[int, int], base_fen: int, rounding: RoundingRule
) -> int:
    """Return what unit and person paid too much; a fixed sum has no rate and stays due."""
    due = (
        share_fen(base_fen, rate, rounding) if rate else amount
        for amount, rate in zip(paid, ppm, strict=True)
    )
    return sum(paid) - sum(due)
