"""What was paid: certified, or asked back with files."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy import func

from shebao.contract.certificates import Certificate, CertificateList, CertificateQuery, SigningKey
from shebao.contract.files import FileContent
from shebao.contract.refunds import RefundableLineList, RefundableTicketList, RefundList
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.wire import Month
from shebao.sandbox.office_tables import certificates, refunds
from shebao.sandbox.payments.certificates import (
    issue_certificate,
    list_certificates,
    read_certificate,
    take_reissue,
    verify_certificate,
)
from shebao.sandbox.refunds.refund_records import (
    list_refunds,
    process_refund,
    read_refund_file,
    take_refund_change,
)
from shebao.sandbox.refunds.refundables import list_lines, list_tickets
from shebao.sandbox.refunds.refunds import take_refund
from shebao.sandbox.routes.depends import REFUSALS, Concerned, TheBureau, TheCaller, read
from shebao.sandbox.routes.receiving import takes
from shebao.sandbox.signing import published

certificates_router = APIRouter(prefix="/v1", tags=["certificates"], responses=REFUSALS)
takes(
    certificates_router,
    SubmissionKind.CERTIFICATE,
    issue_certificate,
    "The certificate exists.",
    mark=(certificates, func.count()),
)
takes(
    certificates_router,
    SubmissionKind.REISSUE,
    take_reissue,
    "The certificate may be printed once more (补开).",
    mark=(certificates, func.sum(certificates.c.reissues)),
)


@certificates_router.post("/certificates/verify")
def verify(caller: TheCaller, body: CertificateQuery) -> Certificate:
    """The certificate that the nine fields describe (查验); its state may be 已作废."""
    return read(verify_certificate, caller, body)


@certificates_router.get("/signing-key")
def show_signing_key(bureau: TheBureau) -> SigningKey:
    """The public key under which every certificate and rule file verifies; needs no session."""
    return published(bureau.signing_key)


@certificates_router.get("/certificates")
def list_issued(caller: TheCaller, periods: Concerned) -> CertificateList:
    """Certificates, newest first."""
    return read(list_certificates, caller, periods)


@certificates_router.get("/certificates/{certificate_no}")
def show_certificate(caller: TheCaller, certificate_no: str) -> Certificate:
    """One certificate."""
    return read(read_certificate, caller, certificate_no)


refunds_router = APIRouter(prefix="/v1", tags=["refunds and files"], responses=REFUSALS)
First = Annotated[Month, Query(alias="from", description="First period")]
Last = Annotated[Month, Query(alias="to", description="Last period")]
RefundNo = Annotated[str, Path(max_length=40)]
FileNo = Annotated[int, Path(ge=1, le=1_000_000)]


@refunds_router.get("/refundable-tickets")
def list_refundable_tickets(caller: TheCaller, first: First, last: Last) -> RefundableTicketList:
    """The lines of paid tickets of a span of periods."""
    return read(list_tickets, caller, first, last)


@refunds_router.get("/refundable-lines")
def list_refundable_lines(caller: TheCaller, first: First, last: Last) -> RefundableLineList:
    """The persons of paid bills of a span of periods."""
    return read(list_lines, caller, first, last)


takes(
    refunds_router,
    SubmissionKind.REFUND,
    take_refund,
    "The refund is applied for.",
    mark=(refunds, func.count()),
    answer=(refunds, process_refund),
)
takes(
    refunds_router,
    SubmissionKind.REFUND_CHANGE,
    take_refund_change,
    "The account is corrected or a file attached.",
)


@refunds_router.get("/refunds")
def list_employer_refunds(caller: TheCaller) -> RefundList:
    """The employer's refunds, newest first."""
    return read(list_refunds, caller)


@refunds_router.get("/refunds/{refund_no}/files/{file_no}")
def show_refund_file(caller: TheCaller, refund_no: RefundNo, file_no: FileNo) -> FileContent:
    """An attachment as it was uploaded."""
    return read(read_refund_file, caller, refund_no, file_no)
