"""Every check of a wage sheet, in the order in which findings are shown."""

from collections.abc import Callable, Iterable, Iterator

from shebao.domain.finding import Finding
from shebao.domain.wage_row import WageRow
from shebao.rules.checks import cell_checks, filed_checks, limit_checks, old_wage_checks, row_checks
from shebao.rules.checks.filing_checks import r004_r005_r006_filing_refused
from shebao.rules.checks.wage_facts import WageFacts

WAGE_CHECKS: tuple[Callable[[WageRow, WageFacts], Iterator[Finding]], ...] = (
    row_checks.r001_key_mismatch,
    row_checks.r002_unknown_person,
    row_checks.r003_duplicate_person,
    r004_r005_r006_filing_refused,
    cell_checks.r010_wage_readable,
    cell_checks.r011_not_enrolled,
    filed_checks.r012_lowered_after_filing,
    cell_checks.r013_insurance_without_column,
    filed_checks.r014_filed_wage_cleared,
    old_wage_checks.r107_r108_displaced,
    old_wage_checks.r106_decimal_slipped,
    old_wage_checks.r105_far_from_old_wage,
    limit_checks.r100_limit_missing,
    limit_checks.r101_wage_below_floor,
    limit_checks.r102_wage_above_cap,
    filed_checks.r103_changed_after_filing,
    filed_checks.r104_filed_periods_unknown,
)


def check_wages(rows: Iterable[WageRow], facts: WageFacts) -> list[list[Finding]]:
    """Return the findings of each row, in the rows' order; an empty list is a clean row."""
    return [[f for check in WAGE_CHECKS for f in check(row, facts)] for row in rows]
