"""R013: a sheet by insurance must have a column for every insurance of the employee.

Without it the insurance would go on at its old wage and nobody would notice.
"""

from collections.abc import Iterator

from shebao.domain.finding import Finding
from shebao.domain.insurances import insurance_list
from shebao.domain.wage_row import BY_PERSON, WageRow
from shebao.rules.checks.wage_facts import WageFacts, error


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse a row that has an insurance and no place for its wage."""
    columns = {cell.insurance for cell in row.cells}
    if BY_PERSON in columns:
        return
    missing = sorted(set(facts.due(row.id_number)) - columns)
    if missing:
        yield error(
            "R013",
            row,
            "",
            f"该职工参加{insurance_list(missing, facts.names)}，但本表没有这些险种的列，"
            "请“新建申报表”",
        )
