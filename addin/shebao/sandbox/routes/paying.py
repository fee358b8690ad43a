"""Debts, agreements, payments and vouchers, and the accounts that pay."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import func

from shebao.contract.accounts import AccountList, BranchList
from shebao.contract.payments import AgreementList, ArrivalList, DebtList, Payment, PaymentList
from shebao.contract.states import VoucherState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.vouchers import Voucher, VoucherList
from shebao.sandbox.form_fields import branches_of
from shebao.sandbox.office_tables import accounts, payments, vouchers
from shebao.sandbox.payments.accounts import list_accounts, take_account, take_account_cancel
from shebao.sandbox.payments.agreements import list_agreements, take_agreement, take_step
from shebao.sandbox.payments.arrivals import list_arrivals
from shebao.sandbox.payments.debts import list_debts
from shebao.sandbox.payments.payments import (
    list_payments,
    process_payment,
    read_payment,
    take_payment,
    take_unlock,
)
from shebao.sandbox.payments.vouchers import (
    list_vouchers,
    read_voucher,
    take_voucher,
    take_voucher_void,
)
from shebao.sandbox.routes.depends import (
    REFUSALS,
    Concerned,
    Days,
    Periods,
    TheCaller,
    ThePayer,
    read,
)
from shebao.sandbox.routes.receiving import takes

accounts_router = APIRouter(prefix="/v1", tags=["accounts and agreements"], responses=REFUSALS)


@accounts_router.get("/bank-branches")
def list_bank_branches(caller: TheCaller) -> BranchList:
    """The branches that an account or agreement can name."""
    return branches_of(caller.region)


@accounts_router.get("/accounts")
def list_employer_accounts(caller: TheCaller) -> AccountList:
    """The employer's deposit accounts."""
    return read(list_accounts, caller)


takes(
    accounts_router,
    SubmissionKind.ACCOUNT,
    take_account,
    "The account is reported or changed.",
    mark=(accounts, func.count()),
)
takes(
    accounts_router, SubmissionKind.ACCOUNT_CANCEL, take_account_cancel, "The account is cancelled."
)
takes(
    accounts_router,
    SubmissionKind.AGREEMENT,
    take_agreement,
    "The agreement is signed or changed, and unverified.",
)
takes(
    accounts_router,
    SubmissionKind.AGREEMENT_STEP,
    take_step,
    "The agreement is verified, voided or revoked.",
)


payments_router = APIRouter(
    prefix="/v1", tags=["debts, agreements and payments"], responses=REFUSALS
)


@payments_router.get("/debts")
def list_employer_debts(
    caller: ThePayer,
    *,
    held: Annotated[bool, Query(description="Also those that somebody holds")] = False,
) -> DebtList:
    """Debts that can be paid now, with the late fee of the day."""
    return read(list_debts, caller, held=held)


@payments_router.get("/agreements")
def list_employer_agreements(caller: ThePayer) -> AgreementList:
    """The employer's agreements."""
    return read(list_agreements, caller)


takes(
    payments_router,
    SubmissionKind.PAYMENT,
    take_payment,
    "The debts are being paid; the result comes later.",
    mark=(payments, func.count()),
    answer=(payments, process_payment),
)
takes(
    payments_router,
    SubmissionKind.UNLOCK,
    take_unlock,
    "The payment says what the bank answered.",
    mark=(payments, func.count(payments.c.unlocked)),
)


@payments_router.get("/payments")
def list_employer_payments(caller: ThePayer, days: Days, periods: Concerned) -> PaymentList:
    """Payments of every channel, newest first."""
    return read(list_payments, caller, days, periods)


@payments_router.get("/payments/{payment_no}")
def show_payment(caller: ThePayer, payment_no: str) -> Payment:
    """One payment."""
    return read(read_payment, caller, payment_no)


@payments_router.get("/arrivals")
def list_period_arrivals(caller: TheCaller, periods: Periods) -> ArrivalList:
    """Arrivals of a span of periods."""
    return read(list_arrivals, caller, periods)


vouchers_router = APIRouter(prefix="/v1", tags=["vouchers"], responses=REFUSALS)
takes(
    vouchers_router,
    SubmissionKind.VOUCHER,
    take_voucher,
    "The voucher exists and holds its debts.",
    mark=(vouchers, func.count()),
)
takes(
    vouchers_router,
    SubmissionKind.VOUCHER_VOID,
    take_voucher_void,
    "The voucher is void and its debts are free.",
    mark=(vouchers, func.count().filter(vouchers.c.state == VoucherState.VOIDED)),
)


@vouchers_router.get("/vouchers")
def list_printed_vouchers(caller: ThePayer, days: Days, periods: Concerned) -> VoucherList:
    """Vouchers of every channel, newest first."""
    return read(list_vouchers, caller, days, periods)


@vouchers_router.get("/vouchers/{voucher_no}")
def show_voucher(caller: ThePayer, voucher_no: str) -> Voucher:
    """One voucher."""
    return read(read_voucher, caller, voucher_no)
