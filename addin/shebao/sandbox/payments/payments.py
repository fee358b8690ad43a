"""Payments by agreement: taken once, answered later, and told as records of every channel."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from shebao.contract.payments import Payment, PaymentList, PaymentRequest, UnlockRequest
from shebao.contract.state_tables import (
    AGREEMENT,
    BILL,
    DEBT,
    PAYMENT,
    AgreementEvent,
    BillEvent,
    DebtEvent,
    PaymentEvent,
)
from shebao.contract.states import PayableState, PaymentState, UnlockResult
from shebao.sandbox.bureau import THIS_CHANNEL, Bureau
from shebao.sandbox.clock import day_of
from shebao.sandbox.database import Span, employer_row, new_row, told
from shebao.sandbox.numbers import DEBT_NO, PAYMENT_NO, found, number, own_row, row_id, ticket_no
from shebao.sandbox.office_tables import agreements, payment_debts, payments
from shebao.sandbox.payments.agreements import check_agreement, masked
from shebao.sandbox.payments.arrivals import settle_debts
from shebao.sandbox.payments.debts import debts_to_pay, fees_held, holders_of
from shebao.sandbox.people.access import Caller
from shebao.sandbox.tables import bills, debts
from shebao.sandbox.transitions import apply
from shebao.sandbox.wages.wage_filings import submitted_between

FAILED = "扣款账户余额不足，银行扣款失败"
LOCKED = "银行未返回扣款结果，税款已锁定"
REASONS = {PaymentEvent.LOCK: LOCKED, PaymentEvent.FAIL: FAILED, PaymentEvent.UNLOCK_FAILED: FAILED}
OUTCOMES = {
    PaymentState.PAID: PaymentEvent.SUCCEED,
    PaymentState.FAILED: PaymentEvent.FAIL,
    PaymentState.LOCKED: PaymentEvent.LOCK,
}


def take_payment(
    connection: Connection, caller: Caller, request: PaymentRequest, channel: str = THIS_CHANNEL
) -> str:
    """The debts are held by a new payment; returns its number.

    Raises RefusedError: NOT_FOUND, AGREEMENT_NOT_VALID, DEBT_NOT_OPEN or what ``debts_to_pay``
    says.
    """
    check_agreement(connection, caller.employer_id, request.agreement_no)
    apply(connection, AGREEMENT, [request.agreement_no], AgreementEvent.PAY)
    _, fees = debts_to_pay(connection, caller, request.debt_nos, request.amount_fen, DebtEvent.PAY)
    payment_id = begin_payment(
        connection,
        fees,
        employer_id=caller.employer_id,
        agreement_no=request.agreement_no,
        submitted_at=caller.now,
        due_at=caller.bureau.due_at(caller.now),
        amount_fen=request.amount_fen,
        channel=channel,
    )
    connection.execute(update(debts).where(debts.c.id.in_(fees)).values(payment_id=payment_id))
    return number(PAYMENT_NO, payment_id)


def begin_payment(connection: Connection, fees: Mapping[int, int], **values: Any) -> int:
    """A payment of these debts with their late fees is under way; returns its id."""
    payment_id = new_row(connection, payments, state=PAYMENT.start, **values)
    connection.execute(
        insert(payment_debts),
        [
            {"payment_id": payment_id, "debt_id": debt_id, "late_fee_fen": fee}
            for debt_id, fee in fees.items()
        ],
    )
    return payment_id


def process_payment(connection: Connection, bureau: Bureau, payment: Row[Any]) -> None:
    """The payment succeeded and its debts are written off, or it failed or is locked."""
    ordered = bureau.injections.payment_outcomes
    event = OUTCOMES[ordered.pop(0) if ordered else PaymentState.PAID]
    _answer(connection, bureau, payment, event)


def take_unlock(connection: Connection, caller: Caller, request: UnlockRequest) -> str:
    """The bank said what became of a locked payment; returns the payment's number.

    Raises RefusedError: NOT_FOUND or PAYMENT_NOT_LOCKED.
    """
    wanted, employer_id = request.payment_no, caller.employer_id
    payment = own_row(connection, payments, employer_id, PAYMENT_NO, wanted, "缴费记录")
    ordered = caller.bureau.injections.unlock_outcomes
    result = ordered[0] if ordered else UnlockResult.PAID
    paid = result is UnlockResult.PAID
    event = PaymentEvent.UNLOCK_PAID if paid else PaymentEvent.UNLOCK_FAILED
    _answer(connection, caller.bureau, payment, event, unlocked=result)
    del ordered[:1]
    return request.payment_no


def _answer(
    connection: Connection, bureau: Bureau, payment: Row[Any], event: PaymentEvent, **values: str
) -> None:
    """The payment and its debts are where the event brings them."""
    now = payment.due_at or bureau.clock.now()
    fees = fees_held(connection, payment_debts.c.payment_id, payment.id)
    reason = REASONS.get(event, "")
    apply(connection, PAYMENT, [payment.id], event, due_at=None, reason=reason, **values)
    match event:
        case PaymentEvent.LOCK:
            apply(connection, DEBT, fees, DebtEvent.LOCK)
        case PaymentEvent.FAIL | PaymentEvent.UNLOCK_FAILED:
            release(connection, fees, now)
        case _:
            region = employer_row(connection, payment.employer_id).region
            day = day_of(now).isoformat()
            settle_debts(
                connection,
                bureau.rulebook[region],
                fees,
                employer_id=payment.employer_id,
                payment_id=payment.id,
                ticket_no=ticket_no(region, day[:7], payment.id),
                arrived_on=day,
            )


def release(connection: Connection, debt_ids: Collection[int], now: datetime) -> None:
    """Nobody holds the debts any more, and their bills stand on no list of the bureau's."""
    values = {"payment_id": None, "open_since": now}
    apply(connection, DEBT, debt_ids, DebtEvent.RELEASE, **values)
    listed = connection.scalars(
        select(bills.c.id)
        .join(debts, debts.c.bill_id == bills.c.id)
        .where(debts.c.id.in_(debt_ids), bills.c.state == PayableState.BATCHED)
    ).all()
    apply(connection, BILL, listed, BillEvent.UNBATCH)


