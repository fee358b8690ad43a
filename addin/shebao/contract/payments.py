"""Debts, agreements, payments and their arrival in the treasury."""

from datetime import datetime

from pydantic import Field

from shebao.contract.agreements import BatchMark
from shebao.contract.premiums import NORMAL_LEVY
from shebao.contract.states import (
    AgreementState,
    BatchDebitState,
    DebtState,
    PayableState,
    PaymentState,
    UnlockResult,
)
from shebao.contract.wire import (
    Answer,
    AskedFen,
    Day,
    Fen,
    InsuranceCode,
    Month,
    Number,
    Request,
    Text,
    Words,
)


class Debt(Answer):
    """A confirmed bill that is not paid yet."""

    debt_no: Number
    filing_no: Number
    bill_no: Number
    period: Month
    unit_no: Number
    insurance: InsuranceCode
    insurance_name: Text
    amount_fen: Fen
    late_fee_fen: Fen
    due_on: Day
    state: PayableState
    hold: DebtState = DebtState.OPEN
    held_by: Number | None = None  # the payment or voucher that holds it
    levy_kind: Text = NORMAL_LEVY


class DebtList(Answer):
    """Open debts by period, unit number and insurance."""

    debts: list[Debt]


class Agreement(Answer):
    """A three-party agreement; the account number comes masked."""

    agreement_no: Number
    bank: Text
    account_name: Text
    account_masked: Text
    state: AgreementState
    batch: BatchMark = BatchMark.NONE
    tax_office: Text = ""
    region: Text = ""
    region_name: Text = ""
    bank_code: Text = ""
    bank_name: Text = ""
    branch_no: Text = ""


class AgreementList(Answer):
    """Agreements of the employer."""

    agreements: list[Agreement]


class PaymentRequest(Request):
    """Pays debts whole by one agreement; ``amount_fen`` is what the clerk confirmed."""

    debt_nos: list[Number] = Field(min_length=1, max_length=10_000)
    agreement_no: Number
    amount_fen: AskedFen


class Payment(Answer):
    """A payment as the bureau holds it."""

    payment_no: Number
    state: PaymentState
    submitted_at: datetime
    debt_nos: list[Number]
    amount_fen: Fen
    bank: Text
    account_masked: Text
    reason: Words = ""
    unlocked: UnlockResult | None = None
    channel: Text = ""


class UnlockRequest(Request):
    """Unlocks a locked payment (解锁); the payment then says what the bank answered."""

    payment_no: Number


class PaymentList(Answer):
    """Payments, newest first."""

    payments: list[Payment]


class Arrival(Answer):
    """One line of paid premium in the treasury (入库); what certificates are made of."""

    arrival_no: Number
    ticket_no: Number  # 电子税票号码
    payment_no: Number  # or the voucher's
    levy_item: Text
    levy_subitem: Text
    period: Month
    unit_no: Number
    insurance: InsuranceCode
    arrived_on: Day
    amount_fen: Fen
    certificate_no: Number | None = None
    refunded_fen: Fen = 0  # asked back or returned: no certificate says it


class ArrivalList(Answer):
    """Arrivals by period, levy item and levy subitem."""

    arrivals: list[Arrival]


class BatchDebit(Answer):
    """One debt on a list (待批扣清册) that the bureau debits by itself; one list a day."""

    batch_no: Number
    period: Month
    unit_no: Number
    insurance: InsuranceCode
    insurance_name: Text
    filing_no: Number
    amount_fen: Fen
    due_on: Day
    state: BatchDebitState
    agreement_no: Text = ""
    listed_on: Day | None = None
    debit_on: Day | None = None  # the day on which it is debited
    payment_no: Text = ""  # once it is being debited
    reason: Words = ""  # why it failed


class BatchDebitList(Answer):
    """Batch debits; the one start-up download that may fail and be skipped."""

    batch_debits: list[BatchDebit]
