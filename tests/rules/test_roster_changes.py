"""What changed of an employee, in words."""

from dataclasses import replace
from typing import Any

import pytest

from shebao.contract.employees import Employee
from shebao.contract.states import EmployeeState
from shebao.rules.roster_changes import ChangeKind, change_kind, changed_fields, said_once
from tests.rules.cases import employee

NAMES = {"110": "养老", "410": "工伤"}
STOPPED = EmployeeState.STOPPED


def with_first(person: Employee, **changes: Any) -> Employee:
    """The same employee with another first enrolment."""
    first, *others = person.enrolments
    return replace(person, enrolments=[replace(first, **changes), *others])


def with_wages(person: Employee, fen: int) -> Employee:
    """The same employee with another wage in every insurance."""
    raised = [replace(each, wage_fen=fen) for each in person.enrolments]
    return replace(person, enrolments=raised)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, employee(), ChangeKind.JOINED),
        (None, employee(state=STOPPED), ChangeKind.JOINED_AND_LEFT),
        (employee(), employee(state=STOPPED), ChangeKind.LEFT),
        (employee(state=STOPPED), employee(), ChangeKind.RETURNED),
        (employee(), employee(name="钱二"), ChangeKind.CHANGED),
    ],
)
def test_kind_of_change(before: Employee | None, after: Employee, kind: ChangeKind) -> None:
    """What it is for the employer."""
    assert change_kind(before, after) is kind


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (employee(), []),
        (employee(name="钱二"), ["姓名：赵一 → 钱二"]),
        (employee(state=STOPPED), ["缴费状态：正常缴费 → 停止缴费"]),
        (with_first(employee(), wage_fen=None), ["养老：缴费工资 8,000.00 → 未申报"]),
        (with_first(employee(), enrolled_to="2026-10"), ["养老：缴至 2026-10 停保"]),
        (with_first(employee(), enrolled_from="2020-02"), ["养老：参保起始 2020-01 → 2020-02"]),
        (
            with_first(employee(), unit_no="9"),
            ["养老：不再列出", "养老：自 2020-01 参保（单位编号 9）"],
        ),
        (employee(insurances=("110",)), ["工伤：不再列出"]),
        (replace(employee(), id_type="208"), ["证件类型：居民身份证 → 外国护照"]),
    ],
)
def test_every_difference_is_named(after: Employee, words: list[str]) -> None:
    """And nothing that is the same."""
    assert sorted(changed_fields(employee(), after, NAMES)) == sorted(words)


def test_an_insurance_under_two_unit_numbers_is_named_once() -> None:
    assert said_once(["养老：不再列出", "养老：不再列出"]) == ["养老：不再列出"]


def test_what_is_the_same_of_several_insurances_is_said_once() -> None:
    raised = changed_fields(employee(), with_wages(employee(), 900_000), NAMES)
    assert len(raised) == 2
    assert said_once(["姓名：赵一 → 钱二", *raised, "登记有误"]) == [
        "姓名：赵一 → 钱二",
        "养老、工伤：缴费工资 8,000.00 → 9,000.00",
        "登记有误",
    ]
    assert said_once(raised, {"养老", "工伤"}) == ["全部险种：缴费工资 8,000.00 → 9,000.00"]
    assert said_once(raised[:1], {"养老"}) == raised[:1]  # of one insurance its name is no longer


def test_an_ended_enrolment_that_goes_on_is_said() -> None:
    ended = with_first(employee(), enrolled_to="2026-10")
    assert changed_fields(ended, employee(), NAMES) == ["养老：继续参保"]


def test_a_new_employee_is_told_by_enrolments() -> None:
    words = changed_fields(None, employee(insurances=("110",)), NAMES)
    assert words == ["养老：自 2020-01 参保（单位编号 52010001）"]
