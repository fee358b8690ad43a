"""Rows of the official client's file: a whole row of a valid person, or a doubt."""

import pytest

from shebao.contract.employees import Employee, Enrolment
from shebao.contract.states import EmployeeState
from shebao.domain.wage_row import BY_PERSON
from shebao.rules.checks.wage_facts import Reach
from shebao.rules.client_file import INVALID, ClientRow, ClientWages, read_client_rows
from shebao.rules.payroll.payroll_reading import DoubtKind

pytestmark = pytest.mark.feature("W-FILE")

JIA = "52230119700323597X"


def employee(id_number: str, *, is_active: bool = True, ended: str | None = None) -> Employee:
    enrolment = Enrolment(
        insurance="110", unit_no="520100000001", enrolled_from="2020-01", enrolled_to=ended
    )
    return Employee(
        person_no="1",
        name="赵甲",
        id_type="201",
        id_number=id_number,
        state=EmployeeState.ACTIVE if is_active else EmployeeState.STOPPED,
        enrolments=[enrolment],
        revision=1,
    )


def row(id_cell: object, wage: object = 5000.0, number: int = 4) -> ClientRow:
    return ClientRow(number, "赵甲", "201", id_cell, {BY_PERSON: wage})


def read(*rows: ClientRow, who: Employee) -> ClientWages:
    return read_client_rows(
        "表", rows, {who.id_number.upper(): who}, Reach("2026-01", ()).filed_for
    )


@pytest.mark.parametrize(
    "id_number", [JIA, "00123456", "001234567890123456", "军字第0012345号", "1E1234567", "0123"]
)
def test_every_number_on_the_roster_comes_back(id_number: str) -> None:
    """Leading zeros, 18 digits, an officer's card, a passport that looks scientific."""
    read_back = read(row(id_number), who=employee(id_number))

    assert read_back.wages_fen == {id_number: {BY_PERSON: 500_000}}
    assert not read_back.doubts


def test_a_number_that_lost_its_zero_is_nobodys() -> None:
    (doubt,) = read(row(123456.0), who=employee("00123456")).doubts

    assert doubt.kind is DoubtKind.UNREADABLE
    assert doubt.sentence == (
        "工作表“表”第 4 行：赵甲：证件号码“123456”是数字，不是证件号码文本，无法确定是谁。"
        "未导入此行。"
    )


@pytest.mark.parametrize("who", [employee(JIA, is_active=False), employee(JIA, ended="2025-12")])
def test_a_leaver_gets_the_clients_words(who: Employee) -> None:
    (doubt,) = read(row(JIA), who=who).doubts

    assert doubt.kind is DoubtKind.UNKNOWN
    assert INVALID == "该人员无效，或无有效险种"
    assert f"赵甲：{INVALID}。" in doubt.sentence


def test_a_lower_case_x_and_a_blank_wage() -> None:
    read_back = read(row(JIA.lower(), None), who=employee(JIA))

    assert read_back.wages_fen == {JIA: {}}


def test_of_two_equal_rows_neither_counts() -> None:
    read_back = read(row(JIA), row(JIA, number=9), who=employee(JIA))

    assert read_back.wages_fen == {}
    assert read_back.doubts[0].rows == (4, 9)
