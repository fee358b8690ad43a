"""批扣: what an employer with a verified 费批扣 agreement owes is debited by the bureau itself.

Three days before its last day a debt is listed (待批扣清册) at midnight, the next midnight it is
locked and the bank is asked, and in the morning the bank has answered. Whatever becomes open again
is listed at the midnight after, so that a clerk always has a day to pay otherwise.
Source: seed G 2.10.2 三（一）, seed F 三 8.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from shebao.contract.payments import BatchDebit, BatchDebitList
from shebao.contract.state_tables import BILL, DEBT, BillEvent, DebtEvent
from shebao.contract.states import BatchDebitState, DebtState, PaymentState
from shebao.sandbox.clock import BEIJING, day_of
from shebao.sandbox.database import of_employer, told
from shebao.sandbox.numbers import PAYMENT_NO, PREMIUM_FILING_NO, number
from shebao.sandbox.office_tables import batch_debits, payments
from shebao.sandbox.payments.agreements import batch_agreement
from shebao.sandbox.payments.debts import find_debts, late_fee_fen
from shebao.sandbox.payments.payments import begin_payment, release
from shebao.sandbox.people.access import Caller
from shebao.sandbox.tables import premium_filings
from shebao.sandbox.transitions import apply

LISTED_BEFORE = timedelta(days=3)
NEXT_DAY = timedelta(days=1)
ANSWERED_AT = time(9)
CHANNEL = "税务机关批扣"
STATES = {
    None: BatchDebitState.LISTED,
    PaymentState.PAYING: BatchDebitState.DEBITING,
    PaymentState.LOCKED: BatchDebitState.UNCLEAR,
    PaymentState.PAID: BatchDebitState.PAID,
    PaymentState.FAILED: BatchDebitState.FAILED,
}


def has_batch_agreement(connection: Connection, employer_id: int) -> bool:
    """Whether anything of the employer is or was debited by the bureau."""
    listed = of_employer(batch_debits.c.id, employer_id).limit(1)
    is_verified = batch_agreement(connection, employer_id) is not None
    return is_verified or connection.execute(listed).first() is not None


def debit(connection: Connection, caller: Caller) -> bool:
    """What is to be listed and debited by now is; tells whether anything was.

    The payments it makes are answered like any other, when they are due.
    """
    agreement = batch_agreement(connection, caller.employer_id)
    moved = _drop_lists(connection, caller, agreement)
    if agreement is None:
        return moved
    moved |= _list(connection, caller, agreement)
    return _ask_bank(connection, caller, agreement) or moved


def list_batch_debits(connection: Connection, caller: Caller) -> BatchDebitList:
    """What was listed, the newest list first, and what came of it; not what its agreement took."""
    owed = {row.id: row for row in find_debts(connection, caller.employer_id, None)}
    rows = connection.execute(
        select(batch_debits, payments.c.state, payments.c.reason)
        .outerjoin(payments, payments.c.id == batch_debits.c.payment_id)
        .where(batch_debits.c.employer_id == caller.employer_id)
        .order_by(batch_debits.c.listed_on.desc(), batch_debits.c.id)
    )
    return BatchDebitList(batch_debits=[_told(row, owed[row.debt_id]) for row in rows])


def _drop_lists(connection: Connection, caller: Caller, agreement: Row[Any] | None) -> bool:
    """What was listed for an agreement that is over is nobody's any more."""
    kept = "" if agreement is None else agreement.agreement_no
    over = connection.execute(
        _unpaid(caller.employer_id).where(batch_debits.c.agreement_no != kept)
    ).all()
    if over:
        release(connection, [row.debt_id for row in over], caller.now)
        mine = batch_debits.c.id.in_([row.id for row in over])
        connection.execute(delete(batch_debits).where(mine))
    return bool(over)


def _unpaid(employer_id: int) -> Select[Any]:
    """What is listed and not being debited yet."""
    return of_employer(batch_debits, employer_id, batch_debits.c.payment_id.is_(None))


