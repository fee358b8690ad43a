"""R006: a filing must begin in a year or month from which the region lets its kind count.

Source: seed G 2.4.3.2 一 and 二; seed F 三4. The months come from the rule file.
"""

from collections.abc import Iterator

from shebao.contract.wages import WageFilingKind
from shebao.domain.finding import Finding
from shebao.domain.period import Period
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_facts import WageFacts, error
from shebao.rules.filing import Filing, daily_months, year_fault


def fault(filing: Filing) -> str:
    """Say why wages cannot count from this year or month; empty when they can."""
    if filing.kind is WageFilingKind.DAILY:
        return _month_fault(filing)
    if filing.kind is WageFilingKind.ADJUSTMENT and filing.is_year_open:
        return (
            "“生效年度”为空，年度调整必须选择需要调整的生效年度，"
            f"请填写年度，如 {filing.today.year}"
        )
    if text := year_fault(filing.kind, filing.effective_from.year, filing.today):
        return f"“生效年度”不能申报：{text}"
    return ""


def _month_fault(filing: Filing) -> str:
    if filing.daily_wages is None:
        return f"{filing.region_name}没有日常缴费工资申报，请用“新建申报表”办理年度申报或年度调整"
    first, last = daily_months(filing.daily_wages, Period.of(filing.today))
    if first <= filing.effective_from <= last:
        return ""
    return f"“生效月份”是 {filing.effective_from}，只能在 {first} 至 {last} 之间，请改正"


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse every row of a filing that would begin where it cannot."""
    if text := fault(facts.filing):
        yield error("R006", row, "", text)
