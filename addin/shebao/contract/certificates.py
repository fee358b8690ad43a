"""Tax certificates (税收完税证明) over arrived payments."""

import hashlib
import json
from enum import StrEnum

from pydantic import Field

from shebao.contract.states import CertificateState
from shebao.contract.wire import (
    Answer,
    AskedFen,
    Day,
    Fen,
    FileNumber,
    Month,
    Number,
    Request,
    Text,
    Whole,
)


class CertificateStyle(StrEnum):
    """Lines as they arrived, or merged over consecutive periods of one year."""

    SEPARATE = "分开"
    MERGED = "合并"


class CertificateRequest(Request):
    """Issues one certificate over arrivals that have none yet."""

    arrival_nos: list[Number] = Field(min_length=1, max_length=10_000)
    style: CertificateStyle


class CertificateLine(Answer):
    """One printed line."""

    ticket_no: Number
    levy_item: Text
    levy_subitem: Text
    period_from: Month
    period_to: Month
    arrived_on: Day
    amount_fen: Fen


class CertificateKind(StrEnum):
    """税收票证种类."""

    TAX_CERTIFICATE = "税收完税证明（非印刷）"


class Certificate(Answer):
    """A certificate with everything that is printed on it.

    ``check_no`` and ``signature`` stand for ``signed_content``; what may change later, the state
    and the number of reissues, is outside them.
    """

    certificate_no: FileNumber
    kind: CertificateKind = CertificateKind.TAX_CERTIFICATE
    series: Text = ""  # 票证字轨
    region: Text = ""  # 行政区划
    state: CertificateState
    style: CertificateStyle
    issued_on: Day
    tax_office: Text
    tax_id: Number
    name: Text
    issuer: Text
    remark: Text = ""
    lines: list[CertificateLine]
    total_fen: Fen
    check_no: Text = ""
    signature: str = Field(default="", max_length=100)  # Ed25519, Base64
    reissues: Whole = 0


def signed_content(certificate: Certificate) -> bytes:
    """The bytes under a certificate's signature: canonical JSON of what never changes."""
    said = certificate.model_dump(
        mode="json", exclude={"state", "check_no", "signature", "reissues"}
    )
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check_number(content: bytes) -> str:
    """The number printed for checking by eye: five groups of four of the SHA-256."""
    digits = hashlib.sha256(content).hexdigest()[:20].upper()
    return "-".join(digits[place : place + 4] for place in range(0, 20, 4))


class SigningKey(Answer):
    """The public key under which certificates and rule files verify."""

    algorithm: Text  # Ed25519
    public_key: Text  # 32 bytes, Base64


class ReissueRequest(Request):
    """Prints an issued certificate again (补开)."""

    certificate_no: Number


class CertificateQuery(Request):
    """The nine fields of 查验; those without a default are required."""

    tax_id: Number
    name: Text = ""
    kind: CertificateKind
    ticket_no: Number  # 电子税票号码: of any line
    region: Text = ""
    total_fen: AskedFen
    tax_office: Text = ""
    series: Text = ""
    certificate_no: Number


class CertificateList(Answer):
    """Certificates, newest first."""

    certificates: list[Certificate]
