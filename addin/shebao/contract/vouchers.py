"""Vouchers to pay with at a bank (银行端查询缴税凭证)."""

from datetime import datetime

from pydantic import Field

from shebao.contract.states import VoucherState
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
)


class TypedPayer(Request):
    """An account that the clerk typed (人工录入账户账号信息)."""

    name: Text = Field(min_length=1)
    bank: Text = Field(min_length=1)
    account_no: str = Field(pattern=r"^[0-9]{8,32}$", repr=False)


class VoucherRequest(Request):
    """Prints a voucher over whole debts.

    The payer is the account of an agreement, a registered one, or a typed one; with none of them it
    stays blank on the voucher for good. ``amount_fen`` is what the clerk confirmed.
    """

    debt_nos: list[Number] = Field(min_length=1, max_length=10_000)
    amount_fen: AskedFen
    agreement_no: Number | None = None
    account_id: Number | None = None
    payer: TypedPayer | None = None


class VoucherLine(Answer):
    """One printed line: a levy item with its late fee."""

    levy_item: Text
    amount_fen: Fen


class Voucher(Answer):
    """A voucher with everything that is printed on it."""

    voucher_no: FileNumber
    state: VoucherState
    issued_at: datetime
    issued_on: Day
    pay_by: Day  # 税款限缴日期
    tax_id: Number
    name: Text
    tax_office_no: Number
    tax_office: Text
    payer_name: Text = ""
    payer_bank: Text = ""
    payer_account: Text = Field(default="", repr=False)
    period_from: Month
    period_to: Month
    debt_nos: list[Number]
    lines: list[VoucherLine]
    total_fen: Fen
    paid_on: Day | None = None
    channel: Text = ""


class VoucherList(Answer):
    """Vouchers, newest first."""

    vouchers: list[Voucher]


class VoucherVoidRequest(Request):
    """Voids a voucher that is not paid; its debts can be paid another way."""

    voucher_no: Number
