"""Payment records (缴费记录): what arrived for one employee, or for the unit as a whole."""

from shebao.contract.wire import Answer, Day, Fen, InsuranceCode, Month, Number, Request, Text


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
