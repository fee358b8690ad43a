"""A wage beside the one in force: far from it, ten times it, or somebody else's."""

from collections.abc import Iterator
from operator import attrgetter

from shebao.domain.finding import Finding
from shebao.domain.money import yuan
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_columns import Displaced, Displacement, old_wage
from shebao.rules.checks.wage_facts import WageFacts, warning

# The factor, and what it looks like when the new wage is that many times the old, or a part of it.
SLIPS = (
    (10, "约为其 10 倍，是否多写了一个 0", "约为其十分之一，是否少写了一个 0"),
    (100, "约为其 100 倍，是否把分写成了元或漏了小数点", "约为其百分之一，是否小数点写错"),
    (1_000, "约为其 1000 倍，是否小数点写错", "约为其千分之一，是否以千元填写"),
    (10_000, "约为其 10000 倍，是否小数点写错", "约为其万分之一，是否以万元填写"),
)


def r105_far_from_old_wage(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn of every wage that departs from the one in force by more than the clerk allows.

    A misplaced decimal point is R106's to name, a column beside the wrong names R107's and R108's.
    """
    insured = facts.insured(row.id_number)
    for cell in row.cells:
        new, old = cell.wage_fen, old_wage(cell, insured)
        if not new or not old or new < 0 or slip(new, old) or facts.is_displaced(row, cell):
            continue
        if abs(new - old) * 1_000_000 > facts.far_ppm * old:
            percent = (abs(new - old) * 100 + old // 2) // old
            far = f"{'高' if new > old else '低'} {percent}%"
            yield warning("R105", row, cell.header, f"比原缴费工资 {yuan(old)} 元{far}，请核对")


def r106_decimal_slipped(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn of every wage that is a power of ten away from the one in force.

    A digit too many, fen for yuan, thousands of yuan; whatever the clerk's threshold is.
    """
    insured = facts.insured(row.id_number)
    for cell in row.cells:
        new, old = cell.wage_fen, old_wage(cell, insured)
        if new and old and new > 0 and (words := slip(new, old)):
            text = f"原缴费工资 {yuan(old)} 元，现填 {yuan(new)} 元，{words}？请核对"
            yield warning("R106", row, cell.header, text)


def slip(new: int, old: int) -> str:
    """Return what seems to have happened, allowing for a raise beside it; empty for nothing."""
    for factor, times, part in SLIPS:
        if 8 * old * factor <= 10 * new <= 12 * old * factor:
            return times
        if 8 * old <= 10 * new * factor <= 12 * old:
            return part
    return ""


def r107_r108_displaced(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn on every row whose wage agrees with another person's, or with its neighbour's.

    A wage column that was sorted without the names gives everyone somebody else's wage, one that
    stands a row too high or too low the neighbour's.
    """
    if not facts.columns:
        return
    found = [
        warning(_code(column), row, cell.header, displaced_words(cell.header, column))
        for cell in row.cells
        if (column := facts.columns.get(cell.header)) and row.number in column.rows
    ]
    yield from sorted(found, key=attrgetter("code"))


def _code(found: Displaced) -> str:
    return "R107" if found.displacement is Displacement.SORTED else "R108"


def displaced_words(header: str, found: Displaced) -> str:
    """Say what seems to have happened to the column, and from where to where."""
    if found.displacement is Displacement.SORTED:
        return (
            f"“{header}”整列从小到大（或从大到小）排列，与各人的原缴费工资对不上，"
            "可能单独排过序而姓名没有跟着移动，请核对后重新填写"
        )
    whose = "上一行" if found.displacement is Displacement.DOWN else "下一行"
    return (
        f"“{header}”第 {min(found.rows)} 至 {max(found.rows)} 行的金额与{whose}"
        "职工的原缴费工资相符，可能整列错开了一行，请核对后重新填写"
    )
