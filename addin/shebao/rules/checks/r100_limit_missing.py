"""R100: without limits the forecast of the base is not clamped, so say it once.

A fixed sum is due whatever the wage: nothing is missing there.
"""

from collections.abc import Iterator

from shebao.domain.finding import Finding
from shebao.domain.insurances import insurance_list
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_facts import WageFacts, warning


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn when an insurance that is charged on the wage has no limits in the rule file."""
    known = {*facts.limits.by_insurance, *facts.fixed}
    missing = [i for i in facts.insured(row.id_number) if i not in known]
    if missing:
        yield warning(
            "R100",
            row,
            "",
            f"规则文件没有{insurance_list(missing, facts.names)}的上下限，未校验保底限高",
        )
