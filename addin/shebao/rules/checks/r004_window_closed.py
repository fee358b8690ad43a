"""R004: the annual filing is taken only inside its yearly window, the adjustment only outside.

Source: seed G 2.4.1 and 2.4.3; the window comes from the rule file.
"""

from collections.abc import Iterator

from shebao.contract.wages import WageFilingKind
from shebao.domain.finding import Finding
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_facts import WageFacts, error
from shebao.rules.filing import Filing, closed_text, kind_in_window


def fault(filing: Filing) -> str:
    """Say why the bureau would not take this kind on this day; empty when it would."""
    is_yearly = filing.kind is not WageFilingKind.DAILY
    if is_yearly and filing.kind is not kind_in_window(filing.window, filing.today):
        return f"选择了“{filing.kind}”，但{closed_text(filing.kind, filing.window)}"
    return ""


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse every row of a filing that comes at the wrong time of the year."""
    if text := fault(facts.filing):
        yield error("R004", row, "", text)
