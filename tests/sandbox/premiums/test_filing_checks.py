"""What is refused at the counter: overdue months out of turn, leavers, notices torn or late."""

from typing import Any

import pytest

from shebao.contract.certificates import Certificate, CertificateStyle
from shebao.contract.payments import DebtList
from shebao.contract.premiums import (
    BillConfirmation,
    BillLinePage,
    BillList,
    FilingVoidRequest,
    PremiumFiling,
    PremiumFilingRequest,
    SpecialBillList,
)
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import ItemState
from shebao.contract.submission_table import SubmissionKind
from tests.sandbox.running import Desk, Running, accepted, confirmation, refused

FILING = SubmissionKind.PREMIUM_FILING
NOTICE = "ZJ202611000001"


def of_period(bills: BillList, *periods: str) -> BillList:
    return bills.model_copy(update={"bills": [b for b in bills.bills if b.period in periods]})


def test_overdue_months_are_filed_one_by_one_oldest_first(sandbox: Running, desk: Desk) -> None:
    """Source: G2.5.1.3."""
    desk.bills()
    sandbox.at("2027-01-05")
    desk.login()
    bills = desk.bills()

    for periods in (("2026-12",), ("2027-01",), ("2026-11", "2026-12")):
        refusal = refused(desk.confirm(of_period(bills, *periods)), RefusalCode.OVERDUE_FIRST, 409)
        assert refusal.message == (
            "逾期未缴纳社保费的用人单位应逐月申报缴纳社保费，"
            "请先单独申报2026-11属期，再申报以后的属期。"
        )
        assert refusal.details == {"period": "2026-11"}
    for period in ("2026-11", "2026-12", "2027-01"):
        accepted(desk.confirm(of_period(bills, period)))


def test_where_the_province_lets_them_months_go_in_any_order(sandbox: Running) -> None:
    """Source: F三5."""
    desk = sandbox.admit(region="350100")
    desk.bills()
    sandbox.at("2026-12-05")
    desk.login()

    accepted(desk.confirm(of_period(desk.bills(), "2026-12")))


def test_a_leaver_reported_too_late_holds_the_bills_until_written_off(any_desk: Desk) -> None:
    """Source: F三4."""
    leaver = any_desk.employees()[0]
    who = {"tax_id": any_desk.seeded.tax_id, "id_number": leaver.id_number}
    any_desk.control("people/leave", stays_billed=True, **who)

    bills = any_desk.bills()

    assert {(bill.people, bill.leavers) for bill in bills.bills} == {(6, 1)}
    lines = any_desk.read(BillLinePage, f"/v1/bills/{bills.bills[0].bill_no}/lines").lines
    assert [line.id_number for line in lines if line.leaver] == [leaver.id_number]
    refusal = refused(any_desk.confirm(bills), RefusalCode.LEAVER_IN_BILL, 409)
    assert refusal.message.endswith(
        "含 1 名跨月减员的离职人员，须先由办税服务厅核销后刷新，方可确认申报。"
    )
    any_desk.control("people/write-off", **who)
    bills = any_desk.bills()
    assert {(bill.people, bill.leavers) for bill in bills.bills} == {(5, 0)}
    accepted(any_desk.confirm(bills))
    answer = any_desk.http.post("/sandbox/people/write-off", json=who)
    refused(answer, RefusalCode.NOT_FOUND, 404)


def push(desk: Desk, **changes: Any) -> SpecialBillList:
    """Two insurances of one notice, for one person each."""
    person = desk.employees()[0]
    line = {
        "person_no": person.person_no,
        "name": person.name,
        "id_number": person.id_number,
        "base_fen": 500_000,
        "unit_ppm": 160_000,
        "unit_fen": 80_000,
        "person_fen": 40_000,
    }
    order = {
        "tax_id": desk.seeded.tax_id,
        "notice_no": NOTICE,
        "collect_by": "2026-11-20",
        "bills": [
            {"insurance": insurance, "period": "2025-05", "lines": [line]}
            for insurance in ("110", "210")
        ],
    }
    desk.control("special-bills/push", **order | changes)
    return special(desk)


def special(desk: Desk) -> SpecialBillList:
    return desk.read(SpecialBillList, "/v1/special-bills")


def confirm(desk: Desk, bills: SpecialBillList, remark: str = "") -> PremiumFilingRequest:
    return PremiumFilingRequest(
        bills=[
            BillConfirmation(
                bill_no=bill.bill_no,
                revision=bill.revision,
                amount_fen=bill.amount_fen,
                remark=remark,
            )
            for bill in bills.bills
        ]
    )


def test_a_notice_is_filed_paid_and_certified_with_its_remark(any_desk: Desk) -> None:
    ordinary = any_desk.bills()
    pushed = push(any_desk)

    assert [(b.insurance, b.notice_no, b.amount_fen) for b in pushed.bills] == [
        ("110", NOTICE, 120_000),
        ("210", NOTICE, 120_000),
    ]
    assert any_desk.bills() == ordinary
    receipt = accepted(any_desk.send(FILING, confirm(any_desk, pushed, "补缴二〇二五年五月")))
    filing = any_desk.read(PremiumFiling, f"/v1/premium-filings/{receipt.receipt_no}")
    assert (filing.state, filing.special) == (ItemState.ACCEPTED, True)
    debts = any_desk.read(DebtList, "/v1/debts").debts
    assert {(debt.due_on, debt.late_fee_fen) for debt in debts} == {("2026-11-20", 0)}
    any_desk.pay_all()
    body = any_desk.certificate(CertificateStyle.SEPARATE)
    issued = accepted(any_desk.send(SubmissionKind.CERTIFICATE, body)).receipt_no
    certificate = any_desk.read(Certificate, f"/v1/certificates/{issued}")
    assert certificate.remark == "补缴二〇二五年五月"
    assert special(any_desk).bills == []


