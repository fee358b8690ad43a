"""A session sees its own employer and nobody else's things."""

from pathlib import Path

from shebao.contract.certificates import CertificateStyle
from shebao.contract.payments import AgreementList, ArrivalList
from shebao.contract.refusals import RefusalCode
from shebao.contract.submission_table import SubmissionKind
from shebao.sandbox.bureau import Settings
from shebao.sandbox.database import data_url
from shebao.sandbox.door import HEADER
from tests.sandbox.running import Running, accepted, daily, refused, running, wage_items


def test_numbers_of_another_employer_are_not_found(any_sandbox: Running) -> None:
    """Not forbidden: even that they exist is not said."""
    mine, theirs = any_sandbox.admit(), any_sandbox.admit()
    wages = theirs.file_wages(daily(wage_items(theirs.employees(), 800_000)))
    bills = theirs.bills()
    my_agreement = mine.read(AgreementList, "/v1/agreements").agreements[0]
    premium = accepted(theirs.confirm(bills))
    debts = theirs.payment()
    payment = theirs.pay_all()
    certificate = accepted(
        theirs.send(SubmissionKind.CERTIFICATE, theirs.certificate(CertificateStyle.SEPARATE))
    )

    for path in (
        f"/v1/wage-filings/{wages.filing_no}",
        f"/v1/bills/{bills.bills[0].bill_no}/lines",
        f"/v1/premium-filings/{premium.receipt_no}",
        f"/v1/payments/{payment.receipt_no}",
        f"/v1/certificates/{certificate.receipt_no}",
    ):
        assert theirs.http.get(path).status_code == 200
        refused(mine.http.get(path), RefusalCode.NOT_FOUND, 404)
    refused(mine.confirm(bills), RefusalCode.NOT_FOUND, 404)
    with_my_account = debts.model_copy(update={"agreement_no": my_agreement.agreement_no})
    for request in (debts, with_my_account):
        answer = mine.send(SubmissionKind.PAYMENT, request, proof=mine.proof())
        refused(answer, RefusalCode.NOT_FOUND, 404)


def test_lists_hold_only_ones_own(any_sandbox: Running) -> None:
    mine, theirs = any_sandbox.admit(), any_sandbox.admit()
    theirs.file_wages(daily(wage_items(theirs.employees(), 800_000)))
    accepted(theirs.confirm(theirs.bills()))
    theirs.pay_all()

    assert mine.read(ArrivalList, "/v1/arrivals").arrivals == []
    for path, name in (
        ("/v1/wage-filings", "filings"),
        ("/v1/premium-filings", "filings"),
        ("/v1/payments", "payments"),
        ("/v1/debts", "debts"),
        ("/v1/certificates", "certificates"),
        ("/v1/batch-debits", "batch_debits"),
    ):
        assert mine.http.get(path).json()[name] == []
    ids = {e.id_number for e in mine.employees()}
    assert ids.isdisjoint(e.id_number for e in theirs.employees())


def test_two_bureaus_of_one_process_know_nothing_of_each_other(tmp_path: Path) -> None:
    """Their routes are the same ones; behind them each has its own people, clock and keys."""
    with (
        running(Settings(data_url(tmp_path / "one"))) as one,
        running(Settings(data_url(tmp_path / "two"))) as two,
    ):
        here, there = one.admit(), two.admit()
        assert here.employees()[0].id_number != there.employees()[0].id_number
        strange = {"Authorization": there.http.headers["Authorization"]}
        refused(here.http.get("/v1/bills", headers=strange), RefusalCode.SESSION_EXPIRED, 401)
        control = {HEADER: there.http.headers[HEADER]}
        assert here.http.get("/sandbox/received", headers=control).status_code == 403

        two.at("2027-02-10")
        months = [
            desk.http.get("/sandbox/clock").json()["current_period"] for desk in (here, there)
        ]
        assert months == ["2026-11", "2027-02"]
