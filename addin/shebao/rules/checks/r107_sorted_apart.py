"""R107: a wage column that was sorted without the names gives everyone somebody else's wage."""

from collections.abc import Iterator

from shebao.domain.finding import Finding
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_columns import Displacement
from shebao.rules.checks.wage_facts import WageFacts, warning


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn on every row whose wage agrees with another person's."""
    for cell in row.cells:
        found = facts.columns.get(cell.header)
        if found and found.displacement is Displacement.SORTED and row.number in found.rows:
            yield warning("R107", row, cell.header, sentence(cell.header))


def sentence(header: str) -> str:
    """Say what seems to have happened to the column."""
    return (
        f"“{header}”整列从小到大（或从大到小）排列，与各人的原缴费工资对不上，"
        "可能单独排过序而姓名没有跟着移动，请核对后重新填写"
    )
