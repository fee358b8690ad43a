"""R014: a filed wage is only changed, never deleted, until the employee has left (减员).

Source: seed F 三4.
"""

from collections.abc import Iterator, Mapping

from shebao.contract.refusals import REASON_TEXTS, ReasonCode
from shebao.domain.finding import Finding
from shebao.domain.money import yuan
from shebao.domain.wage_row import BY_PERSON, WageCell, WageRow
from shebao.rules.checks.wage_facts import WageFacts, error

TEXT = REASON_TEXTS[ReasonCode.FILED_WAGE_STAYS]


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse a cell emptied after it was filed, and a 0 in place of a wage in force."""
    due = {BY_PERSON, *facts.due(row.id_number)}
    filed = facts.filed_from_sheet.get(row.id_number, {})
    yield from cleared(row, {one: fen for one, fen in filed.items() if one in due})
    insured = facts.insured(row.id_number)
    for cell in row.cells:
        if cell.wage_fen == 0 and _has_wage(cell, insured):
            yield _finding(row, cell, f"“{cell.header}”是 0 元：{TEXT}")


def cleared(row: WageRow, filed: Mapping[str, int]) -> Iterator[Finding]:
    """Name every empty cell whose wage was filed from this row."""
    for cell in row.cells:
        was = filed.get(cell.insurance)
        if was is not None and cell.is_blank:
            yield _finding(
                row,
                cell,
                f"“{cell.header}”已申报 {yuan(was)} 元，现为空：{TEXT}。"
                "请填写新的缴费工资，或点击“恢复已申报工资”",
            )


def _finding(row: WageRow, cell: WageCell, sentence: str) -> Finding:
    return error("R014", row, cell.header, sentence)


def _has_wage(cell: WageCell, insured: Mapping[str, int | None]) -> bool:
    return any(
        wage is not None and cell.insurance in (BY_PERSON, insurance)
        for insurance, wage in insured.items()
    )
