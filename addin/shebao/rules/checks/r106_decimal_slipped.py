"""R106: ten times the wage in force, a hundred times, or such a part of it, is a slip.

A digit too many, fen for yuan, thousands of yuan; whatever the clerk's threshold is.
"""

from collections.abc import Iterator

from shebao.domain.finding import Finding
from shebao.domain.money import yuan
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_columns import old_wage
from shebao.rules.checks.wage_facts import WageFacts, warning

# The factor, and what it looks like when the new wage is that many times the old, or a part of it.
SLIPS = (
    (10, "约为其 10 倍，是否多写了一个 0", "约为其十分之一，是否少写了一个 0"),
    (100, "约为其 100 倍，是否把分写成了元或漏了小数点", "约为其百分之一，是否小数点写错"),
    (1_000, "约为其 1000 倍，是否小数点写错", "约为其千分之一，是否以千元填写"),
    (10_000, "约为其 10000 倍，是否小数点写错", "约为其万分之一，是否以万元填写"),
)


def check(row: WageRow, facts: WageFacts) -> Iterator[Finding]:
    """Warn of every wage that is a power of ten away from the one in force."""
    insured = facts.insured(row.id_number)
    for cell in row.cells:
        new, old = cell.wage_fen, old_wage(cell, insured)
        if new and old and new > 0 and (words := slip(new, old)):
            yield warning(
                "R106",
                row,
                cell.header,
                f"原缴费工资 {yuan(old)} 元，现填 {yuan(new)} 元，{words}？请核对",
            )


def slip(new: int, old: int) -> str:
    """Return what seems to have happened, allowing for a raise beside it; empty for nothing."""
    for factor, times, part in SLIPS:
        if 8 * old * factor <= 10 * new <= 12 * old * factor:
            return times
        if 8 * old <= 10 * new * factor <= 12 * old:
            return part
    return ""
