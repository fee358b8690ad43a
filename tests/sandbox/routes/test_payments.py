"""Payments: asked twice for the password, taken whole, answered later, arrived once."""

from datetime import timedelta

import pytest

from shebao.contract.payments import ArrivalList, DebtList, Payment, PaymentList, PaymentRequest
from shebao.contract.refusals import RefusalCode
from shebao.contract.rule_file import LateFeeRule
from shebao.contract.states import PayableState, PaymentState
from shebao.contract.submission_table import SubmissionKind
from shebao.sandbox.payments.debts import fee_fen
from tests.sandbox.running import Desk, Running, accepted, refused

KIND = SubmissionKind.PAYMENT


@pytest.fixture
def owing(desk: Desk) -> Desk:
    """A desk with all bills of the month confirmed."""
    accepted(desk.confirm(desk.bills()))
    return desk


def pay(desk: Desk, request: PaymentRequest | None = None) -> Payment:
    receipt = accepted(desk.send(KIND, request or desk.payment(), proof=desk.proof()))
    return desk.read(Payment, f"/v1/payments/{receipt.receipt_no}")


def debts(desk: Desk) -> DebtList:
    return desk.read(DebtList, "/v1/debts")


def test_a_payment_writes_off_its_debts_and_arrives(any_desk: Desk) -> None:
    bills = any_desk.bills().bills
    accepted(any_desk.confirm(any_desk.bills()))
    request = any_desk.payment()

    payment = pay(any_desk, request)

    assert (payment.state, payment.reason) == (PaymentState.PAID, "")
    assert sorted(payment.debt_nos) == sorted(request.debt_nos)
    assert payment.amount_fen == request.amount_fen
    assert debts(any_desk).debts == []
    assert {b.state for b in any_desk.bills("2026-11").bills} == {PayableState.PAID}
    arrivals = any_desk.read(ArrivalList, "/v1/arrivals").arrivals
    assert sum(a.amount_fen for a in arrivals) == payment.amount_fen
    parts = {(b.insurance, fen) for b in bills for fen in (b.unit_fen, b.person_fen) if fen}
    assert {(a.insurance, a.amount_fen) for a in arrivals} == parts
    assert {(a.payment_no, a.arrived_on, a.period) for a in arrivals} == {
        (payment.payment_no, "2026-11-10", "2026-11")
    }
    (ticket_no,) = {a.ticket_no for a in arrivals}
    assert len(ticket_no) == 18
    assert ticket_no.startswith("4520162611")
    assert any_desk.read(PaymentList, "/v1/payments").payments == [payment]


@pytest.mark.parametrize("proof", ["", "made-up"])
def test_paying_needs_the_password_again(owing: Desk, proof: str) -> None:
    refused(owing.send(KIND, owing.payment(), proof=proof), RefusalCode.REAUTH_REQUIRED, 403)
    assert owing.received(KIND) == 0


def test_a_proof_is_short_lived_and_of_its_session(sandbox: Running, owing: Desk) -> None:
    old = owing.proof()
    sandbox.bureau.clock.advance(timedelta(minutes=5))
    refused(owing.send(KIND, owing.payment(), proof=old), RefusalCode.REAUTH_REQUIRED, 403)

    of_other_session = owing.proof()
    owing.login()
    answer = owing.send(KIND, owing.payment(), proof=of_other_session)
    refused(answer, RefusalCode.REAUTH_REQUIRED, 403)


def test_another_amount_than_is_due_is_refused(owing: Desk) -> None:
    request = owing.payment()
    for amount_fen in (request.amount_fen - 1, request.amount_fen + 1, 0):
        wrong = request.model_copy(update={"amount_fen": amount_fen})
        answer = owing.send(KIND, wrong, proof=owing.proof())
        refusal = refused(answer, RefusalCode.AMOUNT_DIFFERS, 409)
        assert refusal.details["amount_fen"] == str(request.amount_fen)
    assert len(debts(owing).debts) == 5


def test_only_a_verified_agreement_pays(owing: Desk) -> None:
    request = owing.payment()
    unverified = f"XY{int(request.agreement_no[2:]) + 1:010d}"

    def asked(agreement_no: str) -> PaymentRequest:
        return request.model_copy(update={"agreement_no": agreement_no})

    answer = owing.send(KIND, asked(unverified), proof=owing.proof())
    refused(answer, RefusalCode.AGREEMENT_NOT_VALID, 409)
    answer = owing.send(KIND, asked("XY9999999999"), proof=owing.proof())
    refused(answer, RefusalCode.NOT_FOUND, 404)


