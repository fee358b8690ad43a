"""What is asked for and never submitted: payment records (缴费记录), query pages (查询统计)."""

from enum import StrEnum

from pydantic.dataclasses import dataclass

from shebao.contract.premiums import Bill
from shebao.contract.states import EmployeeState
from shebao.contract.wire import (
    ANSWER_ROW,
    Answer,
    Day,
    Fen,
    InsuranceCode,
    Month,
    Number,
    Request,
    Text,
    Whole,
)


class EmployeeRecordQuery(Request):
    """Asks for one employee's record; a body, because a URL must not carry an identity."""

    name: Text
    id_type: Number
    id_number: Number
    first_period: Month
    last_period: Month


class EmployeeRecordLine(Answer):
    """One period and insurance of an employee."""

    period: Month
    unit_no: Number
    insurance: InsuranceCode
    insurance_name: Text
    levy_item: Text
    wage_fen: Fen
    base_fen: Fen
    unit_fen: Fen
    person_fen: Fen
    arrived_on: Day


class EmployeeRecord(Answer):
    """An employee's record by period and insurance.

    It is empty when the employee is unknown here, nothing was paid for the periods, or what was
    paid has not arrived. Special levies and collected premiums are never in it.
    """

    lines: list[EmployeeRecordLine]
    unit_total_fen: Fen
    person_total_fen: Fen


class UnitRecordLine(Answer):
    """What arrived for one period, levy item and subitem."""

    period: Month
    levy_item: Text
    levy_subitem: Text
    ticket_no: Number
    arrived_on: Day
    amount_fen: Fen


class UnitRecord(Answer):
    """The unit's record by period, levy item and levy subitem."""

    lines: list[UnitRecordLine]
    total_fen: Fen


class WageRecordKind(StrEnum):
    """What an insurance is charged on: the filed wage, or a fixed sum (费额)."""

    WAGE = "缴费工资"
    FIXED = "费额"


@dataclass(frozen=True, slots=True, kw_only=True, config=ANSWER_ROW)
class WageRecord:
    """One wage or fixed sum of one insurance of one employee, and the months it counts for."""

    person_no: Number
    name: Text
    id_type: Number
    id_number: Number
    group: Text
    unit_no: Number
    agency: Text
    insurance: InsuranceCode
    insurance_name: Text
    kind: WageRecordKind
    wage_fen: Fen | None = None
    unit_fixed_fen: Fen | None = None
    person_fixed_fen: Fen | None = None
    tier: Text = ""  # 费额选档: which of the region's fixed sums it is; blank where there is one
    effective_from: Month
    effective_to: Month | None = None  # None: until further notice


class WageRecordPage(Answer):
    """The records of people ``offset + 1`` to ``offset + people``, by person and insurance."""

    records: list[WageRecord]
    people: Whole
    total: Whole  # of people


class Payable(Bill):
    """A bill in any state, ordinary or special."""

    notice_no: Text = ""  # of a special bill


class PayableList(Answer):
    """Payables by period, unit number and insurance."""

    payables: list[Payable]


class CreditState(StrEnum):
    """Whether the agency took the money to the insured people's accounts."""

    CREDITED = "已到账"
    WAITING = "未到账"


class Credit(Answer):
    """One line of the treasury and what the agency (人社、医保) did with it."""

    ticket_no: Number
    period: Month
    unit_no: Number
    agency: Text
    insurance: InsuranceCode
    insurance_name: Text
    levy_subitem: Text
    amount_fen: Fen
    arrived_on: Day
    credited_on: Day | None = None
    state: CreditState


class CreditList(Answer):
    """Credits by period, unit number and insurance."""

    credits: list[Credit]


class ReceivedPerson(Answer):
    """What the tax side received of a person from the agencies; ``remark`` names what is wrong."""

    person_no: Number
    name: Text
    id_type: Number
    id_number: Number
    state: EmployeeState
    insurances: Whole
    remark: Text = ""


class ReceivedEnrolment(Answer):
    """One enrolment as received."""

    person_no: Number
    name: Text
    id_type: Number
    id_number: Number
    unit_no: Number
    agency: Text
    insurance: InsuranceCode
    insurance_name: Text
    enrolled_from: Month
    enrolled_to: Month | None = None


class ReceptionPage(Answer):
    """People ``offset + 1`` to ``offset + len(people)`` with all their enrolments."""

    people: list[ReceivedPerson]
    enrolments: list[ReceivedEnrolment]
    total: Whole  # of people
