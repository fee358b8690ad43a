"""R105: a wage far from the one in force is looked at twice; how far is far, the clerk says.

A misplaced decimal point is R106's to name, a column beside the wrong names R107's and R108's.
"""

from collections.abc import Iterator

from shebao.domain.finding import Finding
from shebao.domain.money import yuan
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.r106_decimal_slipped import slip
from shebao.rules.checks.wage_columns import old_wage
from shebao.rules.checks.wage_facts import WageFacts, warning


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn of every wage that departs from the one in force by more than the clerk allows."""
    insured = facts.insured(row.id_number)
    for cell in row.cells:
        new, old = cell.wage_fen, old_wage(cell, insured)
        if not new or not old or new < 0 or slip(new, old) or facts.is_displaced(row, cell):
            continue
        if abs(new - old) * 1_000_000 > facts.far_ppm * old:
            percent = (abs(new - old) * 100 + old // 2) // old
            yield warning(
                "R105",
                row,
                cell.header,
                f"比原缴费工资 {yuan(old)} 元{'高' if new > old else '低'} {percent}%，请核对",
            )
