"""Employees and their enrolments, in full or as changes since a cursor."""

from shebao.contract.states import EmployeeState
from shebao.contract.wire import Answer, Fen, InsuranceCode, Month, Number, Text


class Enrolment(Answer):
    """One insurance of one employee under one 单位编号."""

    insurance: InsuranceCode
    unit_no: Number
    enrolled_from: Month
    enrolled_to: Month | None = None  # the last month that is due; None while enrolled
    wage_fen: Fen | None = None  # the filed wage in force; None when never filed


class Employee(Answer):
    """One employee of the session's employer."""

    person_no: Number
    name: Text
    id_type: Number  # 证件类型, 201 is the resident identity card
    id_number: Number
    state: EmployeeState
    group: Text = ""
    enrolments: list[Enrolment]
    revision: int


class EmployeePage(Answer):
    """Employees whose revision is above the asked one, by ascending revision.

    Asked with ``since=0`` this is the full list, with the last ``cursor`` it is the changes;
    a cut download goes on from the last cursor it saw.
    """

    employees: list[Employee]
    cursor: int
    more: bool
    total: int  # of employees that remain to be sent, this page included
