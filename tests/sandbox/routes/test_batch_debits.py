"""批扣: a verified 费批扣 agreement debits what is owed, by the clock alone."""

from datetime import date, timedelta

import pytest

from shebao.contract.agreements import AgreementStep, AgreementStepRequest, BatchMark
from shebao.contract.payments import BatchDebit, BatchDebitList, DebtList, PaymentList
from shebao.contract.queries import PayableList
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import BatchDebitState, DebtState, PayableState, PaymentState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.unit_links import UnitLinkRequest
from tests.sandbox.forms import agreement
from tests.sandbox.running import Desk, Running, accepted, refused


@pytest.fixture
def owing(desk: Desk) -> Desk:
    """A month owed, and an agreement by which the bureau may debit it."""
    form = agreement(desk).model_copy(update={"batch": BatchMark.PREMIUM})
    number = accepted(desk.send(SubmissionKind.AGREEMENT, form)).receipt_no
    step = AgreementStepRequest(agreement_no=number, step=AgreementStep.VERIFY)
    accepted(desk.send(SubmissionKind.AGREEMENT_STEP, step))
    accepted(desk.confirm(desk.bills()))
    return desk


def due_on(desk: Desk) -> date:
    debts = desk.read(DebtList, "/v1/debts", held=True).debts
    return date.fromisoformat(debts[0].due_on)


def on(sandbox: Running, desk: Desk, day: date) -> list[BatchDebit]:
    """What stands on the lists at noon of a day; the session of before may be over."""
    sandbox.at(day.isoformat())
    desk.login()
    return desk.read(BatchDebitList, "/v1/batch-debits").batch_debits


def states(desk: Desk) -> tuple[set[DebtState], set[PayableState]]:
    debts = desk.read(DebtList, "/v1/debts", held=True).debts
    bills = desk.read(PayableList, "/v1/payables").payables
    return {debt.hold for debt in debts}, {bill.state for bill in bills}


def test_the_clock_lists_locks_and_debits(sandbox: Running, owing: Desk) -> None:
    day = due_on(owing)
    payment = owing.payment()
    assert on(sandbox, owing, day - timedelta(days=4)) == []
    assert states(owing) == ({DebtState.OPEN}, {PayableState.FILED})

    listed = on(sandbox, owing, day - timedelta(days=3))
    assert {one.state for one in listed} == {BatchDebitState.LISTED}
    assert {one.debit_on for one in listed} == {str(day - timedelta(days=2))}
    assert states(owing) == ({DebtState.BATCHED}, {PayableState.BATCHED})
    answer = owing.send(SubmissionKind.PAYMENT, payment, proof=owing.proof())
    assert "请勿重复缴费" in refused(answer, RefusalCode.DEBT_NOT_OPEN, 409).message

    debited = on(sandbox, owing, day - timedelta(days=2))
    assert {one.state for one in debited} == {BatchDebitState.PAID}
    assert states(owing) == (set(), {PayableState.PAID})
    (record,) = owing.read(PaymentList, "/v1/payments").payments
    assert (record.state, record.channel) == (PaymentState.PAID, "税务机关批扣")
    assert record.amount_fen == payment.amount_fen
    assert {one.payment_no for one in debited} == {record.payment_no}


def test_what_is_being_debited_is_locked(sandbox: Running, owing: Desk) -> None:
    """Between midnight and the bank's answer nobody can pay it, nor unlink the unit number."""
    day = due_on(owing)
    on(sandbox, owing, day - timedelta(days=3))
    payment_due = owing.read(DebtList, "/v1/debts", held=True).debts
    owing.control("clock", now=f"{day - timedelta(days=2)}T00:00:30+08:00", running=False)
    owing.login()

    (state,) = {d.state for d in owing.read(BatchDebitList, "/v1/batch-debits").batch_debits}
    assert (state, states(owing)[0]) == (BatchDebitState.DEBITING, {DebtState.DEBITING})
    unit = UnitLinkRequest(unit_nos=[payment_due[0].unit_no])
    answer = owing.send(SubmissionKind.UNIT_UNLINK, unit)
    assert "批扣锁定" in refused(answer, RefusalCode.UNIT_IN_DEBT, 409).message


def test_without_money_the_debts_are_open_and_listed_again(sandbox: Running, owing: Desk) -> None:
    day = due_on(owing)
    owing.control("payment-outcomes", outcomes=[PaymentState.FAILED])

    failed = on(sandbox, owing, day - timedelta(days=2))

    assert {one.state for one in failed} == {BatchDebitState.FAILED}
    assert {one.reason for one in failed} == {"扣款账户余额不足，银行扣款失败"}
    assert states(owing) == ({DebtState.OPEN}, {PayableState.FILED})
    again = on(sandbox, owing, day - timedelta(days=1))
    assert {one.state for one in again[: len(failed)]} == {BatchDebitState.LISTED}
    paid = on(sandbox, owing, day)
    assert {one.state for one in paid[: len(failed)]} == {BatchDebitState.PAID}
    assert states(owing)[0] == set()


def test_a_revoked_agreement_debits_nothing(sandbox: Running, owing: Desk) -> None:
    """What was listed for it is open again, and can be paid by hand."""
    day = due_on(owing)
    (number,) = {one.agreement_no for one in on(sandbox, owing, day - timedelta(days=3))}
    step = AgreementStepRequest(agreement_no=number, step=AgreementStep.REVOKE)
    accepted(owing.send(SubmissionKind.AGREEMENT_STEP, step))

    assert on(sandbox, owing, day) == []
    assert states(owing) == ({DebtState.OPEN}, {PayableState.FILED})
    owing.pay_all()


def test_an_agreement_for_hand_payments_debits_nothing(sandbox: Running, desk: Desk) -> None:
    accepted(desk.confirm(desk.bills()))

    assert on(sandbox, desk, due_on(desk)) == []
    assert states(desk)[0] == {DebtState.OPEN}