def test_a_debt_under_payment_or_paid_is_not_open(sandbox: Running, owing: Desk) -> None:
    owing.control("settings", feedback_delay_seconds=30)
    request = owing.payment()
    payment = pay(owing, request)
    assert payment.state is PaymentState.PAYING
    assert debts(owing).debts == []
    answer = owing.send(KIND, request, proof=owing.proof())
    refused(answer, RefusalCode.DEBT_NOT_OPEN, 409)

    sandbox.bureau.clock.advance(timedelta(seconds=30))
    answer = owing.send(KIND, request, proof=owing.proof())
    refused(answer, RefusalCode.DEBT_NOT_OPEN, 409)
    path = f"/v1/payments/{payment.payment_no}"
    assert owing.read(Payment, path).state is PaymentState.PAID


def test_odd_payments_are_refused(owing: Desk) -> None:
    request = owing.payment()
    twice = request.model_copy(update={"debt_nos": request.debt_nos[:1] * 2})
    unknown = request.model_copy(update={"debt_nos": ["QF999999999999"]})

    answer = owing.send(KIND, twice, proof=owing.proof())
    refused(answer, RefusalCode.BAD_REQUEST, 400)
    answer = owing.send(KIND, unknown, proof=owing.proof())
    refused(answer, RefusalCode.NOT_FOUND, 404)
    refused(owing.http.get("/v1/payments/JF999999999999"), RefusalCode.NOT_FOUND, 404)


def test_a_failed_payment_opens_its_debts_again(owing: Desk) -> None:
    owing.control("payment-outcomes", outcomes=["缴费失败"])

    failed = pay(owing)

    assert failed.state is PaymentState.FAILED
    assert failed.reason
    assert owing.read(ArrivalList, "/v1/arrivals").arrivals == []
    assert pay(owing).state is PaymentState.PAID


def test_a_locked_payment_holds_its_debts(owing: Desk) -> None:
    owing.control("payment-outcomes", outcomes=["锁定"])

    assert pay(owing).state is PaymentState.LOCKED
    assert debts(owing).debts == []


def test_part_of_the_debts_can_be_paid(owing: Desk) -> None:
    first, *rest = debts(owing).debts
    request = owing.payment().model_copy(
        update={"debt_nos": [first.debt_no], "amount_fen": first.amount_fen}
    )

    pay(owing, request)

    assert debts(owing).debts == rest


def test_late_fees_grow_by_the_day_and_arrive_on_their_own_line(
    sandbox: Running, owing: Desk
) -> None:
    sandbox.at("2026-12-10")
    owing.login()
    of_november = debts(owing).debts

    for debt in of_november:
        exact = debt.amount_fen * 10 * 500  # ten days at 0.05 %
        assert abs(debt.late_fee_fen * 1_000_000 - exact) <= 500_000
    payment = pay(owing)
    arrivals = owing.read(ArrivalList, "/v1/arrivals").arrivals
    late = [a.amount_fen for a in arrivals if a.levy_subitem == "滞纳金"]
    assert sorted(late) == sorted(d.late_fee_fen for d in of_november)
    assert sum(a.amount_fen for a in arrivals) == payment.amount_fen


def test_late_fees_round_half_up_and_can_be_capped() -> None:
    free = LateFeeRule(daily_ppm=500, capped_at_principal=False, source="test")
    capped = LateFeeRule(daily_ppm=500, capped_at_principal=True, source="test")

    assert [fee_fen(free, 1_000, days) for days in (-3, 0, 1, 2, 3)] == [0, 0, 1, 1, 2]
    assert fee_fen(free, 1_000, 3_000) == 1_500
    assert fee_fen(capped, 1_000, 3_000) == 1_000


def test_arrivals_are_asked_by_period(sandbox: Running, owing: Desk) -> None:
    pay(owing)
    sandbox.at("2026-12-05")
    owing.login()
    accepted(owing.confirm(owing.bills()))
    pay(owing)

    def periods(**span: str) -> set[str]:
        return {a.period for a in owing.read(ArrivalList, "/v1/arrivals", **span).arrivals}

    assert periods() == {"2026-11", "2026-12"}
    assert periods(**{"from": "2026-12"}) == {"2026-12"}
    assert periods(to="2026-11") == {"2026-11"}
    refused(owing.http.get("/v1/arrivals?from=2026-13"), RefusalCode.BAD_REQUEST, 400)
