"""Tax certificates (税收完税证明) over arrived payments."""

from enum import StrEnum

from pydantic import Field

from shebao.contract.states import CertificateState
from shebao.contract.wire import Answer, Day, Fen, Month, Number, Request, Text


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


class Certificate(Answer):
    """A certificate with everything that is printed on it."""

    certificate_no: Number
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


class CertificateList(Answer):
    """Certificates, newest first."""

    certificates: list[Certificate]