def read_payment(connection: Connection, caller: Caller, payment_no: str) -> Payment:
    """One payment.

    Raises RefusedError: NOT_FOUND.
    """
    query = _query(caller.employer_id).where(payments.c.id == row_id(PAYMENT_NO, payment_no))
    return _payment(connection, found(connection, query, f"缴费记录“{payment_no}”"))


def list_payments(connection: Connection, caller: Caller, days: Span, periods: Span) -> PaymentList:
    """The payments submitted within the days that pay something of the periods, newest first."""
    query = _query(caller.employer_id).where(*submitted_between(payments.c.submitted_at, days))
    if periods != (None, None):
        of_periods = holders_of(payment_debts.c.payment_id, periods)
        query = query.where(payments.c.id.in_(of_periods))
    rows = connection.execute(query.order_by(payments.c.id.desc())).all()
    return PaymentList(payments=[_payment(connection, row) for row in rows])


def _query(employer_id: int) -> Select[Any]:
    return (
        select(payments, agreements.c.bank, agreements.c.account_no)
        .join(agreements, agreements.c.agreement_no == payments.c.agreement_no)
        .where(payments.c.employer_id == employer_id)
    )


def _payment(connection: Connection, row: Row[Any]) -> Payment:
    held = fees_held(connection, payment_debts.c.payment_id, row.id)
    return told(
        Payment,
        row,
        payment_no=number(PAYMENT_NO, row.id),
        debt_nos=[number(DEBT_NO, debt_id) for debt_id in sorted(held)],
        account_masked=masked(row.account_no),
    )
