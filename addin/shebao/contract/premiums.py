"""Bills, their lines per person, and premium filings that confirm bills."""

from datetime import datetime

from pydantic import Field
from pydantic.dataclasses import dataclass

from shebao.contract.states import FilingCredited, FilingPaid, ItemState, PayableState
from shebao.contract.wire import (
    ANSWER_ROW,
    Answer,
    AskedCount,
    AskedFen,
    Day,
    Fen,
    FileNumber,
    InsuranceCode,
    Month,
    Number,
    Ppm,
    Request,
    Text,
    Whole,
    Words,
)

# What an amount is levied as; a special bill has a kind of its own.
NORMAL_LEVY, TOP_UP_LEVY = "正常缴费", "差额补缴"


class Bill(Answer):
    """What is due for one period, unit number and insurance.

    A 差额补缴 (seed G 2.4.3.2 四) is what a filed bill lacks since a wage was raised or a rule
    changed: its lines and amounts are the differences.
    """

    bill_no: Number
    revision: Whole  # rises whenever the bill is generated anew
    period: Month
    unit_no: Number
    agency: Text
    insurance: InsuranceCode
    insurance_name: Text
    people: Whole
    base_fen: Fen
    unit_fen: Fen
    person_fen: Fen
    amount_fen: Fen  # unit_fen + person_fen
    state: PayableState
    collected: bool = False  # 征集: sent by the medical side, without lines
    leavers: Whole = 0  # left, reported too late, not yet written off: it cannot be confirmed
    levy_kind: Text = NORMAL_LEVY


class Unwaged(Answer):
    """Somebody who is insured in a period and has no wage for it."""

    person_no: Number
    name: Text


class UnwagedPeriod(Answer):
    """A period whose premiums are refused until these people have a wage (E5)."""

    period: Month
    people: Whole
    named: list[Unwaged]  # the first of them


class BillList(Answer):
    """Bills by period, unit number and insurance.

    A period that is not filed yet is open: whoever was insured then can still be given a wage.
    """

    bills: list[Bill]
    wages_missing: Whole  # people enrolled in the asked or the current period without a filed wage
    open_periods: list[Month] = Field(default_factory=list)  # oldest first
    unwaged: list[UnwagedPeriod] = Field(default_factory=list)  # of the asked or the open periods


class SpecialBill(Bill):
    """A bill that the agencies pushed (特殊缴费); those of one notice are confirmed together."""

    notice_no: Number  # 征集通知流水号
    kind: Text  # 特殊缴费类型
    collect_by: Day  # 征集有效期: neither filed nor paid after it
    remark: Text = ""


class SpecialBillList(Answer):
    """Special bills by unit number, notice, period and insurance."""

    bills: list[SpecialBill]


@dataclass(frozen=True, slots=True, kw_only=True, config=ANSWER_ROW)
class BillLine:
    """One person of a bill."""

    line: Whole
    person_no: Number
    name: Text
    id_type: Number
    id_number: Number
    wage_fen: Fen
    base_fen: Fen
    unit_ppm: Ppm
    person_ppm: Ppm
    unit_fen: Fen
    person_fen: Fen
    reduction_fen: Fen
    due_fen: Fen  # unit_fen + person_fen - reduction_fen
    leaver: bool = False  # left before the period; billed until the tax hall writes it off (核销)


class BillLinePage(Answer):
    """Lines ``offset + 1`` to ``offset + len(lines)`` of a bill."""

    bill_no: Number
    revision: Whole
    lines: list[BillLine]
    total: Whole


class BillConfirmation(Request):
    """One bill as the clerk saw it: another revision or amount is refused, BILL_CHANGED."""

    bill_no: Number
    revision: AskedCount
    amount_fen: AskedFen
    remark: Text = ""  # of a special bill, printed on the certificate


class PremiumFilingRequest(Request):
    """Confirms bills, ordinary ones or special ones."""

    bills: list[BillConfirmation] = Field(min_length=1, max_length=10_000)


class PremiumFiling(Answer):
    """A premium filing as the bureau holds it."""

    filing_no: FileNumber
    state: ItemState
    submitted_at: datetime
    bill_nos: list[Number]
    amount_fen: Fen
    reason_code: Text = ""
    reason: Words = ""
    accepted_by: Text = ""
    accepted_on: Day | None = None
    special: bool = False
    channel: Text = ""  # where it was filed: this contract or another way
    unpaid: bool = False  # 申报成功 and not wholly paid
    paid_fen: Fen = 0  # of ``amount_fen``, without late fees
    credited_fen: Fen | None = None  # of ``paid_fen``, by the agencies (到账); None: not told

    @property
    def payment(self) -> FilingPaid:
        """How much of a successful filing is paid."""
        if not self.unpaid:
            return FilingPaid.WHOLLY
        return FilingPaid.PARTLY if self.paid_fen else FilingPaid.NOTHING

    @property
    def arrival(self) -> FilingCredited | None:
        """How much of a successful filing the agencies credited; None when nobody says."""
        if self.credited_fen is None:
            return None
        if self.credited_fen >= self.amount_fen and not self.unpaid:
            return FilingCredited.WHOLLY
        return FilingCredited.PARTLY if self.credited_fen else FilingCredited.NOTHING


class FilingVoidRequest(Request):
    """Voids a successful filing of which nothing is paid or being paid."""

    filing_no: Number


class FiledBill(Answer):
    """A bill as it was filed; the bill itself may have been made anew since."""

    bill_no: Number
    revision: Whole
    period: Month
    unit_no: Number
    agency: Text = ""
    insurance: InsuranceCode
    insurance_name: Text
    people: Whole
    base_fen: Fen
    unit_fen: Fen
    person_fen: Fen
    amount_fen: Fen
    collected: bool
    notice_no: Text = ""  # 征集通知流水号, of a special bill
    special_kind: Text = ""  # 特殊缴费类型
    remark: Text = ""


class FiledBillList(Answer):
    """The bills of one filing by period, unit number and insurance."""

    bills: list[FiledBill]


class PremiumFilingList(Answer):
    """Premium filings, newest first."""

    filings: list[PremiumFiling]
