"""Inserted rows move everything that belongs to the cells below, or are refused by name."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
import xlwings

from tests.workbook_file.books import parts, read_back, rich
from workbook_file import open_book


@pytest.fixture(params=[10**9, 0], ids=["plain", "streamed"])
def staff(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[xlwings.Sheet]:
    """A table in B2:D5 with everything around it that refers to its rows."""
    path = tmp_path / "staff.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        heads = [{"header": head} for head in ("id", "name", "wage")]
        data = [["a", "x", 1], ["b", "y", 2], ["c", "z", 3]]
        sheet.add_table("B2:D5", {"name": "Staff", "columns": heads, "data": data})
        sheet.write_formula("F1", "=SUM(D3:D5)+D4+$D$5")
        red = made.add_format({"bg_color": "#ff0000"})
        rule = {"type": "formula", "criteria": "=$D3>2", "format": red}
        sheet.conditional_format("B3:D5", rule)
        sheet.data_validation("D3:D5", {"validate": "list", "source": ["1", "2"]})
        sheet.write_comment("B5", "last")
        sheet.write_url("C5", "https://example.org", string="z")
        sheet.merge_range("H7:I7", "")
        sheet.set_row(4, 30)
        made.define_name("last", "=Sheet1!$D$5")
        made.add_worksheet("Other").write_formula("A1", "=Sheet1!D5*2")
    book = open_book(path, big_sheet=request.param)
    yield book.sheets[0]
    book.close()


def test_inserted_row_moves_everything_below(staff: xlwings.Sheet, tmp_path: Path) -> None:
    """A name or a rule left behind would act on another person's row."""
    staff["4:4"].insert("down")
    assert staff["F1"].formula == "=SUM(D3:D6)+D5+$D$6"
    assert staff.book.sheets["Other"]["A1"].formula == "=Sheet1!D6*2"
    assert staff.book.names["last"].refers_to == "=Sheet1!$D$6"
    assert staff["B3:D6"].value[1] == [None, None, None]
    staff.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx")["Sheet1"]
    assert [n for n in range(1, 9) if read.row_dimensions[n].height == 30] == [6]
    assert (read.tables["Staff"].ref, read.tables["Staff"].autoFilter.ref) == ("B2:D6", "B2:D6")
    assert [str(rule.sqref) for rule in read.conditional_formatting] == ["B3:D6"]
    assert str(read.data_validations.dataValidation[0].sqref) == "D3:D6"
    assert [read.cell(row, 2).comment is not None for row in (4, 5, 6)] == [False, False, True]
    assert read["C6"].hyperlink.target == "https://example.org"
    assert [str(area) for area in read.merged_cells.ranges] == ["H8:I8"]
    box = parts(tmp_path / "a.xlsx")["xl/drawings/vmlDrawing1.vml"].decode()
    assert re.findall(r"<x:Row>(\d+)</x:Row>\s*<x:Column>(\d+)<", box) == [("5", "1")]


def test_rows_above_and_below_a_table_leave_its_size(staff: xlwings.Sheet, tmp_path: Path) -> None:
    staff["6:7"].insert("down")
    staff["2:2"].insert("down")
    staff.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx")["Sheet1"]
    assert read.tables["Staff"].ref == "B3:D6"
    assert [str(area) for area in read.merged_cells.ranges] == ["H10:I10"]


def test_the_last_row_of_a_sheet_is_not_lost(staff: xlwings.Sheet) -> None:
    staff["A1048575"].value = "end"
    with pytest.raises(ValueError, match="leave"):
        staff["2:3"].insert("down")
    assert (staff["A1048575"].value, staff["B2"].value) == ("end", "id")
    assert staff.book.names["last"].refers_to == "=Sheet1!$D$5"


def test_rows_that_hold_nothing_may_leave_the_sheet(staff: xlwings.Sheet, tmp_path: Path) -> None:
    """A row numbered past the last one would be damage to Excel."""
    staff["1048575:1048576"].rows.hidden = True
    staff["2:3"].insert("down")
    staff.book.save(tmp_path / "a.xlsx")
    sheet = parts(tmp_path / "a.xlsx")["xl/worksheets/sheet1.xml"].decode()
    assert max(map(int, re.findall(r'<row r="(\d+)"', sheet))) <= 1_048_576


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


def test_drawings_move_with_the_rows_they_are_anchored_to(tmp_path: Path) -> None:
    """One between them grows; one that floats over the sheet stays."""
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
    book.sheets["Data"]["14:14"].insert("down")
    book.save()
    book.close()

    (first, last), floating = corners[:2], corners[2:]
    assert _corners(path) == [
        (first[0], first[1] + 2),
        (last[0], last[1] + 3),
        *floating,
    ]


def _corners(path: Path) -> list[tuple[int, int]]:
    text = parts(path)["xl/drawings/drawing1.xml"].decode()
    found = re.findall(r"col>(\d+)</xdr:col>.*?row>(\d+)</xdr:row>", text, re.DOTALL)
    return [(int(column), int(row)) for column, row in found]
