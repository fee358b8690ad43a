"""Unlocking a locked payment: with the password, and then as the bank says."""

import pytest

from shebao.contract.payments import ArrivalList, DebtList, Payment, UnlockRequest
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import DebtState, PaymentState, UnlockResult
from shebao.contract.submission_table import SubmissionKind
from tests.sandbox.running import Desk, Running, accepted, refused

KIND = SubmissionKind.UNLOCK


@pytest.fixture
def locked(desk: Desk) -> str:
    accepted(desk.confirm(desk.bills()))
    desk.control("payment-outcomes", outcomes=["锁定"])
    return desk.pay_all().receipt_no


def payment(desk: Desk, number: str) -> Payment:
    return desk.read(Payment, f"/v1/payments/{number}")


def unlock(desk: Desk, number: str) -> Payment:
    body = UnlockRequest(payment_no=number)
    receipt = accepted(desk.send(KIND, body, proof=desk.proof()))
    return payment(desk, receipt.receipt_no)


def test_a_locked_payment_can_turn_out_paid(desk: Desk, locked: str) -> None:
    before = payment(desk, locked)
    assert (before.state, before.reason) == (PaymentState.LOCKED, "银行未返回扣款结果，税款已锁定")
    held = desk.read(DebtList, "/v1/debts", held=True).debts
    assert {(debt.hold, debt.held_by) for debt in held} == {(DebtState.LOCKED, locked)}

    after = unlock(desk, locked)

    assert (after.state, after.unlocked, after.reason) == (
        PaymentState.PAID,
        UnlockResult.PAID,
        "",
    )
    arrived = desk.read(ArrivalList, "/v1/arrivals").arrivals
    assert sum(arrival.amount_fen for arrival in arrived) == after.amount_fen


def test_a_locked_payment_can_turn_out_not_debited(desk: Desk, locked: str) -> None:
    desk.control("unlock-outcomes", outcomes=["扣费失败"])

    after = unlock(desk, locked)

    assert (after.state, after.unlocked) == (PaymentState.FAILED, UnlockResult.NOT_DEBITED)
    assert after.reason == "扣款账户余额不足，银行扣款失败"
    again = desk.pay_all().receipt_no
    assert payment(desk, again).state is PaymentState.PAID


def test_unlocking_needs_the_password_and_a_locked_payment(
    sandbox: Running, desk: Desk, locked: str
) -> None:
    body = UnlockRequest(payment_no=locked)
    refused(desk.send(KIND, body), RefusalCode.REAUTH_REQUIRED, 403)
    other = sandbox.admit()
    refused(other.send(KIND, body, proof=other.proof()), RefusalCode.NOT_FOUND, 404)
    unlock(desk, locked)
    refusal = refused(
        desk.send(KIND, body, proof=desk.proof()), RefusalCode.PAYMENT_NOT_LOCKED, 409
    )
    assert refusal.message == (
        f"缴费记录“{locked}”的状态为“缴费成功”，不能“解锁（缴费成功）”。"
        "该笔费款已缴纳，无需再次缴费。"
    )
