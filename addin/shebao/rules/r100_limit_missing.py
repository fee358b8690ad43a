"""R100: without limits the forecast of the base is not clamped, so say it once."""

from collections.abc import Iterator

from shebao.domain.finding import Finding, Severity
from shebao.domain.wage_row import WageRow
from shebao.rules.wage_facts import WageFacts


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn when an insurance of the employee has no limits in the rule file."""
    missing = [i for i in facts.insured(row.id_number) if i not in facts.limits.by_insurance]
    if missing:
        yield Finding(
            "R100",
            Severity.WARNING,
            row.key,
            "",
            f"规则文件没有险种 {'、'.join(missing)} 的上下限，未校验",
        )
