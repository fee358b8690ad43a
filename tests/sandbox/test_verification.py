"""Certificates prove themselves: by signature without the bureau, by nine fields with it."""

import base64

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shebao.contract.certificates import (
    Certificate,
    CertificateKind,
    CertificateList,
    CertificateQuery,
    CertificateStyle,
    ReissueRequest,
    SigningKey,
    check_number,
    signed_content,
)
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import CertificateState
from shebao.contract.submission_table import SubmissionKind
from tests.sandbox.running import Desk, Running, accepted, refused


@pytest.fixture
def issued(desk: Desk) -> Certificate:
    accepted(desk.confirm(desk.bills()))
    desk.pay_all()
    body = desk.certificate(CertificateStyle.MERGED)
    number = accepted(desk.send(SubmissionKind.CERTIFICATE, body)).receipt_no
    return read(desk, number)


def read(desk: Desk, number: str) -> Certificate:
    return desk.read(Certificate, f"/v1/certificates/{number}")


def key(desk: Desk) -> Ed25519PublicKey:
    told = desk.read(SigningKey, "/v1/signing-key")
    assert told.algorithm == "Ed25519"
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(told.public_key))


def query(certificate: Certificate) -> CertificateQuery:
    """All nine fields."""
    return CertificateQuery(
        tax_id=certificate.tax_id,
        name=certificate.name,
        kind=CertificateKind.TAX_CERTIFICATE,
        ticket_no=certificate.lines[0].ticket_no,
        region=certificate.region,
        total_fen=certificate.total_fen,
        tax_office=certificate.tax_office,
        series=certificate.series,
        certificate_no=certificate.certificate_no,
    )


def reissue(desk: Desk, certificate: Certificate) -> Certificate:
    body = ReissueRequest(certificate_no=certificate.certificate_no)
    accepted(desk.send(SubmissionKind.REISSUE, body))
    return read(desk, certificate.certificate_no)


def test_a_certificate_proves_itself_without_the_bureau(desk: Desk, issued: Certificate) -> None:
    content = signed_content(issued)
    signature = base64.b64decode(issued.signature)

    key(desk).verify(signature, content)
    assert issued.check_no == check_number(content)
    assert len(issued.check_no.split("-")) == 5
    assert issued.series == "(261)黔国证"

    for change in ({"total_fen": 1}, {"name": "别的单位"}, {"lines": issued.lines[:-1]}):
        forged = signed_content(issued.model_copy(update=change))
        with pytest.raises(InvalidSignature):
            key(desk).verify(signature, forged)


def test_reissuing_and_voiding_leave_the_signature_valid(desk: Desk, issued: Certificate) -> None:
    """They change what may be done with the paper, not what it says."""
    again = reissue(desk, reissue(desk, issued))
    desk.control("certificates/void", certificate_no=issued.certificate_no)
    voided = read(desk, issued.certificate_no)

    assert (again.reissues, voided.state) == (2, CertificateState.VOIDED)
    assert again.model_copy(update={"reissues": 0}) == issued
    for certificate in (again, voided):
        signature = base64.b64decode(certificate.signature)
        key(desk).verify(signature, signed_content(certificate))


def test_the_nine_fields_find_a_certificate(desk: Desk, issued: Certificate) -> None:
    asked = query(issued)
    answer = desk.post("/v1/certificates/verify", asked)
    assert Certificate.model_validate_json(answer.content) == issued
    required = asked.model_copy(update={"name": "", "region": "", "tax_office": "", "series": ""})
    assert desk.post("/v1/certificates/verify", required).status_code == 200

    desk.control("certificates/void", certificate_no=issued.certificate_no)

    answer = desk.post("/v1/certificates/verify", asked)
    assert Certificate.model_validate_json(answer.content).state is CertificateState.VOIDED


@pytest.mark.parametrize(
    "wrong",
    [
        {"tax_id": "91520100MA00000000"},
        {"name": "别的单位"},
        {"ticket_no": "452016261100000000"},
        {"region": "350100"},
        {"total_fen": 1},
        {"tax_office": "别的税务局"},
        {"series": "(261)闽国证"},
        {"certificate_no": "452015261199999999"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_one_wrong_field_finds_nothing(
    desk: Desk, issued: Certificate, wrong: dict[str, object]
) -> None:
    asked = query(issued).model_copy(update=wrong)

    refused(desk.post("/v1/certificates/verify", asked), RefusalCode.NOT_FOUND, 404)


def test_a_required_field_left_out_is_refused(desk: Desk, issued: Certificate) -> None:
    for field in ("tax_id", "kind", "ticket_no", "total_fen", "certificate_no"):
        body = query(issued).model_dump(mode="json", exclude={field})
        answer = desk.http.post("/v1/certificates/verify", json=body)
        refusal = refused(answer, RefusalCode.BAD_REQUEST, 400)
        assert refusal.details["field"] == f"body.{field}"


def test_only_ones_own_valid_certificate_is_reissued(
    sandbox: Running, desk: Desk, issued: Certificate
) -> None:
    body = ReissueRequest(certificate_no=issued.certificate_no)
    other = sandbox.admit()
    refused(other.send(SubmissionKind.REISSUE, body), RefusalCode.NOT_FOUND, 404)
    answer = other.http.get(f"/v1/certificates/{issued.certificate_no}")
    refused(answer, RefusalCode.NOT_FOUND, 404)
    desk.control("certificates/void", certificate_no=issued.certificate_no)
    refusal = refused(desk.send(SubmissionKind.REISSUE, body), RefusalCode.CERTIFICATE_VOIDED, 409)
    assert refusal.message == (
        "该税收完税证明的状态为“已作废”，不能“补开”。请以现行有效的完税证明为准。"
    )


def test_certificates_are_listed_by_period(desk: Desk, issued: Certificate) -> None:
    def listed(**span: str) -> list[Certificate]:
        return desk.read(CertificateList, "/v1/certificates", **span).certificates

    assert listed() == listed(period_from="2026-11", period_to="2026-11") == [issued]
    assert listed(period_from="2026-12") == []
