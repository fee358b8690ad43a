"""R102: a wage above the cap is charged at the cap.

Source: 国办发〔2019〕13号; the amounts come from the dated limits of the rule file.
"""

from collections.abc import Iterator
from operator import gt

from shebao.domain.finding import Finding
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.limit_words import limits_crossed
from shebao.rules.checks.wage_facts import WageFacts, warning


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn once a cell when the monthly wage is over a cap, and say of which insurance."""
    for header, limits in limits_crossed(row, facts, facts.limits.cap_fen, gt):
        yield warning("R102", row, header, f"按上限 {limits}")
