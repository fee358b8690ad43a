"""Payments by agreement: taken once, answered later, and then arrived in the treasury."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from shebao.contract.payments import (
    Agreement,
    AgreementList,
    Payment,
    PaymentList,
    PaymentRequest,
)
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import AgreementState, PayableState, PaymentState
from shebao.sandbox.access import Caller
from shebao.sandbox.arrivals import make_arrivals
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.debts import find_debts, is_open, late_fee_fen
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import DEBT, PAYMENT, number, row_id
from shebao.sandbox.tables import agreements, bills, debts, payment_debts, payments
from shebao.sandbox.wage_filings import submitted_between

FAILURE_REASONS = {
    PaymentState.FAILED: "扣款账户余额不足，银行扣款失败",
    PaymentState.LOCKED: "银行未返回扣款结果，税款已锁定",
}


def list_agreements(connection: Connection, employer_id: int) -> AgreementList:
    """Every agreement of the employer, with the account number masked."""
    rows = connection.execute(
        select(agreements)
        .where(agreements.c.employer_id == employer_id)
        .order_by(agreements.c.agreement_no)
    )
    return AgreementList(
        agreements=[
            Agreement(
                agreement_no=row.agreement_no,
                bank=row.bank,
                account_name=row.account_name,
                account_masked=masked(row.account_no),
                state=AgreementState(row.state),
            )
            for row in rows
        ]
    )


def masked(account_no: str) -> str:
    """An account number of which only the last four digits show."""
    return "*" * (len(account_no) - 4) + account_no[-4:]


def take_payment(connection: Connection, caller: Caller, request: PaymentRequest) -> str:
    """The debts are held by a new payment; returns its number.

    Raises:
        RefusedError: BAD_REQUEST, NOT_FOUND, AGREEMENT_NOT_VALID, DEBT_NOT_OPEN, AMOUNT_DIFFERS.
    """
    _check_agreement(connection, caller, request.agreement_no)
    debt_ids = [row_id(DEBT, debt_no) for debt_no in request.debt_nos]
    if len(set(debt_ids)) != len(debt_ids):
        raise RefusedError(RefusalCode.BAD_REQUEST, "同一笔欠费被重复勾选，请核对后重新提交。")
    found = find_debts(connection, caller.employer_id, debt_ids)
    if len(found) != len(debt_ids):
        raise RefusedError(RefusalCode.NOT_FOUND, "所选欠费不存在，请刷新欠费信息后重试。")
    closed = next((debt for debt in found if not is_open(debt)), None)
    if closed is not None:
        raise RefusedError(
            RefusalCode.DEBT_NOT_OPEN,
            f"{closed.period} {closed.insurance_name}的欠费已缴纳或正在缴纳，请勿重复缴费。",
            debt_no=number(DEBT, closed.id),
        )
    fees = {debt.id: late_fee_fen(caller, debt) for debt in found}
    amount_fen = sum(debt.unit_fen + debt.person_fen + fees[debt.id] for debt in found)
    if amount_fen != request.amount_fen:
        raise RefusedError(
            RefusalCode.AMOUNT_DIFFERS,
            f"确认的缴费金额与应缴金额 {amount_fen // 100}.{amount_fen % 100:02d} 元不一致，"
            "请刷新欠费信息后重新确认。",
            amount_fen=str(amount_fen),
        )
    return _record(connection, caller, request, fees)


def _check_agreement(connection: Connection, caller: Caller, agreement_no: str) -> None:
    state = connection.scalar(
        select(agreements.c.state).where(
            agreements.c.agreement_no == agreement_no,
            agreements.c.employer_id == caller.employer_id,
        )
    )
    if state is None:
        raise RefusedError(RefusalCode.NOT_FOUND, f"未找到三方协议“{agreement_no}”。")
    if state != AgreementState.VERIFIED:
        raise RefusedError(
            RefusalCode.AGREEMENT_NOT_VALID,
            f"三方协议“{agreement_no}”状态为“{state}”，请先完成验证或改用其他协议。",
        )


def _record(
    connection: Connection, caller: Caller, request: PaymentRequest, fees: dict[int, int]
) -> str:
    payment_id: int = connection.execute(
        insert(payments)
        .values(
            employer_id=caller.employer_id,
            agreement_no=request.agreement_no,
            state=PaymentState.PAYING,
            submitted_at=caller.now,
            due_at=caller.bureau.due_at(caller.now),
            amount_fen=request.amount_fen,
        )
        .returning(payments.c.id)
    ).scalar_one()
    connection.execute(
        insert(payment_debts),
        [
            {"payment_id": payment_id, "debt_id": debt_id, "late_fee_fen": fee}
            for debt_id, fee in fees.items()
        ],
    )
    connection.execute(update(debts).where(debts.c.id.in_(fees)).values(payment_id=payment_id))
    return number(PAYMENT, payment_id)


def process_payment(connection: Connection, bureau: Bureau, payment: Row[Any]) -> None:
    """The payment succeeded and its debts are written off, or it failed or is locked."""
    ordered = bureau.injections.payment_outcomes
    state = ordered.pop(0) if ordered else PaymentState.PAID
    debt_ids = _debt_ids(connection, payment.id)
    connection.execute(
        update(payments)
        .where(payments.c.id == payment.id)
        .values(state=state, due_at=None, reason=FAILURE_REASONS.get(state, ""))
    )
    if state is PaymentState.FAILED:
        connection.execute(update(debts).where(debts.c.id.in_(debt_ids)).values(payment_id=None))
    if state is PaymentState.PAID:
        settled = {"state": PayableState.SETTLED}
        connection.execute(update(debts).where(debts.c.id.in_(debt_ids)).values(settled))
        of_debts = select(debts.c.bill_id).where(debts.c.id.in_(debt_ids))
        connection.execute(update(bills).where(bills.c.id.in_(of_debts)).values(settled))
        make_arrivals(connection, bureau, payment)


def read_payment(connection: Connection, employer_id: int, payment_no: str) -> Payment:
    """One payment.

    Raises:
        RefusedError: NOT_FOUND.
    """
    row = connection.execute(
        select(payments, agreements.c.bank, agreements.c.account_no)
        .join(agreements, agreements.c.agreement_no == payments.c.agreement_no)
        .where(payments.c.id == row_id(PAYMENT, payment_no), payments.c.employer_id == employer_id)
    ).first()
    if row is None:
        raise RefusedError(RefusalCode.NOT_FOUND, f"未找到缴费记录“{payment_no}”。")
    return _payment(connection, row)


def list_payments(
    connection: Connection, employer_id: int, first_day: str | None, last_day: str | None
) -> PaymentList:
    """The payments submitted between two days, newest first."""
    rows = connection.execute(
        select(payments, agreements.c.bank, agreements.c.account_no)
        .join(agreements, agreements.c.agreement_no == payments.c.agreement_no)
        .where(
            payments.c.employer_id == employer_id,
            *submitted_between(payments.c.submitted_at, first_day, last_day),
        )
        .order_by(payments.c.id.desc())
    ).all()
    return PaymentList(payments=[_payment(connection, row) for row in rows])


def _payment(connection: Connection, row: Row[Any]) -> Payment:
    return Payment(
        payment_no=number(PAYMENT, row.id),
        state=PaymentState(row.state),
        submitted_at=row.submitted_at,
        debt_nos=[number(DEBT, debt_id) for debt_id in _debt_ids(connection, row.id)],
        amount_fen=row.amount_fen,
        bank=row.bank,
        account_masked=masked(row.account_no),
        reason=row.reason,
    )


def _debt_ids(connection: Connection, payment_id: int) -> Sequence[int]:
    return connection.scalars(
        select(payment_debts.c.debt_id)
        .where(payment_debts.c.payment_id == payment_id)
        .order_by(payment_debts.c.debt_id)
    ).all()
