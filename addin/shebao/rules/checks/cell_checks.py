"""The cells of a row: a wage in each that is due one, a readable one, and none elsewhere."""

from collections.abc import Iterator

from shebao.contract.wages import MAX_WAGE_FEN
from shebao.domain.finding import Finding
from shebao.domain.insurances import insurance_list
from shebao.domain.money import yuan
from shebao.domain.wage_row import BY_PERSON, WageCell, WageRow
from shebao.rules.cell_text import amount_of
from shebao.rules.checks.wage_facts import WageFacts, error


def r010_wage_readable(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse every wage cell that the bureau could not take, except where none is due.

    A wage is a positive number of yuan with at most two decimals, typed as a number.
    """
    due = facts.due(row.id_number)
    for cell in row.cells:
        if cell.insurance != BY_PERSON and cell.insurance not in due and cell.is_blank:
            continue
        if fault := _fault(cell):
            yield error("R010", row, cell.header, fault)
    by_insurance = all(cell.insurance != BY_PERSON for cell in row.cells)
    if (
        by_insurance
        and not due
        and facts.insured(row.id_number)
        and all(cell.is_blank for cell in row.cells)
    ):
        yield error("R010", row, "", "本行没有任何缴费工资，不能申报，请填写或删除本行")


def _fault(cell: WageCell) -> str:
    if cell.is_blank:
        return f"“{cell.header}”为空，请填写或不要勾选"
    if cell.wage_fen is None:
        amount = amount_of(cell.typed)
        said = f"“{cell.header}”的内容“{cell.typed}”"
        if amount.fen is None:
            return f"{said}不能作为工资：{amount.problem}"
        return f"{said}是文本，不是数字，请改为数字 {yuan(amount.fen)}"
    if cell.wage_fen <= 0:
        return f"“{cell.header}”是 {yuan(cell.wage_fen)} 元，缴费工资必须大于 0"
    if cell.wage_fen > MAX_WAGE_FEN:
        return f"“{cell.header}”的金额过大，请核对"
    return ""


def r011_not_enrolled(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse an entry in a grey cell: a wage for an insurance that the employee does not have."""
    insured = facts.insured(row.id_number)
    if not insured:
        return  # a stranger is R002's to report
    for cell in row.cells:
        if cell.insurance != BY_PERSON and cell.insurance not in insured and not cell.is_blank:
            yield error("R011", row, cell.header, f"该职工未参加“{cell.header}”，此格请清空")


def r013_insurance_without_column(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Refuse a row that has an insurance and, on a sheet by insurance, no column for its wage.

    The insurance would go on at its old wage and nobody would notice.
    """
    columns = {cell.insurance for cell in row.cells}
    if BY_PERSON in columns:
        return
    if missing := sorted(set(facts.due(row.id_number)) - columns):
        names = insurance_list(missing, facts.names)
        text = f"该职工参加{names}，但本表没有这些险种的列，请“新建申报表”"
        yield error("R013", row, "", text)
