"""R103: a wage that differs from what was filed from its row has not reached the bureau."""

from collections.abc import Iterator, Mapping

from shebao.domain.finding import Finding
from shebao.domain.money import yuan
from shebao.domain.wage_row import BY_PERSON, WageRow
from shebao.rules.checks.wage_facts import WageFacts, warning


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn of a wage changed since it was filed."""
    yield from changed(row, facts.filed_from_sheet.get(row.id_number, {}))


def changed(row: WageRow, filed: Mapping[str, int]) -> Iterator[Finding]:
    """Say of every changed cell what was filed; an emptied one is R014's."""
    for cell in row.cells:
        was = filed.get(cell.insurance)
        if was is None or cell.is_blank or cell.wage_fen == was:
            continue
        what = "" if cell.insurance == BY_PERSON else f"“{cell.header}”"
        yield warning("R103", row, cell.header, f"{what}已申报 {yuan(was)} 元，改动未报")
