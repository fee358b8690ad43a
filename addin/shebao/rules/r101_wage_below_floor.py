"""R101: a wage below the floor is charged at the floor.

Source: 国办发〔2019〕13号; the amounts come from the dated limits of the rule file.
"""

from collections.abc import Iterator

from shebao.domain.finding import Finding, Severity
from shebao.domain.money import yuan
from shebao.domain.wage_row import WageRow
from shebao.rules.wage_facts import WageFacts
from shebao.rules.wages_by_insurance import wages_by_insurance


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn once a cell when the monthly wage is under a floor."""
    for header, wage_fen, insurances in wages_by_insurance(row, facts):
        floors = {facts.limits.floor_fen(i) for i in insurances}
        below = sorted(f for f in floors if f is not None and wage_fen < f)
        if below:
            yield Finding(
                "R101",
                Severity.WARNING,
                row.key,
                header,
                f"缴费工资 {yuan(wage_fen)} 元低于下限"
                f" {'、'.join(map(yuan, below))} 元，将按下限计费（保底）",
            )
