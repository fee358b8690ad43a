"""Payment records of every channel (缴费记录), by day of submission and by period."""

from typing import Any

from sqlalchemy import Connection, Row, Select, select

from shebao.contract.payments import Payment, PaymentList
from shebao.contract.states import PaymentState, UnlockResult
from shebao.sandbox.numbers import DEBT, PAYMENT, found, number, row_id
from shebao.sandbox.payments.agreements import masked
from shebao.sandbox.payments.payments import debts_of_payment
from shebao.sandbox.tables import agreements, bills, debts, payment_debts, payments
from shebao.sandbox.wages.wage_filings import submitted_between


def read_payment(connection: Connection, employer_id: int, payment_no: str) -> Payment:
    """One payment.

    Raises RefusedError: NOT_FOUND.
    """
    query = _query(employer_id).where(payments.c.id == row_id(PAYMENT, payment_no))
    return _payment(connection, found(connection, query, f"缴费记录“{payment_no}”"))


def list_payments(
    connection: Connection,
    employer_id: int,
    days: tuple[str | None, str | None],
    periods: tuple[str | None, str | None],
) -> PaymentList:
    """The payments submitted within the days that pay something of the periods, newest first."""
    query = _query(employer_id).where(*submitted_between(payments.c.submitted_at, *days))
    if periods != (None, None):
        of_periods = (
            select(payment_debts.c.payment_id)
            .join(debts, debts.c.id == payment_debts.c.debt_id)
            .join(bills, bills.c.id == debts.c.bill_id)
            .where(*within(bills.c.period, periods))
        )
        query = query.where(payments.c.id.in_(of_periods))
    rows = connection.execute(query.order_by(payments.c.id.desc())).all()
    return PaymentList(payments=[_payment(connection, row) for row in rows])


def within(column: Any, periods: tuple[str | None, str | None]) -> list[Any]:
    """Conditions for a period from the first to the last, both included."""
    first, last = periods
    conditions = [] if first is None else [column >= first]
    return conditions if last is None else [*conditions, column <= last]


def _query(employer_id: int) -> Select[Any]:
    return (
        select(payments, agreements.c.bank, agreements.c.account_no)
        .join(agreements, agreements.c.agreement_no == payments.c.agreement_no)
        .where(payments.c.employer_id == employer_id)
    )


def _payment(connection: Connection, row: Row[Any]) -> Payment:
    return Payment(
        payment_no=number(PAYMENT, row.id),
        state=PaymentState(row.state),
        submitted_at=row.submitted_at,
        debt_nos=[number(DEBT, debt_id) for debt_id in debts_of_payment(connection, row.id)],
        amount_fen=row.amount_fen,
        bank=row.bank,
        account_masked=masked(row.account_no),
        reason=row.reason,
        unlocked=None if row.unlocked is None else UnlockResult(row.unlocked),
        channel=row.channel,
    )
