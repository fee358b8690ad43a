"""Which commands move the month on: after them the home sheet shows an older one."""

from collections.abc import Set

from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON

ROSTER_STEP, CERTIFICATE_STEP = "update_roster", "issue_certificate"
_WAGE_SHEETS = frozenset({WAGES_BY_PERSON.name, WAGES_BY_INSURANCE.name})
# After these the bureau has, or has told of, other bills, debts or payments than the home sheet
# shows. Wages that were handed in change nothing there until their answer is fetched.
BUREAU_STEPS = frozenset(
    {
        "fetch_wage_result",
        "update_bills",
        "submit_bills",
        "submit_special_bills",
        "fetch_filing_result",
        "void_filing",
        "fetch_void_result",
        "run_chain_step",
        "submit_project_dues",
        "query_project_filings",
        "void_project_filings",
        "update_debts",
        "pay_by_agreement",
        "fetch_payment_result",
        "query_payments",
        "unlock_payment",
        "print_voucher",
        "sync_vouchers",
        "void_voucher",
    }
)


def moves_month(command_id: str, written: Set[str]) -> bool:
    """Whether a command that wrote rows of these sheets changed a step, and not the home sheet."""
    if HOME.name in written:
        return False
    is_step = command_id in BUREAU_STEPS or command_id in (ROSTER_STEP, CERTIFICATE_STEP)
    return is_step or bool(_WAGE_SHEETS & written)
