"""Certificates."""

from fastapi import APIRouter
from sqlalchemy import func

from shebao.contract.certificates import Certificate, CertificateList, CertificateQuery, SigningKey
from shebao.contract.submission_table import SubmissionKind
from shebao.sandbox.database import reading
from shebao.sandbox.payments.certificates import (
    issue_certificate,
    list_certificates,
    read_certificate,
    take_reissue,
    verify_certificate,
)
from shebao.sandbox.routes.depends import REFUSALS, PeriodFrom, PeriodTo, TheBureau, TheCaller
from shebao.sandbox.routes.receiving import takes
from shebao.sandbox.signing import published
from shebao.sandbox.tables import certificates

router = APIRouter(prefix="/v1", tags=["certificates"], responses=REFUSALS)


takes(
    router,
    SubmissionKind.CERTIFICATE,
    issue_certificate,
    "The certificate exists.",
    mark=(certificates, func.count()),
)


takes(
    router,
    SubmissionKind.REISSUE,
    take_reissue,
    "The certificate may be printed once more (补开).",
    mark=(certificates, func.sum(certificates.c.reissues)),
)


@router.post("/certificates/verify")
def verify(caller: TheCaller, body: CertificateQuery) -> Certificate:
    """The certificate that the nine fields describe (查验); its state may be 已作废."""
    with reading(caller.bureau.engine) as connection:
        return verify_certificate(connection, caller.bureau, body)


@router.get("/signing-key")
def show_signing_key(bureau: TheBureau) -> SigningKey:
    """The public key under which every certificate and rule file verifies; needs no session."""
    return published(bureau.signing_key)


@router.get("/certificates")
def list_issued(
    caller: TheCaller, period_from: PeriodFrom = None, period_to: PeriodTo = None
) -> CertificateList:
    """Certificates, newest first."""
    with reading(caller.bureau.engine) as connection:
        return list_certificates(connection, caller, (period_from, period_to))


@router.get("/certificates/{certificate_no}")
def show_certificate(caller: TheCaller, certificate_no: str) -> Certificate:
    """One certificate."""
    with reading(caller.bureau.engine) as connection:
        return read_certificate(connection, caller, certificate_no)
