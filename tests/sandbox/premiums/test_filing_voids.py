"""Voids: of what is filed and unpaid, answered later, and never together with a payment."""

from datetime import timedelta

import pytest

from shebao.contract.payments import DebtList
from shebao.contract.premiums import BillLinePage, FiledBillList, FilingVoidRequest, PremiumFiling
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import DebtState, ItemState, PayableState, PaymentState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.vouchers import VoucherVoidRequest
from tests.sandbox.routes.test_payments import pay
from tests.sandbox.running import Desk, Running, accepted, daily, refused, wage_items
from tests.sandbox.test_exactly_once import at_once

KIND = SubmissionKind.FILING_VOID


@pytest.fixture
def filing_no(desk: Desk) -> str:
    return accepted(desk.confirm(desk.bills())).receipt_no


def filing(desk: Desk, filing_no: str) -> PremiumFiling:
    return desk.read(PremiumFiling, f"/v1/premium-filings/{filing_no}")


def void(desk: Desk, filing_no: str, key: str | None = None) -> PremiumFiling:
    receipt = accepted(desk.send(KIND, FilingVoidRequest(filing_no=filing_no), key))
    assert receipt.receipt_no == filing_no
    return filing(desk, filing_no)


def test_a_voided_filing_opens_its_bills_again(any_desk: Desk) -> None:
    before = any_desk.bills()
    filing_no = accepted(any_desk.confirm(before)).receipt_no
    assert filing(any_desk, filing_no).unpaid

    voided = void(any_desk, filing_no)

    assert (voided.state, voided.unpaid) == (ItemState.VOIDED, False)
    assert any_desk.read(DebtList, "/v1/debts", held=True).debts == []
    assert any_desk.bills() == before
    again = accepted(any_desk.confirm(any_desk.bills())).receipt_no
    assert filing(any_desk, again).state is ItemState.ACCEPTED
    assert len(any_desk.read(DebtList, "/v1/debts").debts) == len(before.bills)


def test_the_answer_to_a_void_waits(sandbox: Running, desk: Desk, filing_no: str) -> None:
    """Until it is there nobody can pay, and the bills stay filed."""
    request = desk.payment()
    desk.control("settings", feedback_delay_seconds=20)

    assert void(desk, filing_no).state is ItemState.VOIDING
    answer = desk.send(SubmissionKind.PAYMENT, request, proof=desk.proof())
    refusal = refused(answer, RefusalCode.DEBT_NOT_OPEN, 409)
    assert "作废中" in refusal.message
    held = desk.read(DebtList, "/v1/debts", held=True).debts
    assert {debt.hold for debt in held} == {DebtState.VOIDING}
    assert {bill.state for bill in desk.bills("2026-11").bills} == {PayableState.FILED}

    sandbox.bureau.clock.advance(timedelta(seconds=20))
    assert filing(desk, filing_no).state is ItemState.VOIDED


def test_a_void_that_fails_leaves_the_filing_as_it_was(desk: Desk, filing_no: str) -> None:
    request = desk.payment()
    desk.control("void-failures", count=1)

    failed = void(desk, filing_no)

    assert failed.state is ItemState.ACCEPTED
    assert failed.reason == "税务系统未能作废该申报，原申报仍然有效，请稍后重新作废。"
    assert pay(desk, request).state is PaymentState.PAID


