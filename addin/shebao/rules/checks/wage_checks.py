"""Every check of a wage sheet, in the order in which findings are shown, and of its filing."""

from collections.abc import Callable, Iterable, Iterator

from shebao.domain.finding import Finding
from shebao.domain.wage_row import WageRow
from shebao.rules.checks import (
    r001_key_mismatch,
    r002_unknown_person,
    r003_duplicate_person,
    r004_window_closed,
    r005_mode_not_allowed,
    r006_start_not_allowed,
    r010_wage_readable,
    r011_not_enrolled,
    r012_lowered_after_filing,
    r013_insurance_without_column,
    r014_filed_wage_cleared,
    r100_limit_missing,
    r101_wage_below_floor,
    r102_wage_above_cap,
    r103_changed_after_filing,
    r104_filed_periods_unknown,
    r105_far_from_old_wage,
    r106_decimal_slipped,
    r107_sorted_apart,
    r108_column_shifted,
)
from shebao.rules.checks.wage_facts import WageFacts
from shebao.rules.filing import Filing

WageCheck = Callable[[WageRow, WageFacts], Iterator[Finding]]

WAGE_CHECKS: tuple[WageCheck, ...] = (
    r001_key_mismatch.check,
    r002_unknown_person.check,
    r003_duplicate_person.check,
    r004_window_closed.check,
    r005_mode_not_allowed.check,
    r006_start_not_allowed.check,
    r010_wage_readable.check,
    r011_not_enrolled.check,
    r012_lowered_after_filing.check,
    r013_insurance_without_column.check,
    r014_filed_wage_cleared.check,
    r107_sorted_apart.check,
    r108_column_shifted.check,
    r106_decimal_slipped.check,
    r105_far_from_old_wage.check,
    r100_limit_missing.check,
    r101_wage_below_floor.check,
    r102_wage_above_cap.check,
    r103_changed_after_filing.check,
    r104_filed_periods_unknown.check,
)


def check_wages(rows: Iterable[WageRow], facts: WageFacts) -> list[list[Finding]]:
    """Return the findings of each row, in the rows' order; an empty list is a clean row."""
    return [[f for check in WAGE_CHECKS for f in check(row, facts)] for row in rows]


FILING_FAULTS: tuple[Callable[[Filing], str], ...] = (
    r005_mode_not_allowed.fault,
    r004_window_closed.fault,
    r006_start_not_allowed.fault,
)


def filing_fault(filing: Filing) -> str:
    """Say why the filing would be refused as a whole; empty when it would be taken."""
    return "；".join(text for fault in FILING_FAULTS if (text := fault(filing)))
