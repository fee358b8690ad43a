"""Debts, agreements, payments and arrivals."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import func

from shebao.contract.payments import AgreementList, ArrivalList, DebtList, Payment, PaymentList
from shebao.contract.submission_table import SubmissionKind
from shebao.sandbox.database import reading
from shebao.sandbox.payments.agreements import list_agreements
from shebao.sandbox.payments.arrivals import list_arrivals
from shebao.sandbox.payments.debts import list_debts
from shebao.sandbox.payments.payments import (
    list_payments,
    process_payment,
    read_payment,
    take_payment,
    take_unlock,
)
from shebao.sandbox.routes.depends import (
    REFUSALS,
    FirstDay,
    FirstPeriod,
    LastDay,
    LastPeriod,
    PeriodFrom,
    PeriodTo,
    TheCaller,
    ThePayer,
)
from shebao.sandbox.routes.receiving import takes
from shebao.sandbox.tables import payments

router = APIRouter(prefix="/v1", tags=["debts, agreements and payments"], responses=REFUSALS)


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


takes(
    router,
    SubmissionKind.PAYMENT,
    take_payment,
    "The debts are being paid; the result comes later.",
    mark=(payments, func.count()),
    answer=(payments, process_payment),
)


takes(
    router,
    SubmissionKind.UNLOCK,
    take_unlock,
    "The payment says what the bank answered.",
    mark=(payments, func.count(payments.c.unlocked)),
)


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
