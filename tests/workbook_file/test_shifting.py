"""Inserting and deleting moves everything that belongs to the cells, or refuses by name."""

import re
from pathlib import Path

import pytest
import xlsxwriter
import xlwings

from tests.workbook_file.books import parts, read_back, rich, widths
from workbook_file import open_book
from workbook_file.parts.notes import Notes


@pytest.fixture
def staff(sheet: xlwings.Sheet) -> xlwings.Sheet:
    """A table in B2:D5 with everything around it that refers to its rows."""
    sheet["B2:D5"].value = [["id", "name", "wage"], ["a", "x", 1], ["b", "y", 2], ["c", "z", 3]]
    sheet.tables.add(sheet["B2:D5"], name="Staff")
    sheet["F1"].formula = "=SUM(D3:D5)+D4+$D$5"
    sheet["B3:D5"].conditional_formats.add_custom("=$D3>2", fill_color="#ff0000")
    sheet["D3:D5"].data_validation.set_list(["1", "2"])
    sheet["B5"].add_note("last")
    sheet["C5"].add_hyperlink("https://example.org", "z")
    sheet["H7:I7"].merge()
    sheet["A5"].row_height = 40
    sheet.book.names.add("last", "=Sheet1!$D$5")
    other = sheet.book.sheets.add("Other")
    other["A1"].formula = "=Sheet1!D5*2"
    return sheet


def _state(sheet: xlwings.Sheet) -> dict[str, object]:
    return {
        "table": sheet.tables[0].range.address,
        "formula": sheet["F1"].formula,
        "other": sheet.book.sheets["Other"]["A1"].formula,
        "name": sheet.book.names["last"].refers_to,
        "notes": Notes(sheet.impl.part).cells(),
        "heights": [sheet.range((row, 1)).row_height for row in range(1, 9)],
    }


def test_inserted_row_moves_everything_below(staff: xlwings.Sheet, tmp_path: Path) -> None:
    """A name or a rule left behind would act on another person's row."""
    staff["4:4"].insert("down")
    assert _state(staff) == {
        "table": "$B$2:$D$6",
        "formula": "=SUM(D3:D6)+D5+$D$6",
        "other": "=Sheet1!D6*2",
        "name": "=Sheet1!$D$6",
        "notes": [(6, 2)],
        "heights": [15.0, 15.0, 15.0, 15.0, 15.0, 40.0, 15.0, 15.0],
    }
    assert staff["B3:D6"].value[1] == [None, None, None]
    staff.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx")["Sheet1"]
    assert [str(rule.sqref) for rule in read.conditional_formatting] == ["B3:D6"]
    assert str(read.data_validations.dataValidation[0].sqref) == "D3:D6"
    assert read["B6"].comment.text == "last"
    assert read["C6"].hyperlink.target == "https://example.org"
    assert [str(area) for area in read.merged_cells.ranges] == ["H8:I8"]


def test_deleted_row_takes_its_things_along(staff: xlwings.Sheet, tmp_path: Path) -> None:
    staff["5:5"].delete()
    state = _state(staff)
    assert state["table"] == "$B$2:$D$4"
    assert state["formula"] == "=SUM(D3:D4)+D4+#REF!"
    assert state["other"] == "=Sheet1!#REF!*2"
    assert state["name"] == "=Sheet1!#REF!"
    assert state["notes"] == []
    staff.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx")["Sheet1"]
    assert [str(rule.sqref) for rule in read.conditional_formatting] == ["B3:D4"]


def test_cells_of_a_table_move_up_alone(staff: xlwings.Sheet) -> None:
    staff["A3"].value = "beside"
    staff["B3:D3"].delete("up")
    assert staff["A3"].value == "beside"
    assert staff.tables[0].range.address == "$B$2:$D$4"
    assert staff["B3:D4"].value == [["b", "y", 2.0], ["c", "z", 3.0]]


def test_columns_move(staff: xlwings.Sheet, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    staff["D1"].column_width = 30
    staff["A:A"].insert("right")
    assert staff.tables[0].range.address == "$C$2:$E$5"
    assert staff["G1"].formula == "=SUM(E3:E5)+E4+$E$5"
    assert widths(staff, path)["E"] == 30
    staff["A:A"].delete()
    assert staff["F1"].formula == "=SUM(D3:D5)+D4+$D$5"
    assert widths(staff, path)["D"] == 30


@pytest.mark.parametrize(
    ("address", "shift", "error"),
    [
        ("2:2", "up", NotImplementedError),
        ("3:5", "up", NotImplementedError),
        ("C:C", "left", NotImplementedError),
        ("C3:C3", "up", ValueError),
        ("H6:H6", "up", ValueError),
    ],
)
def test_what_would_tear_things_is_refused_untouched(
    staff: xlwings.Sheet, address: str, shift: str, error: type[Exception]
) -> None:
    before = _state(staff), staff.used_range.formula
    with pytest.raises(error, match=r"Range\.delete"):
        staff[address].delete(shift)
    assert (_state(staff), staff.used_range.formula) == before


def test_sheet_with_things_that_cannot_move_is_refused_by_name(tmp_path: Path) -> None:
    path = rich(tmp_path / "a.xlsx")
    before = parts(path)
    book = open_book(path)
    with pytest.raises(
        NotImplementedError, match=r"Range\.insert on a sheet with a (form control|newer rule)"
    ):
        book.sheets["Data"]["2:2"].insert("down")
    book.save()
    book.close()
    assert parts(path) == before


def test_whole_table_can_go(staff: xlwings.Sheet, tmp_path: Path) -> None:
    staff["2:5"].delete()
    assert len(staff.tables) == 0
    staff.book.save(tmp_path / "a.xlsx")
    assert not [name for name in parts(tmp_path / "a.xlsx") if "table" in name]


def test_drawings_move_with_the_rows_and_columns_they_are_anchored_to(tmp_path: Path) -> None:
    """Also one between them grows and shrinks; one that floats over the sheet stays."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("Data")
        sheet.write_column("A1", range(40))
        chart = made.add_chart({"type": "column"})
        chart.add_series({"values": "=Data!$A$20:$A$30"})
        sheet.insert_chart("C10", chart, {"object_position": 1})
        sheet.insert_textbox("C30", "floats", {"object_position": 3})
    corners = _corners(path)
    book = open_book(path)

    book.sheets["Data"]["5:6"].insert("down")
    book.sheets["Data"]["B:B"].insert("right")
    book.sheets["Data"]["14:14"].delete("up")
    book.sheets["Data"]["A1:A3"].insert("down")  # no whole rows: drawings stay, as in Excel
    book.save()
    book.close()

    (first, last), floating = corners[:2], corners[2:]
    assert _corners(path) == [
        (first[0] + 1, first[1] + 2),
        (last[0] + 1, last[1] + 1),
        *floating,
    ]


def _corners(path: Path) -> list[tuple[int, int]]:
    text = parts(path)["xl/drawings/drawing1.xml"].decode()
    found = re.findall(r"col>(\d+)</xdr:col>.*?row>(\d+)</xdr:row>", text, re.DOTALL)
    return [(int(column), int(row)) for column, row in found]