def _list(connection: Connection, caller: Caller, agreement: Row[Any]) -> bool:
    today = day_of(caller.now)
    filings = connection.execute(of_employer(premium_filings, caller.employer_id))
    accepted = {row.id: row.accepted_on for row in filings}
    found = []
    for debt in find_debts(connection, caller.employer_id, None):
        if debt.state != DebtState.OPEN:
            continue
        day = _listing_day(debt, accepted[debt.filing_id], agreement.verified_at)
        if day <= today and (debt.collect_by is None or day.isoformat() <= debt.collect_by):
            found.append((debt, day))
    if not found:
        return False
    apply(connection, DEBT, [debt.id for debt, _ in found], DebtEvent.BATCH)
    apply(connection, BILL, [debt.bill_id for debt, _ in found], BillEvent.BATCH)
    connection.execute(
        insert(batch_debits),
        [
            {
                "employer_id": caller.employer_id,
                "debt_id": debt.id,
                "agreement_no": agreement.agreement_no,
                "listed_on": day.isoformat(),
                "debit_on": (day + NEXT_DAY).isoformat(),
            }
            for debt, day in found
        ],
    )
    return True


def _listing_day(debt: Row[Any], accepted_on: str, verified_at: datetime | None) -> date:
    days = [date.fromisoformat(debt.due_on) - LISTED_BEFORE]
    days.append(date.fromisoformat(accepted_on) + NEXT_DAY)
    days += [day_of(at) + NEXT_DAY for at in (debt.open_since, verified_at) if at is not None]
    return max(days)


def _ask_bank(connection: Connection, caller: Caller, agreement: Row[Any]) -> bool:
    """Every list whose day has come is one payment, and its debts are 批扣锁定."""
    due: dict[str, list[Row[Any]]] = defaultdict(list)
    is_due = batch_debits.c.debit_on <= day_of(caller.now).isoformat()
    for row in connection.execute(_unpaid(caller.employer_id).where(is_due)):
        due[row.debit_on].append(row)
    for day, listed in sorted(due.items()):
        _pay(connection, caller, agreement, date.fromisoformat(day), listed)
    return bool(due)


def _pay(
    connection: Connection,
    caller: Caller,
    agreement: Row[Any],
    day: date,
    listed: Sequence[Row[Any]],
) -> None:
    owed = find_debts(connection, caller.employer_id, [row.debt_id for row in listed])
    fees = {debt.id: late_fee_fen(caller, debt, day) for debt in owed}
    payment_id = begin_payment(
        connection,
        fees,
        employer_id=caller.employer_id,
        agreement_no=agreement.agreement_no,
        submitted_at=datetime.combine(day, time(), BEIJING),
        due_at=datetime.combine(day, ANSWERED_AT, BEIJING),
        amount_fen=sum(debt.unit_fen + debt.person_fen + fees[debt.id] for debt in owed),
        channel=CHANNEL,
    )
    apply(connection, DEBT, list(fees), DebtEvent.DEBIT, payment_id=payment_id)
    connection.execute(
        update(batch_debits)
        .where(batch_debits.c.id.in_([row.id for row in listed]))
        .values(payment_id=payment_id)
    )


def _told(row: Row[Any], debt: Row[Any]) -> BatchDebit:
    return told(
        BatchDebit,
        debt,
        batch_no=number("PK", int(row.listed_on.replace("-", ""))),
        filing_no=number(PREMIUM_FILING_NO, debt.filing_id),
        amount_fen=debt.unit_fen + debt.person_fen,
        state=STATES[None if row.state is None else PaymentState(row.state)],
        agreement_no=row.agreement_no,
        listed_on=row.listed_on,
        debit_on=row.debit_on,
        payment_no="" if row.payment_id is None else number(PAYMENT_NO, row.payment_id),
        reason=row.reason or "",
    )
