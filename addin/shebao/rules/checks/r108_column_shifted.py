"""R108: a wage column that stands a row too high or too low gives everyone the neighbour's wage."""

from collections.abc import Iterator

from shebao.domain.finding import Finding
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_columns import Displaced, Displacement
from shebao.rules.checks.wage_facts import WageFacts, warning

WHOSE = {Displacement.DOWN: "上一行", Displacement.UP: "下一行"}


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn on every row whose wage agrees with its neighbour's."""
    for cell in row.cells:
        found = facts.columns.get(cell.header)
        if found and found.displacement in WHOSE and row.number in found.rows:
            words = sentence(cell.header, found)
            yield warning("R108", row, cell.header, words)


def sentence(header: str, found: Displaced) -> str:
    """Say what seems to have happened to the column, and from where to where."""
    return (
        f"“{header}”第 {min(found.rows)} 至 {max(found.rows)} 行的金额与{WHOSE[found.displacement]}"
        "职工的原缴费工资相符，可能整列错开了一行，请核对后重新填写"
    )
