"""Employees and their enrolments: in full, as changes since a cursor, or a month's changes."""

from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from shebao.contract.states import EmployeeState
from shebao.contract.wire import (
    ANSWER_ROW,
    Answer,
    Fen,
    InsuranceCode,
    Month,
    Number,
    Text,
    Whole,
)


@dataclass(frozen=True, slots=True, kw_only=True, config=ANSWER_ROW)
class Enrolment:
    """One insurance of one employee under one 单位编号."""

    insurance: InsuranceCode
    unit_no: Number
    enrolled_from: Month
    enrolled_to: Month | None = None  # the last month that is due; None while enrolled
    wage_fen: Fen | None = None  # the filed wage in force; None when never filed
    tier: Text = ""  # 费额选档: which tier of the fixed sums is due; blank where there is one


@dataclass(frozen=True, slots=True, kw_only=True, config=ANSWER_ROW)
class Employee:
    """One employee of the session's employer."""

    person_no: Number
    name: Text
    id_type: Number  # 证件类型, 201 is the resident identity card
    id_number: Number
    state: EmployeeState
    group: Text = ""
    enrolments: list[Enrolment]
    revision: Whole


_JSON: TypeAdapter[Employee] = TypeAdapter(Employee)


def employee_of(body: str) -> Employee:
    """Return an employee from JSON."""
    return _JSON.validate_json(body)


def as_json(employee: Employee) -> str:
    """Return what ``employee_of`` reads."""
    return _JSON.dump_json(employee).decode()


class EmployeePage(Answer):
    """Employees whose revision is above the asked one, by ascending revision.

    Asked with ``since=0`` this is the full list, with the last ``cursor`` it is the changes;
    a cut download goes on from the last cursor it saw.
    """

    employees: list[Employee]
    cursor: Whole
    more: bool
    total: Whole  # of employees that remain to be sent, this page included


class RegistrationChangeKind(StrEnum):
    """What the agencies registered of an employee."""

    ENROLLED = "参保"
    ENDED = "停保"
    RESUMED = "恢复参保"
    STOPPED = "停止缴费"  # of the employee as a whole, when the last enrolment has ended


class RegistrationChange(Answer):
    """One registered change; ``insurance``, ``unit_no`` and ``month`` say of which enrolment.

    ``month`` is the first one that is due, or with 停保 the last.
    """

    person_no: Number
    name: Text
    id_type: Number
    id_number: Number
    kind: RegistrationChangeKind
    insurance: InsuranceCode | None = None
    unit_no: Number | None = None
    month: Month | None = None
    recorded_at: datetime


class RegistrationChangePage(Answer):
    """What one calendar month registered, in that order, after ``offset`` changes."""

    changes: list[RegistrationChange]
    total: Whole
    kept_since: Month  # of earlier months the bureau says nothing
