"""Certificates."""

from functools import partial

from fastapi import APIRouter, Response

from shebao.contract.certificates import Certificate, CertificateList, CertificateRequest
from shebao.contract.submissions import Receipt, SubmissionKind
from shebao.sandbox.certificates import issue_certificate, list_certificates, read_certificate
from shebao.sandbox.database import reading
from shebao.sandbox.routes.depends import HELD_BEFORE, REFUSALS, IdempotencyKey, TheCaller
from shebao.sandbox.submissions import submit

router = APIRouter(prefix="/v1", tags=["certificates"], responses=REFUSALS)


@router.post("/certificates", status_code=202, responses=HELD_BEFORE)
def issue(
    caller: TheCaller, body: CertificateRequest, response: Response, key: IdempotencyKey = None
) -> Receipt:
    """The certificate exists. 200 when the key was held before."""
    take = partial(issue_certificate, caller=caller, request=body)
    receipt, held = submit(caller, SubmissionKind.CERTIFICATE, key, body, take)
    response.status_code = 200 if held else 202
    return receipt


@router.get("/certificates")
def list_issued(caller: TheCaller) -> CertificateList:
    """Certificates, newest first."""
    with reading(caller.bureau.engine) as connection:
        return list_certificates(connection, caller.employer_id)


@router.get("/certificates/{certificate_no}")
def show_certificate(caller: TheCaller, certificate_no: str) -> Certificate:
    """One certificate."""
    with reading(caller.bureau.engine) as connection:
        return read_certificate(connection, caller.employer_id, certificate_no)
