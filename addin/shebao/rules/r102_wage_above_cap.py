"""R102: a wage above the cap is charged at the cap.

Source: 国办发〔2019〕13号; the amounts come from the dated limits of the rule file.
"""

from collections.abc import Iterator

from shebao.domain.finding import Finding, Severity
from shebao.domain.money import yuan
from shebao.domain.wage_row import WageRow
from shebao.rules.wage_facts import WageFacts
from shebao.rules.wages_by_insurance import wages_by_insurance


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn once a cell when the monthly wage is over a cap."""
    for header, wage_fen, insurances in wages_by_insurance(row, facts):
        caps = {facts.limits.cap_fen(i) for i in insurances}
        above = sorted(c for c in caps if c is not None and wage_fen > c)
        if above:
            yield Finding(
                "R102",
                Severity.WARNING,
                row.key,
                header,
                f"缴费工资 {yuan(wage_fen)} 元高于上限"
                f" {'、'.join(map(yuan, above))} 元，将按上限计费（限高）",
            )
