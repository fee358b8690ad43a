"""Debts, agreements, payments and arrivals."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from shebao.contract.payments import (
    AgreementList,
    ArrivalList,
    DebtList,
    Payment,
    PaymentList,
    PaymentRequest,
    UnlockRequest,
)
from shebao.contract.submissions import Receipt, SubmissionKind
from shebao.sandbox.database import reading
from shebao.sandbox.payments.agreements import list_agreements
from shebao.sandbox.payments.arrivals import list_arrivals
from shebao.sandbox.payments.debts import list_debts
from shebao.sandbox.payments.payment_records import list_payments, read_payment
from shebao.sandbox.payments.payments import take_payment, take_unlock
from shebao.sandbox.routes.depends import (
    REFUSALS,
    FirstDay,
    FirstPeriod,
    IdempotencyKey,
    LastDay,
    LastPeriod,
    PeriodFrom,
    PeriodTo,
    Proof,
    TheCaller,
    ThePayer,
)
from shebao.sandbox.routes.receiving import proven, receive, takes

router = APIRouter(prefix="/v1", tags=["payments"], responses=REFUSALS)


@router.get("/debts")
def list_employer_debts(
    caller: ThePayer,
    *,
    held: Annotated[bool, Query(description="Also those that somebody holds")] = False,
) -> DebtList:
    """Debts that can be paid now, with the late fee of the day."""
    with reading(caller.bureau.engine) as connection:
        return list_debts(connection, caller, held=held)


@router.get("/agreements")
def list_employer_agreements(caller: ThePayer) -> AgreementList:
    """The employer's agreements."""
    with reading(caller.bureau.engine) as connection:
        return list_agreements(connection, caller.employer_id)


@takes(router, SubmissionKind.PAYMENT)
def pay(
    caller: ThePayer,
    body: PaymentRequest,
    response: Response,
    key: IdempotencyKey = None,
    proof: Proof = None,
) -> Receipt:
    """The debts are being paid; the result comes later. 200 when the key was held before."""
    take = proven(proof, key, take_payment)
    return receive(response, caller, SubmissionKind.PAYMENT, key, body, take)


@takes(router, SubmissionKind.UNLOCK)
def unlock(
    caller: ThePayer,
    body: UnlockRequest,
    response: Response,
    key: IdempotencyKey = None,
    proof: Proof = None,
) -> Receipt:
    """The payment says what the bank answered. 200 when the key was held before."""
    take = proven(proof, key, take_unlock)
    return receive(response, caller, SubmissionKind.UNLOCK, key, body, take)


@router.get("/payments")
def list_employer_payments(
    caller: ThePayer,
    first: FirstDay = None,
    last: LastDay = None,
    period_from: PeriodFrom = None,
    period_to: PeriodTo = None,
) -> PaymentList:
    """Payments of every channel, newest first."""
    with reading(caller.bureau.engine) as connection:
        return list_payments(
            connection, caller.employer_id, (first, last), (period_from, period_to)
        )


@router.get("/payments/{payment_no}")
def show_payment(caller: ThePayer, payment_no: str) -> Payment:
    """One payment."""
    with reading(caller.bureau.engine) as connection:
        return read_payment(connection, caller.employer_id, payment_no)


@router.get("/arrivals")
def list_period_arrivals(
    caller: TheCaller, first: FirstPeriod = None, last: LastPeriod = None
) -> ArrivalList:
    """Arrivals of a span of periods."""
    with reading(caller.bureau.engine) as connection:
        return list_arrivals(connection, caller, first, last)