def test_a_lower_wage_can_be_filed_after_a_void(desk: Desk, filing_no: str) -> None:
    """The way back of G2.4.1.3: void, lower, file again; the voided record says what it said."""
    old = desk.read(FiledBillList, f"/v1/premium-filings/{filing_no}/bills").bills
    lower = daily(wage_items(desk.employees(), 500_000))
    # Whoever earns less already is not lowered.
    reasons = {item.reason for item in desk.file_wages(lower).items}
    assert "2026-11属期存在已申报数据，不允许调低缴费工资" in reasons
    void(desk, filing_no)

    assert {item.state for item in desk.file_wages(lower).items} == {ItemState.ACCEPTED}

    new = {bill.bill_no: bill for bill in desk.bills().bills}
    again = accepted(desk.confirm(desk.bills())).receipt_no
    assert desk.read(FiledBillList, f"/v1/premium-filings/{filing_no}/bills").bills == old
    for bill in old:
        assert new[bill.bill_no].revision == bill.revision + 1
        for number, revision in ((filing_no, bill.revision), (again, new[bill.bill_no].revision)):
            path = f"/v1/premium-filings/{number}/bills/{bill.bill_no}/lines"
            page = desk.read(BillLinePage, path)
            assert (page.revision, page.total) == (revision, bill.people)
            if number == filing_no:
                assert sum(line.due_fen for line in page.lines) == bill.amount_fen


def test_what_is_paid_or_being_paid_is_not_voided(
    sandbox: Running, desk: Desk, filing_no: str
) -> None:
    body = FilingVoidRequest(filing_no=filing_no)
    voucher = desk.print_voucher()
    refusal = refused(desk.send(KIND, body), RefusalCode.DEBT_HELD, 409)
    assert refusal.message.endswith(
        "的欠费的状态为“已打印凭证”，不能“作废申报”。"
        "请持凭证到银行缴款，或先在缴费凭证打印记录中作废凭证。"
    )
    release = VoucherVoidRequest(voucher_no=voucher.voucher_no)
    accepted(desk.send(SubmissionKind.VOUCHER_VOID, release))
    desk.control("payment-outcomes", outcomes=["锁定"])
    desk.pay_all()
    refusal = refused(desk.send(KIND, body), RefusalCode.DEBT_HELD, 409)
    assert "请先在缴费记录中“解锁”" in refusal.message
    assert filing(desk, filing_no).state is ItemState.ACCEPTED


def test_only_ones_own_successful_filing_is_voided(
    sandbox: Running, desk: Desk, filing_no: str
) -> None:
    body = FilingVoidRequest(filing_no=filing_no)
    refused(sandbox.admit().send(KIND, body), RefusalCode.NOT_FOUND, 404)
    odd = FilingVoidRequest(filing_no="SB999999999999")
    refused(desk.send(KIND, odd), RefusalCode.NOT_FOUND, 404)
    void(desk, filing_no)
    refusal = refused(desk.send(KIND, body), RefusalCode.FILING_NOT_VOIDABLE, 409)
    assert refusal.message == (
        f"社保费申报“{filing_no}”的状态为“作废成功”，不能“作废”。该记录只能查看，请重新申报。"
    )


@pytest.mark.parametrize("turn", range(4))
def test_a_void_and_a_payment_at_once_have_one_winner(any_sandbox: Running, turn: int) -> None:
    """Both would leave money paid for bills that are open again."""
    desk = any_sandbox.admit()
    filing_no = accepted(desk.confirm(desk.bills())).receipt_no
    body, request, proof = FilingVoidRequest(filing_no=filing_no), desk.payment(), desk.proof()
    desk.control("settings", feedback_delay_seconds=5)

    answers = at_once(
        [
            lambda: desk.send(KIND, body, f"void-{turn}"),
            lambda: desk.send(SubmissionKind.PAYMENT, request, f"pay-{turn}", proof),
        ]
        * 3
    )

    voids, payments = answers[::2], answers[1::2]
    won = {answer.status_code < 300 for answer in voids}, {a.status_code < 300 for a in payments}
    assert won in (({True}, {False}), ({False}, {True}))
    codes = {a.json()["code"] for a in answers if a.status_code == 409}
    assert len(codes) == 1
    assert codes <= {RefusalCode.DEBT_NOT_OPEN, RefusalCode.DEBT_HELD}
    any_sandbox.bureau.clock.advance(timedelta(seconds=5))
    held = desk.read(DebtList, "/v1/debts", held=True).debts
    assert held == []
    expected = PayableState.INITIAL if won[0] == {True} else PayableState.PAID
    assert {bill.state for bill in desk.bills("2026-11").bills} == {expected}
