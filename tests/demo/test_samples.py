"""The made-up pair has the client's layout, and its payroll reads to its truth exactly."""

from pathlib import Path

import openpyxl
import pytest

from shebao.rules.identity import id_number_fault, tax_id_fault
from shebao.rules.payroll.payroll import read_payroll
from shebao.rules.payroll.payroll_reading import DoubtKind, PayrollReading
from tests.grids import grids_here
from tests.pairs import INSURANCES, LAYOUTS, Kind, SamplePair, write_pair

KINDS: tuple[Kind, ...] = ("enterprise", "public_body")


def roster_of(path: Path) -> dict[str, str]:
    return {str(row[2]): str(row[0]) for row in grids_here(path)[0].rows[3:]}


def reading_of(pair: SamplePair) -> PayrollReading:
    reading = read_payroll(grids_here(pair.payroll_path), roster_of(pair.roster_path))
    assert isinstance(reading, PayrollReading)
    return reading


@pytest.mark.feature("W-PAYROLL")
@pytest.mark.parametrize("people", [1, 7, 8, 31, 75])
@pytest.mark.parametrize("layout", range(len(LAYOUTS)))
@pytest.mark.parametrize("kind", KINDS)
def test_reading_equals_the_truth(tmp_path: Path, kind: Kind, layout: int, people: int) -> None:
    """One wage on the wrong person is a wrong pension; so equality, not likeness."""
    for seed in range(6):
        pair = write_pair(tmp_path, kind=kind, layout=layout, people=people, seed=seed)
        truth, reading = pair.truth, reading_of(pair)

        assert reading.wages_fen == truth["wages_fen"]
        assert sorted(reading.ids_of(DoubtKind.UNKNOWN)) == truth["unknown"]
        assert sorted(reading.ids_of(DoubtKind.UNREADABLE)) == truth["unreadable"]
        assert sorted(reading.ids_of(DoubtKind.DUPLICATE)) == truth["duplicates"]
        assert sorted(reading.ids_of(DoubtKind.CONFLICT)) == truth["conflicts"]
        assert sorted(reading.ids_of(DoubtKind.ABSENT)) == truth["absent"]
        assert reading.wage_column.header == truth["wage_column"]


@pytest.mark.parametrize("layout", range(len(LAYOUTS)))
def test_each_roster_person_is_in_the_truth_once(tmp_path: Path, layout: int) -> None:
    pair = write_pair(tmp_path, kind="enterprise", layout=layout, people=60, seed=3)
    truth = pair.truth
    doubted = [
        *truth["unreadable"],
        *truth["duplicates"],
        *truth["conflicts"],
        *truth["absent"],
    ]

    assert sorted([*truth["wages_fen"], *doubted]) == sorted(roster_of(pair.roster_path))
    assert all(truth[k] for k in ("unknown", "unreadable", "duplicates", "conflicts", "absent"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_roster_has_the_clients_layout(tmp_path: Path, kind: Kind) -> None:
    """Source: facts §6, the client's own template."""
    pair = write_pair(tmp_path, kind=kind, layout=0, people=5, seed=1)
    book = openpyxl.load_workbook(pair.roster_path)
    sheet = book["缴费工资申报数据"]
    heads = [cell.value for cell in sheet[3]]

    assert book.sheetnames == ["缴费工资申报数据", "填表说明"]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:D1", "B2:D2"}
    assert sheet["A1"].value == "单位社保费缴费工资年度申报"
    assert sheet["A2"].value == "*缴费人识别号："
    assert sheet["B2"].value == pair.truth["tax_id"]
    assert [cell.value for cell in sheet[2]][4:] == list(INSURANCES[kind])
    assert heads[:4] == ["*姓名", "*身份证件类型代码", "*身份证件号码", "分组"]
    assert heads[4:] == ["缴费工资"] * len(INSURANCES[kind])
    assert [sheet.cell(4, 2).value, sheet.cell(4, 3).number_format] == ["201", "@"]
    assert sheet.max_row == 3 + 5
    widths = {d.width for d in sheet.column_dimensions.values()}
    assert all(width == pytest.approx(20, abs=1) for width in widths)


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_are_valid_and_of_guiyang(tmp_path: Path, kind: Kind) -> None:
    pair = write_pair(tmp_path, kind=kind, layout=0, people=40, seed=9)

    assert tax_id_fault(pair.truth["tax_id"]) == ""
    assert pair.truth["tax_id"][2:6] == "5201"
    assert pair.truth["tax_id"][:2] == {"enterprise": "91", "public_body": "12"}[kind]
    assert not [i for i in roster_of(pair.roster_path) if id_number_fault(i)]


@pytest.mark.parametrize("layout", range(len(LAYOUTS)))
def test_a_seed_makes_the_same_files_again(tmp_path: Path, layout: int) -> None:
    """A failing round must be repeatable from its seed."""
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        made.append(write_pair(folder, kind="enterprise", layout=layout, people=20, seed=4))
    one, two = made

    assert one.truth == two.truth
    assert one.roster_path.read_bytes() == two.roster_path.read_bytes()
    assert one.payroll_path.read_bytes() == two.payroll_path.read_bytes()
    other = write_pair(tmp_path, kind="enterprise", layout=layout, people=20, seed=5)
    assert other.truth != one.truth