def test_a_voided_notice_is_open_again_without_the_remark(any_desk: Desk) -> None:
    """The next certificate would say what the clerk wrote for the filing that was taken back."""
    pushed = push(any_desk)
    filed = accepted(any_desk.send(FILING, confirm(any_desk, pushed, "第一次"))).receipt_no

    accepted(any_desk.send(SubmissionKind.FILING_VOID, FilingVoidRequest(filing_no=filed)))

    assert special(any_desk) == pushed
    assert {bill.remark for bill in special(any_desk).bills} == {""}


def test_a_notice_is_filed_whole_and_apart(desk: Desk) -> None:
    pushed = push(desk)
    half = pushed.model_copy(update={"bills": pushed.bills[:1]})

    refusal = refused(desk.send(FILING, confirm(desk, half)), RefusalCode.NOTICE_INCOMPLETE, 409)
    assert refusal.details == {"notice_no": NOTICE}
    mixed = PremiumFilingRequest(
        bills=[*confirm(desk, pushed).bills, *confirmation(desk.bills()).bills]
    )
    refused(desk.send(FILING, mixed), RefusalCode.BAD_REQUEST, 400)
    accepted(desk.send(FILING, confirm(desk, pushed)))


def test_past_its_deadline_a_notice_is_neither_filed_nor_paid(sandbox: Running, desk: Desk) -> None:
    """Source: G2.6.1.3."""
    pushed = push(desk)
    push(desk, notice_no="ZJ202611000002")
    accepted(desk.send(FILING, confirm(desk, pushed)))
    sandbox.at("2026-11-21")
    desk.login()

    payment = desk.payment()
    answer = desk.send(SubmissionKind.PAYMENT, payment, proof=desk.proof())
    refusal = refused(answer, RefusalCode.NOTICE_EXPIRED, 409)
    assert refusal.message == (
        f"征集通知流水号 {NOTICE} 已超过征集有效期（2026-11-20），"
        "请联系人社（医保）部门重新推送后再办理。"
    )
    late = desk.send(FILING, confirm(desk, special(desk)))
    refused(late, RefusalCode.NOTICE_EXPIRED, 409)


def test_a_filed_notice_is_withdrawn_only_after_the_void(desk: Desk) -> None:
    """The chain of G2.5.2.3."""
    pushed = push(desk)
    who = {"tax_id": desk.seeded.tax_id, "notice_no": NOTICE}
    receipt = accepted(desk.send(FILING, confirm(desk, pushed)))
    answer = desk.http.post("/sandbox/special-bills/withdraw", json=who)
    refused(answer, RefusalCode.BILL_NOT_OPEN, 409)

    body = FilingVoidRequest(filing_no=receipt.receipt_no)
    accepted(desk.send(SubmissionKind.FILING_VOID, body))
    assert len(special(desk).bills) == 2
    desk.control("special-bills/withdraw", **who)
    assert special(desk).bills == []
    refused(desk.send(FILING, confirm(desk, pushed)), RefusalCode.BILL_NOT_OPEN, 409)
    again = push(desk)
    assert {bill.revision for bill in again.bills} == {2}
    accepted(desk.send(FILING, confirm(desk, again)))


def test_a_notice_is_not_pushed_twice(desk: Desk) -> None:
    push(desk)
    with pytest.raises(AssertionError, match="已推送过"):
        push(desk)


def test_another_channel_leaves_its_records(sandbox: Running, desk: Desk) -> None:
    """P-RECORDS, Y-RECORDS: what was done at the hall is seen here."""
    who = {"tax_id": desk.seeded.tax_id}
    filing_no = desk.control("elsewhere/filing", **who)["filing_no"]
    filing = desk.read(PremiumFiling, f"/v1/premium-filings/{filing_no}")
    assert (filing.state, filing.channel, filing.unpaid) == (
        ItemState.ACCEPTED,
        "办税服务厅",
        True,
    )
    listed = desk.http.get("/v1/premium-filings?from=2026-11-10&to=2026-11-10").json()["filings"]
    assert [row["filing_no"] for row in listed] == [filing_no]
    assert desk.http.get("/v1/premium-filings?from=2026-11-11").json()["filings"] == []
    desk.control("elsewhere/payment", **who)
    listed = desk.http.get("/v1/payments?period_from=2026-11&period_to=2026-11").json()
    assert [row["channel"] for row in listed["payments"]] == ["办税服务厅"]
    assert desk.http.get("/v1/payments?period_from=2026-12").json()["payments"] == []
    assert not desk.read(PremiumFiling, f"/v1/premium-filings/{filing_no}").unpaid
