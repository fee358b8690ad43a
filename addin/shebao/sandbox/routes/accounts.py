"""Deposit accounts, bank branches and what is done to agreements."""

from fastapi import APIRouter
from sqlalchemy import func

from shebao.contract.accounts import AccountList, BranchList
from shebao.contract.submission_table import SubmissionKind
from shebao.sandbox.database import reading
from shebao.sandbox.form_fields import branches_of
from shebao.sandbox.office_tables import accounts
from shebao.sandbox.payments.accounts import list_accounts, take_account, take_account_cancel
from shebao.sandbox.payments.agreements import take_agreement, take_step
from shebao.sandbox.routes.depends import REFUSALS, TheCaller
from shebao.sandbox.routes.receiving import takes

router = APIRouter(prefix="/v1", tags=["accounts and agreements"], responses=REFUSALS)


@router.get("/bank-branches")
def list_bank_branches(caller: TheCaller) -> BranchList:
    """The branches that an account or agreement can name."""
    return branches_of(caller.region)


@router.get("/accounts")
def list_employer_accounts(caller: TheCaller) -> AccountList:
    """The employer's deposit accounts."""
    with reading(caller.bureau.engine) as connection:
        return list_accounts(connection, caller)


takes(
    router,
    SubmissionKind.ACCOUNT,
    take_account,
    "The account is reported or changed.",
    mark=(accounts, func.count()),
)


takes(router, SubmissionKind.ACCOUNT_CANCEL, take_account_cancel, "The account is cancelled.")


takes(
    router,
    SubmissionKind.AGREEMENT,
    take_agreement,
    "The agreement is signed or changed, and unverified.",
)


takes(
    router,
    SubmissionKind.AGREEMENT_STEP,
    take_step,
    "The agreement is verified, voided or revoked.",
)
