"""R101: a wage below the floor is charged at the floor.

Source: 国办发〔2019〕13号; the amounts come from the dated limits of the rule file.
"""

from collections.abc import Iterator
from operator import lt

from shebao.domain.finding import Finding
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.limit_words import limits_crossed
from shebao.rules.checks.wage_facts import WageFacts, warning


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn once a cell when the monthly wage is under a floor, and say of which insurance."""
    for header, limits in limits_crossed(row, facts, facts.limits.floor_fen, lt):
        yield warning("R101", row, header, f"按下限 {limits}")
