"""R011: a wage for an insurance that the employee does not have would be refused."""

from collections.abc import Iterator

from shebao.domain.finding import Finding
from shebao.domain.wage_row import BY_PERSON, WageRow
from shebao.rules.checks.wage_facts import WageFacts, error


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse an entry in a grey cell."""
    insured = facts.insured(row.id_number)
    if not insured:
        return  # a stranger is R002's to report
    for cell in row.cells:
        if cell.insurance == BY_PERSON or cell.insurance in insured:
            continue
        if not cell.is_blank:
            yield error("R011", row, cell.header, f"该职工未参加“{cell.header}”，此格请清空")
