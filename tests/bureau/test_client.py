"""The client's calls for voids, vouchers, unlocks, records and certificates, at a real sandbox."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from shebao.bureau.client import Bureau
from shebao.bureau.transport import Transport
from shebao.contract.certificates import (
    CertificateKind,
    CertificateQuery,
    CertificateRequest,
    CertificateStyle,
    ReissueRequest,
)
from shebao.contract.payments import PaymentRequest, UnlockRequest
from shebao.contract.premiums import BillConfirmation, FilingVoidRequest, PremiumFilingRequest
from shebao.contract.queries import EmployeeRecordQuery
from shebao.contract.states import DebtState, ItemState, PaymentState, VoucherState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.vouchers import VoucherRequest, VoucherVoidRequest
from shebao.domain.login_name import LoginName
from shebao.sandbox.bureau import Settings
from shebao.sandbox.database import data_url
from tests.patience import PATIENCE_SECONDS
from tests.sandbox.running import Desk, running

MONTH = ("2026-11", "2026-11")


class Clerk:
    """Submits through the client, each under a key of its own."""

    def __init__(self, desk: Desk, bureau: Bureau) -> None:
        self.desk = desk
        self.bureau = bureau
        self.sent = 0

    def submit(self, kind: SubmissionKind, body: BaseModel) -> str:
        self.sent += 1
        proof = self.bureau.reauth()
        receipt, held = self.bureau.submit(
            kind, f"clerk-{self.sent}", body, entry_id="1", proof=proof
        )
        assert not held
        return receipt.receipt_no

    def file(self) -> str:
        bills = [
            BillConfirmation(bill_no=b.bill_no, revision=b.revision, amount_fen=b.amount_fen)
            for b in self.bureau.bills().bills
        ]
        return self.submit(SubmissionKind.PREMIUM_FILING, PremiumFilingRequest(bills=bills))

    def due(self) -> tuple[list[str], int]:
        debts = self.bureau.debts().debts
        return [d.debt_no for d in debts], sum(d.amount_fen + d.late_fee_fen for d in debts)

    def pay(self) -> str:
        numbers, amount_fen = self.due()
        agreement_no = self.bureau.agreements().agreements[0].agreement_no
        body = PaymentRequest(debt_nos=numbers, agreement_no=agreement_no, amount_fen=amount_fen)
        return self.submit(SubmissionKind.PAYMENT, body)


@pytest.fixture
def clerk(tmp_path: Path) -> Iterator[Clerk]:
    with running(Settings(data_url(tmp_path))) as sandbox:
        desk = sandbox.admit()
        transport = Transport(sandbox.url, PATIENCE_SECONDS)

        def password(_: LoginName) -> str:
            return desk.seeded.first_password

        bureau = Bureau(transport, LoginName(desk.seeded.tax_id), password, password)
        try:
            yield Clerk(desk, bureau)
        finally:
            transport.close()


def test_filings_are_voided_and_read_as_they_were(clerk: Clerk) -> None:
    filing_no = clerk.file()
    bill = clerk.bureau.filed_bills(filing_no).bills[0]
    lines = clerk.bureau.filed_lines(filing_no, bill.bill_no)
    assert sum(line.due_fen for line in lines) == bill.amount_fen
    assert clerk.bureau.special_bills().bills == []

    clerk.submit(SubmissionKind.FILING_VOID, FilingVoidRequest(filing_no=filing_no))

    (filing,) = clerk.bureau.premium_filings("2026-11-10", "2026-11-10").filings
    assert (filing.filing_no, filing.state) == (filing_no, ItemState.VOIDED)


def test_vouchers_hold_debts_until_they_are_voided(clerk: Clerk) -> None:
    clerk.file()
    numbers, amount_fen = clerk.due()
    body = VoucherRequest(debt_nos=numbers, amount_fen=amount_fen)
    voucher_no = clerk.submit(SubmissionKind.VOUCHER, body)
    assert clerk.due() == ([], 0)
    assert {d.hold for d in clerk.bureau.debts(held=True).debts} == {DebtState.ON_VOUCHER}

    clerk.submit(SubmissionKind.VOUCHER_VOID, VoucherVoidRequest(voucher_no=voucher_no))

    assert clerk.bureau.voucher(voucher_no).state is VoucherState.VOIDED
    assert [v.voucher_no for v in clerk.bureau.vouchers(*MONTH).vouchers] == [voucher_no]
    assert clerk.due() == (numbers, amount_fen)


def test_what_was_unlocked_arrives_and_is_certified(clerk: Clerk) -> None:
    clerk.file()
    clerk.desk.control("payment-outcomes", outcomes=["锁定"])
    payment_no = clerk.pay()
    clerk.submit(SubmissionKind.UNLOCK, UnlockRequest(payment_no=payment_no))
    (payment,) = clerk.bureau.payments(*MONTH).payments
    assert (payment.payment_no, payment.state) == (payment_no, PaymentState.PAID)
    person = clerk.desk.employees()[0]
    query = EmployeeRecordQuery(
        name=person.name,
        id_type=person.id_type,
        id_number=person.id_number,
        first_period=MONTH[0],
        last_period=MONTH[1],
    )
    assert len(clerk.bureau.employee_record(query).lines) == 5
    assert clerk.bureau.unit_record(*MONTH).total_fen == payment.amount_fen

    arrivals = [a.arrival_no for a in clerk.bureau.arrivals(*MONTH).arrivals]
    body = CertificateRequest(arrival_nos=arrivals, style=CertificateStyle.MERGED)
    number = clerk.submit(SubmissionKind.CERTIFICATE, body)
    clerk.submit(SubmissionKind.REISSUE, ReissueRequest(certificate_no=number))

    (certificate,) = clerk.bureau.certificates(*MONTH).certificates
    assert certificate.reissues == 1
    found = clerk.bureau.verify_certificate(
        CertificateQuery(
            tax_id=certificate.tax_id,
            kind=CertificateKind.TAX_CERTIFICATE,
            ticket_no=certificate.lines[0].ticket_no,
            total_fen=certificate.total_fen,
            certificate_no=number,
        )
    )
    assert found == certificate
    assert clerk.bureau.signing_key().algorithm == "Ed25519"
