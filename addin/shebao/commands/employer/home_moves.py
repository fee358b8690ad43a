"""Which commands move the month on: after them the home sheet shows an older one."""

from collections.abc import Set

from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON

ROSTER_STEP = "update_roster"
_WAGE_SHEETS = frozenset({WAGES_BY_PERSON.name, WAGES_BY_INSURANCE.name})
# After these the bureau has other bills, debts or payments than the home sheet shows.
BUREAU_STEPS = frozenset(
    {
        "submit_wages",
        "submit_all_wages",
        "fetch_wage_result",
        "update_bills",
        "submit_bills",
        "submit_special_bills",
        "fetch_filing_result",
        "void_filing",
        "fetch_void_result",
        "run_chain_step",
        "update_debts",
        "pay_by_agreement",
        "fetch_payment_result",
        "unlock_payment",
        "print_voucher",
        "void_voucher",
        "issue_certificate",
        "reissue_certificates",
    }
)


def moves_month(command_id: str, written: Set[str]) -> bool:
    """Whether a command that wrote rows of these sheets changed a step, and not the home sheet."""
    if HOME.name in written:
        return False
    return command_id in BUREAU_STEPS or command_id == ROSTER_STEP or bool(_WAGE_SHEETS & written)
