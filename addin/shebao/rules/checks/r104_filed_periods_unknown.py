"""R104: without the bureau's filed periods a lowered wage is not foreseen, so say it."""

from collections.abc import Iterator

from shebao.domain.finding import Finding
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_facts import WageFacts, warning


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn on every row that could not be held against the filed periods."""
    if facts.filed_periods is None:
        yield warning("R104", row, "", "未能取得已申报属期，是否调低缴费工资未校验，以税务反馈为准")
