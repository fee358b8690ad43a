"""Filling from files of HR and of the client, against bare reading; reported, never asserted."""

from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from shebao.contract.employees import Employee, Enrolment
from shebao.contract.states import EmployeeState
from shebao.rules.checks.wage_facts import Reach
from shebao.rules.client_file import read_client_rows
from shebao.rules.payroll.payroll import read_payroll
from shebao.rules.payroll.payroll_reading import PayrollReading
from shebao.sandbox.people.people import Person, make_people
from shebao.sheets.client_file import ClientPerson, read_client_file, write_client_file
from shebao.sheets.outside_file import read_grids
from tests.benchmarks.measuring import ROWS, report, seconds

HEADS = ("部门", "姓名", "身份证号", "基本工资", "津贴", "应发合计", "代扣社保", "实发工资")
TAX_ID, HEAD = "91520102AY4CL12THK", "110|企业职工基本养老保险"


def write_payroll(path: Path, people: list[Person]) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("5月")
        sheet.write_row(0, 0, ["某某公司 5 月工资表"])
        sheet.write_row(1, 0, HEADS)
        for at, person in enumerate(people, start=2):
            pay = person.wage_fen / 100
            row = ["行政部", person.name, person.id_number, pay - 100, 100, pay, 100, pay - 100]
            sheet.write_row(at, 0, row)


def read_bare(path: Path) -> None:
    CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def test_reading_a_payroll(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Everyone is on it, so everyone is filled."""
    people = make_people(ROWS, 1)
    roster = {person.id_number: person.name for person in people}
    path = tmp_path / "工资表.xlsx"
    write_payroll(path, people)
    readings: list[object] = []

    floor = seconds(lambda: read_bare(path))
    ours = seconds(lambda: readings.append(read_payroll(read_grids(path), roster)))

    assert isinstance(readings[-1], PayrollReading)
    assert len(readings[-1].wages_fen) == ROWS
    with capsys.disabled():
        print()
        print(report("wages out of a payroll workbook", ours, floor, "python-calamine, bare"))


def test_the_clients_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Written with everyone's wage, read back and judged row by row."""
    people = make_people(ROWS, 1)
    enrolment = Enrolment(insurance="110", unit_no="520100000001", enrolled_from="2020-01")
    employees = {
        person.id_number: Employee(
            person_no=str(number),
            name=person.name,
            id_type="201",
            id_number=person.id_number,
            state=EmployeeState.ACTIVE,
            enrolments=[enrolment],
            revision=1,
        )
        for number, person in enumerate(people)
    }
    lines = [ClientPerson(p.name, "201", p.id_number, "", [p.wage_fen]) for p in people]
    path, raw = tmp_path / "参保职工列表.xlsx", tmp_path / "raw.xlsx"
    taken: list[int] = []

    def read() -> None:
        file = read_client_file(path, TAX_ID, [HEAD])
        taken.append(
            len(
                read_client_rows(
                    "表", file.rows, employees, Reach("2026-01", ()).filed_for
                ).wages_fen
            )
        )

    floor_write = seconds(lambda: write_payroll(raw, people))
    written = seconds(lambda: write_client_file(path, TAX_ID, [HEAD], lines))
    floor = seconds(lambda: read_bare(path))
    ours = seconds(read)

    assert taken[-1] == ROWS
    with capsys.disabled():
        print()
        print(report("the client's file written", written, floor_write, "XlsxWriter, the payroll"))
        print(report("the client's file read back", ours, floor, "python-calamine, the payroll"))
