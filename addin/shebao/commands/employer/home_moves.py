"""Which commands move the month on: after them the home sheet shows an older one."""

from collections.abc import Mapping, Set
from enum import Flag, auto

from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON


class Asked(Flag):
    """What the bureau is asked for the home sheet beside what was due in the year."""

    BILLS = auto()
    DEBTS = auto()
    EVERYTHING = BILLS | DEBTS


ROSTER_STEP, CERTIFICATE_STEP = "update_roster", "issue_certificate"
_WAGE_SHEETS = frozenset({WAGES_BY_PERSON.name, WAGES_BY_INSURANCE.name})
# After these the bureau has other bills, debts or payments than the home sheet shows. Wages that
# were handed in change nothing there until their answer is fetched.
BUREAU_STEPS: Mapping[str, Asked] = {
    "fetch_wage_result": Asked.BILLS,
    "update_bills": Asked.BILLS,
    "submit_bills": Asked.BILLS,
    "submit_special_bills": Asked.BILLS,
    "fetch_filing_result": Asked.EVERYTHING,
    "void_filing": Asked.EVERYTHING,
    "fetch_void_result": Asked.EVERYTHING,
    "run_chain_step": Asked.EVERYTHING,
    "update_debts": Asked.DEBTS,
    "pay_by_agreement": Asked.DEBTS,
    "fetch_payment_result": Asked.DEBTS,
    "unlock_payment": Asked.DEBTS,
    "print_voucher": Asked.DEBTS,
    "void_voucher": Asked.DEBTS,
}


def moves_month(command_id: str, written: Set[str]) -> bool:
    """Whether a command that wrote rows of these sheets changed a step, and not the home sheet."""
    if HOME.name in written:
        return False
    is_step = command_id in BUREAU_STEPS or command_id in (ROSTER_STEP, CERTIFICATE_STEP)
    return is_step or bool(_WAGE_SHEETS & written)
