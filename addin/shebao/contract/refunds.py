"""Refunds (退费): of whole tickets or of single employees, applied for and followed to the end."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from shebao.contract.states import RefundState
from shebao.contract.wire import (
    Answer,
    AskedFen,
    AskedPlace,
    AskedPpm,
    Day,
    Fen,
    InsuranceCode,
    Month,
    Number,
    Ppm,
    Request,
    Text,
    Whole,
)


class RefundKind(StrEnum):
    """What is refunded."""

    WHOLE = "整笔退费"
    EMPLOYEE = "职工明细退费"


class VoucherKind(StrEnum):
    """On which filing a premium was levied (应征凭证种类); one application has only one."""

    DAILY = "单位日常申报表"
    SPECIAL = "特殊缴费申报表"


class TaxKind(StrEnum):
    """What an amount is; a late fee is never refunded."""

    PRINCIPAL = "正税"
    LATE_FEE = "滞纳金"


class RefundReason(StrEnum):
    """Why too much was paid (退费原因)."""

    WAGE_WRONG = "职工工资缴费基数申报错误"
    PREPARED_WRONG = "税务机关预处理信息异常"
    PUSHED_WRONG = "人社部门推送错误"
    OTHER = "其他"


class Refundable(Answer):
    """What every refundable amount says; ``held_by`` is the refund that has it already."""

    period: Month
    unit_no: Number
    insurance: InsuranceCode
    insurance_name: Text
    voucher_kind: VoucherKind
    levy_kind: Text  # 正常缴费, 差额补缴 or the kind of another special levy
    tax_kind: TaxKind
    amount_fen: Fen
    held_by: Number | None = None
    held_state: RefundState | None = None


class RefundableTicket(Refundable):
    """One line of a paid ticket."""

    arrival_no: Number
    ticket_no: Number
    levy_item: Text
    levy_subitem: Text
    arrived_on: Day


class RefundableTicketList(Answer):
    """Lines of tickets by period, ticket and levy subitem."""

    tickets: list[RefundableTicket]


class RefundableLine(Refundable):
    """One person of a paid bill; the bill's late fee has a line of its own, without a person."""

    line_no: Number
    name: Text
    id_type: Text
    id_number: Text
    base_fen: Fen
    floor_fen: Fen | None
    unit_ppm: Ppm
    person_ppm: Ppm
    unit_fen: Fen
    person_fen: Fen


class RefundableLineList(Answer):
    """Persons of paid bills by period, insurance and line; collected bills have none."""

    lines: list[RefundableLine]


class RefundLine(Request):
    """One person with the base and the rates that should have counted (调整后缴费基数、费率).

    A rate left out stays as it was. Nothing may rise, and something must fall; a fixed sum has no
    rate to change.
    """

    line_no: Number
    base_fen: AskedFen
    unit_ppm: AskedPpm | None = None
    person_ppm: AskedPpm | None = None


class RefundRequest(Request):
    """Applies for a refund of ticket lines or of persons, never both.

    ``amount_fen`` is what the clerk confirmed; another amount is refused, AMOUNT_DIFFERS.
    """

    kind: RefundKind
    arrival_nos: list[Number] = Field(default_factory=list, max_length=10_000)
    lines: list[RefundLine] = Field(default_factory=list, max_length=10_000)
    amount_fen: AskedFen
    reason: Text
    account_id: Text
    handler: Text
    handler_id_number: Text = Field(repr=False)
    handler_phone: Text = Field(repr=False)


class RefundFileRequest(Request):
    """Attaches a stored file under a kind and a name."""

    kind: Text
    name: Text
    sha256: Text


class RefundChangeRequest(Request):
    """Corrects the account of a refund, or attaches or withdraws a file: one of the three."""

    refund_no: Number
    account_id: Text | None = None
    file: RefundFileRequest | None = None
    withdrawn: AskedPlace | None = None  # the number of an attachment


class RefundFile(Answer):
    """An attachment; its number stays when another one is withdrawn."""

    kind: Text
    name: Text
    size: Whole
    file_no: Whole = 0
    sha256: Text = ""  # of its content, by which a client knows what it uploaded before


class RefundStep(Answer):
    """One step of the handling."""

    state: RefundState
    at: datetime
    note: Text = ""


class Refund(Answer):
    """A refund as the bureau holds it."""

    refund_no: Number
    kind: RefundKind
    state: RefundState
    submitted_at: datetime
    voucher_kind: VoucherKind
    amount_fen: Fen
    items: Whole
    reason: Text
    branch: Text
    account_name: Text
    account_masked: Text
    account_id: Text = ""  # where the money is to go
    handler: Text
    files: list[RefundFile]
    missing_files: list[Text]  # required kinds that are not attached yet
    steps: list[RefundStep]


class RefundList(Answer):
    """Refunds, newest first."""

    refunds: list[Refund]
