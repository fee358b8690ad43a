"""Deposit accounts, bank branches and what is done to agreements."""

from fastapi import APIRouter, Response

from shebao.contract.accounts import (
    AccountCancelRequest,
    AccountList,
    AccountRequest,
    BranchList,
)
from shebao.contract.agreements import AgreementRequest, AgreementStepRequest
from shebao.contract.submissions import Receipt, SubmissionKind
from shebao.sandbox.database import reading
from shebao.sandbox.payments.accounts import list_accounts, take_account, take_account_cancel
from shebao.sandbox.payments.agreement_changes import take_agreement, take_step
from shebao.sandbox.payments.bank_branches import branches_of
from shebao.sandbox.routes.depends import REFUSALS, IdempotencyKey, TheCaller
from shebao.sandbox.routes.receiving import receive, takes

router = APIRouter(prefix="/v1", tags=["accounts"], responses=REFUSALS)


@router.get("/bank-branches")
def list_bank_branches(caller: TheCaller) -> BranchList:
    """The branches that an account or agreement can name."""
    return branches_of(caller.region)


@router.get("/accounts")
def list_employer_accounts(caller: TheCaller) -> AccountList:
    """The employer's deposit accounts."""
    with reading(caller.bureau.engine) as connection:
        return list_accounts(connection, caller)


@takes(router, SubmissionKind.ACCOUNT)
def report_account(
    caller: TheCaller, body: AccountRequest, response: Response, key: IdempotencyKey = None
) -> Receipt:
    """The account is reported or changed. 200 when the key was held before."""
    return receive(response, caller, SubmissionKind.ACCOUNT, key, body, take_account)


@takes(router, SubmissionKind.ACCOUNT_CANCEL)
def cancel_account(
    caller: TheCaller, body: AccountCancelRequest, response: Response, key: IdempotencyKey = None
) -> Receipt:
    """The account is cancelled. 200 when the key was held before."""
    return receive(response, caller, SubmissionKind.ACCOUNT_CANCEL, key, body, take_account_cancel)


@takes(router, SubmissionKind.AGREEMENT)
def sign_agreement(
    caller: TheCaller, body: AgreementRequest, response: Response, key: IdempotencyKey = None
) -> Receipt:
    """The agreement is signed or changed, and unverified. 200 when the key was held before."""
    return receive(response, caller, SubmissionKind.AGREEMENT, key, body, take_agreement)


@takes(router, SubmissionKind.AGREEMENT_STEP)
def step_agreement(
    caller: TheCaller, body: AgreementStepRequest, response: Response, key: IdempotencyKey = None
) -> Receipt:
    """The agreement is verified, voided or revoked. 200 when the key was held before."""
    return receive(response, caller, SubmissionKind.AGREEMENT_STEP, key, body, take_step)
