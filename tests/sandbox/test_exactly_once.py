"""One key, one submission, for good: repeated, raced and settled, on both databases."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from pydantic import BaseModel

from shebao.contract.accounts import AccountCancelRequest
from shebao.contract.agreements import AgreementStep, AgreementStepRequest
from shebao.contract.certificates import CertificateStyle, ReissueRequest
from shebao.contract.payments import UnlockRequest
from shebao.contract.premiums import FilingVoidRequest
from shebao.contract.projects import ProjectFilingRequest, ProjectLinkRequest
from shebao.contract.refunds import RefundChangeRequest
from shebao.contract.refusals import RefusalCode
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import SettledState, Settlement, SettleRequest
from shebao.contract.unit_links import UnitLinkRequest
from shebao.contract.vouchers import VoucherVoidRequest
from shebao.sandbox.bureau import Settings
from tests.patience import PATIENCE_SECONDS
from tests.sandbox.forms import account, agreement, push_project, refund
from tests.sandbox.running import (
    Desk,
    Running,
    accepted,
    confirmation,
    daily,
    refused,
    running,
    wage_items,
)

KINDS = list(SubmissionKind)
THREADS = 8


def prepared(desk: Desk, kind: SubmissionKind) -> tuple[BaseModel, str]:
    """A body that the bureau would take now, and a proof when it needs one."""
    if kind is SubmissionKind.WAGE_FILING:
        return daily(wage_items(desk.employees(), 880_000)), ""
    if kind is SubmissionKind.PREMIUM_FILING:
        return confirmation(desk.bills()), ""
    match kind:
        case SubmissionKind.ACCOUNT:
            return account(desk), ""
        case SubmissionKind.ACCOUNT_CANCEL:
            held = accepted(desk.send(SubmissionKind.ACCOUNT, account(desk)))
            return AccountCancelRequest(account_id=held.receipt_no), ""
        case SubmissionKind.PROJECT_LINK:
            push_project(desk)
            return ProjectLinkRequest(project_id="GC1", linked=True), ""
        case SubmissionKind.PROJECT_FILING:
            push_project(desk)
            link = ProjectLinkRequest(project_id="GC1", linked=True)
            accepted(desk.send(SubmissionKind.PROJECT_LINK, link))
            due = {"cost_fen": 1_000_000_000, "rate_ppm": 1_200, "amount_fen": 1_200_000}
            return ProjectFilingRequest.model_validate({"project_id": "GC1", **due}), ""
        case SubmissionKind.AGREEMENT:
            return agreement(desk), ""
        case SubmissionKind.AGREEMENT_STEP:
            signed = accepted(desk.send(SubmissionKind.AGREEMENT, agreement(desk))).receipt_no
            return AgreementStepRequest(agreement_no=signed, step=AgreementStep.VOID), ""
        case SubmissionKind.UNIT_LINK:
            given = desk.control("unit-numbers", tax_id=desk.seeded.tax_id, insurances=["410"])
            return UnitLinkRequest(unit_nos=[given["unit_no"]]), ""
        case SubmissionKind.UNIT_UNLINK:
            return UnitLinkRequest(unit_nos=[desk.seeded.unit_no]), ""
    filing = accepted(desk.confirm(desk.bills()))
    match kind:
        case SubmissionKind.FILING_VOID:
            return FilingVoidRequest(filing_no=filing.receipt_no), ""
        case SubmissionKind.PAYMENT:
            return desk.payment(), desk.proof()
        case SubmissionKind.UNLOCK:
            desk.control("payment-outcomes", outcomes=["锁定"])
            return UnlockRequest(payment_no=desk.pay_all().receipt_no), desk.proof()
        case SubmissionKind.VOUCHER:
            return desk.voucher(), desk.proof()
        case SubmissionKind.VOUCHER_VOID:
            return VoucherVoidRequest(voucher_no=desk.print_voucher().voucher_no), ""
    desk.pay_all()
    if kind is SubmissionKind.REFUND:
        return refund(desk), ""
    if kind is SubmissionKind.REFUND_CHANGE:
        body = refund(desk)
        made = accepted(desk.send(SubmissionKind.REFUND, body)).receipt_no
        return RefundChangeRequest(refund_no=made, account_id=body.account_id), ""
    certificate = desk.certificate(CertificateStyle.SEPARATE)
    if kind is SubmissionKind.CERTIFICATE:
        return certificate, ""
    issued = accepted(desk.send(SubmissionKind.CERTIFICATE, certificate))
    return ReissueRequest(certificate_no=issued.receipt_no), ""


def at_once(actions: list[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    """All at the same moment, from threads with connections of their own."""
    barrier = threading.Barrier(len(actions))

    def run(action: Callable[[], httpx.Response]) -> httpx.Response:
        barrier.wait(PATIENCE_SECONDS)
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


@pytest.mark.parametrize("kind", KINDS)
def test_same_key_and_content_get_the_same_receipt(any_desk: Desk, kind: SubmissionKind) -> None:
    body, proof = prepared(any_desk, kind)

    first = any_desk.send(kind, body, "one", proof)
    again = any_desk.send(kind, body, "one", proof)

    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json() == again.json()
    assert any_desk.received(kind) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_parallel_identical_requests_leave_one_submission(
    any_desk: Desk, kind: SubmissionKind
) -> None:
    """A client that retries while its first try is still under way must not file twice."""
    body, proof = prepared(any_desk, kind)

    answers = at_once([lambda: any_desk.send(kind, body, "raced", proof)] * THREADS)

    assert sorted(answer.status_code for answer in answers) == [200] * (THREADS - 1) + [202]
    assert len({answer.text for answer in answers}) == 1
    assert any_desk.received(kind) == 1


def test_a_bureau_that_ignores_keys_doubles(sqlite_url: str) -> None:
    """The control: without it the tests above would prove nothing."""
    kind = SubmissionKind.WAGE_FILING
    with running(Settings(sqlite_url, ignore_keys=True)) as sandbox:
        desk = sandbox.admit()
        body, _ = prepared(desk, kind)

        receipts = [accepted(desk.send(kind, body, "one")) for _ in range(2)]

        assert receipts[0].receipt_no != receipts[1].receipt_no
        assert desk.received(kind) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_another_content_under_a_used_key_is_refused(desk: Desk, kind: SubmissionKind) -> None:
    body, proof = prepared(desk, kind)
    accepted(desk.send(kind, body, "one", proof))

    changes: dict[SubmissionKind, dict[str, object]] = {
        SubmissionKind.WAGE_FILING: {"effective_from": "2026-12"},
        SubmissionKind.PREMIUM_FILING: {"bills": getattr(body, "bills", [])[:1]},
        SubmissionKind.PAYMENT: {"debt_nos": getattr(body, "debt_nos", [])[:1]},
        SubmissionKind.FILING_VOID: {"filing_no": "SB999999999999"},
        SubmissionKind.UNLOCK: {"payment_no": "JF999999999999"},
        SubmissionKind.VOUCHER: {"agreement_no": "XY9999999999"},
        SubmissionKind.VOUCHER_VOID: {"voucher_no": "PZ999999999999"},
        SubmissionKind.CERTIFICATE: {"style": CertificateStyle.MERGED},
        SubmissionKind.REISSUE: {"certificate_no": "452015261199999999"},
        SubmissionKind.ACCOUNT: {"name": "别的名称"},
        SubmissionKind.ACCOUNT_CANCEL: {"cancelled_on": "2026-11-01"},
        SubmissionKind.AGREEMENT: {"batch": "费批扣"},
        SubmissionKind.PROJECT_LINK: {"linked": False},
        SubmissionKind.PROJECT_FILING: {"amount_fen": 1},
        SubmissionKind.REFUND: {"reason": "其他"},
        SubmissionKind.REFUND_CHANGE: {"account_id": "ZH999999999999"},
        SubmissionKind.AGREEMENT_STEP: {"step": AgreementStep.VERIFY},
        SubmissionKind.UNIT_LINK: {"unit_nos": ["520100000000"]},
        SubmissionKind.UNIT_UNLINK: {"unit_nos": ["520100000000"]},
    }
    other = body.model_copy(update=changes[kind])

    refused(desk.send(kind, other, "one", proof), RefusalCode.KEY_REUSED, 409)
    assert desk.received(kind) == 1


def test_a_key_of_another_kind_is_refused(desk: Desk) -> None:
    body, _ = prepared(desk, SubmissionKind.WAGE_FILING)
    accepted(desk.send(SubmissionKind.WAGE_FILING, body, "one"))
    bills, _ = prepared(desk, SubmissionKind.PREMIUM_FILING)

    refused(desk.send(SubmissionKind.PREMIUM_FILING, bills, "one"), RefusalCode.KEY_REUSED, 409)
    settle = desk.post(
        "/v1/submissions/one/settle", SettleRequest(kind=SubmissionKind.PREMIUM_FILING)
    )
    refused(settle, RefusalCode.KEY_REUSED, 409)


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_or_endless_key_is_refused(desk: Desk, kind: SubmissionKind) -> None:
    body, proof = prepared(desk, kind)

    refused(desk.send(kind, body, "", proof), RefusalCode.KEY_MISSING, 400)
    refused(desk.send(kind, body, "k" * 201, proof), RefusalCode.BAD_REQUEST, 400)
    assert desk.received(kind) == 0


def test_a_refused_call_leaves_its_key_free(desk: Desk) -> None:
    """Otherwise a clerk who corrects the sheet could not send the correction."""
    bills = desk.bills()
    wrong = bills.model_copy(
        update={"bills": [b.model_copy(update={"revision": 9}) for b in bills.bills]}
    )
    refused(desk.confirm(wrong, "one"), RefusalCode.BILL_CHANGED, 409)

    assert desk.confirm(bills, "one").status_code == 202


def test_keys_of_two_employers_do_not_meet(any_sandbox: Running) -> None:
    kind = SubmissionKind.WAGE_FILING
    desks = [any_sandbox.admit(), any_sandbox.admit()]
    receipts = [
        accepted(desk.send(kind, daily(wage_items(desk.employees(), 700_000)), "same"))
        for desk in desks
    ]

    assert receipts[0].receipt_no != receipts[1].receipt_no


def test_settling_a_recorded_key_gives_its_receipt(any_desk: Desk) -> None:
    kind = SubmissionKind.WAGE_FILING
    body, _ = prepared(any_desk, kind)
    receipt = accepted(any_desk.send(kind, body, "one"))

    settlement = any_desk.settle(kind, "one")

    assert (settlement.state, settlement.receipt) == (SettledState.RECORDED, receipt)
    assert any_desk.settle(kind, "one") == settlement


def test_settling_an_unknown_key_closes_it_for_good(any_desk: Desk) -> None:
    """The request that comes late must not file what was sent again meanwhile."""
    kind = SubmissionKind.WAGE_FILING
    body, _ = prepared(any_desk, kind)

    assert any_desk.settle(kind, "late").state is SettledState.CLOSED
    assert any_desk.settle(kind, "late").state is SettledState.CLOSED
    refused(any_desk.send(kind, body, "late"), RefusalCode.KEY_CLOSED, 409)
    assert any_desk.received(kind) == 0

    accepted(any_desk.send(kind, body, "fresh"))
    assert any_desk.received(kind) == 1


def test_settling_in_a_race_with_the_request_has_one_outcome(any_desk: Desk) -> None:
    """Whoever comes first decides, and both sides are told the same."""
    kind = SubmissionKind.WAGE_FILING
    body, _ = prepared(any_desk, kind)
    for turn in range(8):
        key = f"raced-{turn}"
        before = any_desk.received(kind)
        sent, settled = at_once(
            [
                lambda key=key: any_desk.send(kind, body, key),  # type: ignore[misc]
                lambda key=key: any_desk.post(  # type: ignore[misc]
                    f"/v1/submissions/{key}/settle", SettleRequest(kind=kind)
                ),
            ]
        )
        settlement = Settlement.model_validate_json(settled.content)
        if settlement.state is SettledState.RECORDED:
            assert settlement.receipt == accepted(sent)
        else:
            refused(sent, RefusalCode.KEY_CLOSED, 409)
        recorded = settlement.state is SettledState.RECORDED
        assert any_desk.received(kind) == before + recorded


def test_a_payment_proof_serves_one_key_only(desk: Desk) -> None:
    """Else one typed password could pay many times."""
    body, proof = prepared(desk, SubmissionKind.PAYMENT)
    half = body.model_copy(update={"debt_nos": body.debt_nos[:1]})  # type: ignore[attr-defined]
    refused(desk.send(SubmissionKind.PAYMENT, half, "a", proof), RefusalCode.AMOUNT_DIFFERS, 409)
    accepted(desk.send(SubmissionKind.PAYMENT, body, "b", proof))

    refused(desk.send(SubmissionKind.PAYMENT, body, "c", proof), RefusalCode.REAUTH_REQUIRED, 403)
