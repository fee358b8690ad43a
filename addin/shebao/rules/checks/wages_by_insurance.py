"""Which insurances each readable wage of a row stands for."""

from collections.abc import Iterator

from shebao.domain.wage_row import BY_PERSON, WageRow
from shebao.rules.checks.wage_facts import WageFacts


def wages_by_insurance(row: WageRow, facts: WageFacts) -> Iterator[tuple[str, int, list[str]]]:
    """Yield header, wage in fen and the enrolled insurances it is for; unreadable cells not."""
    insured = facts.insured(row.id_number)
    for cell in row.cells:
        if cell.wage_fen is None:
            continue
        meant = list(insured) if cell.insurance == BY_PERSON else [cell.insurance]
        yield cell.header, cell.wage_fen, [i for i in meant if i in insured]
