"""R010: a wage must be a positive number of yuan with at most two decimals, typed as a number."""

from collections.abc import Iterator

from shebao.contract.wages import MAX_WAGE_FEN
from shebao.domain.finding import Finding
from shebao.domain.money import yuan
from shebao.domain.wage_row import BY_PERSON, WageCell, WageRow
from shebao.rules.cell_text import amount_of
from shebao.rules.checks.wage_facts import WageFacts, error


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse every wage cell that the bureau could not take, except where none is due."""
    due = facts.due(row.id_number)
    for cell in row.cells:
        if cell.insurance != BY_PERSON and cell.insurance not in due and cell.is_blank:
            continue
        if fault := _fault(cell):
            yield error("R010", row, cell.header, fault)
    by_insurance = all(cell.insurance != BY_PERSON for cell in row.cells)
    is_empty = all(cell.is_blank for cell in row.cells)
    if by_insurance and is_empty and not due and facts.insured(row.id_number):
        text = "本行没有任何缴费工资，不能申报，请填写或删除本行"
        yield error("R010", row, "", text)


def _fault(cell: WageCell) -> str:
    if cell.is_blank:
        return f"“{cell.header}”为空，请填写或不要勾选"
    if cell.wage_fen is None:
        return _unreadable(cell)
    if cell.wage_fen <= 0:
        return f"“{cell.header}”是 {yuan(cell.wage_fen)} 元，缴费工资必须大于 0"
    if cell.wage_fen > MAX_WAGE_FEN:
        return f"“{cell.header}”的金额过大，请核对"
    return ""


def _unreadable(cell: WageCell) -> str:
    amount = amount_of(cell.typed)
    if amount.fen is None:
        return f"“{cell.header}”的内容“{cell.typed}”不能作为工资：{amount.problem}"
    return f"“{cell.header}”的内容“{cell.typed}”是文本，不是数字，请改为数字 {yuan(amount.fen)}"
