"""Tables grow, shrink and keep their headers in step with their cells."""

from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
import xlwings

from tests.workbook_file.books import parts, read_back
from workbook_file import open_book


@pytest.fixture
def table(sheet: xlwings.Sheet) -> xlwings.main.Table:
    sheet["B2:D4"].value = [["id", "姓名", "wage"], ["A1x", "甲", 1], ["B2x", "乙", 2]]
    return sheet.tables.add(sheet["B2:D4"], name="Staff")


def _address(cells: xlwings.Range | None) -> str:
    assert cells is not None
    return cells.address


def test_parts_of_a_table(table: xlwings.main.Table, sheet: xlwings.Sheet) -> None:
    assert table.range.address == "$B$2:$D$4"
    assert _address(table.header_row_range) == "$B$2:$D$2"
    assert _address(table.data_body_range) == "$B$3:$D$4"
    assert sheet.tables["staff"] == sheet.tables[0]
    assert "Staff" in sheet.tables
    with pytest.raises(KeyError):
        sheet.tables["none"]


def test_table_follows_a_resize(table: xlwings.main.Table, tmp_path: Path) -> None:
    sheet = table.parent
    sheet["B5:E6"].value = 7
    sheet["E2"].value = "new"
    table.resize(sheet["B2:E6"])
    sheet.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx").worksheets[0].tables["Staff"]
    assert read.ref == "B2:E6"
    assert read.autoFilter.ref == "B2:E6"
    assert [column.name for column in read.tableColumns] == ["id", "姓名", "wage", "new"]


def test_headers_become_distinct_text_on_saving(table: xlwings.main.Table, tmp_path: Path) -> None:
    """Excel refuses a table whose headers are numbers, empty or twice the same."""
    sheet = table.parent
    sheet["D2"].number_format = "@"
    sheet["B2:D2"].value = [2026, None, "2026"]
    sheet.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx").worksheets[0]
    names = [column.name for column in read.tables["Staff"].tableColumns]
    assert names == ["2026", "Column2", "20262"]
    assert [cell.value for cell in read["B2:D2"][0]] == names


def test_update_from_a_frame(table: xlwings.main.Table) -> None:
    frame = pd.DataFrame({"id": ["x"] * 5, "wage": [1.0] * 5})
    table.update(frame, index=False)
    assert table.range.address == "$B$2:$C$7"
    assert table.parent["B7:D7"].value == ["x", 1.0, None]
    table.update(frame.head(1), index=False)
    assert table.range.address == "$B$2:$C$3"
    assert table.parent["B4"].value is None


def test_renaming_takes_formulas_along(table: xlwings.main.Table) -> None:
    sheet = table.parent
    sheet["F1"].formula = '=SUM(Staff[wage])&"Staff[x]"&MyStaff[1]'
    table.name = "People"
    assert sheet["F1"].formula.startswith("=SUM(People[wage])")
    assert "MyStaff[1]" in sheet["F1"].formula


@pytest.mark.parametrize("address", ["C4:F9", "B2:D4"])
def test_tables_do_not_overlap(table: xlwings.main.Table, address: str) -> None:
    with pytest.raises(ValueError, match="Staff"):
        table.parent.tables.add(table.parent[address], name="Other")


@pytest.mark.parametrize("name", ["A1", "two words", "staff", ""])
def test_impossible_table_names_are_refused(table: xlwings.main.Table, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        table.parent.tables.add(table.parent["H1:I3"], name=name)


def test_resize_keeps_the_header_row(table: xlwings.main.Table) -> None:
    with pytest.raises(ValueError, match="header"):
        table.resize(table.parent["B3:D9"])
    with pytest.raises(ValueError, match="row"):
        table.resize(table.parent["B2:D2"])


def test_style_and_a_missing_filter_button_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    looks = {"style": "Table Style Light 9", "autofilter": False, "banded_rows": False}
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet().add_table("B2:D4", {"name": "Staff", **looks})
    book = open_book(path)
    book.sheets[0].tables["Staff"].resize(book.sheets[0]["B2:E6"])
    book.save()
    book.close()
    read = read_back(path).worksheets[0].tables["Staff"]
    assert (read.ref, read.autoFilter) == ("B2:E6", None)
    assert read.tableStyleInfo.name == "TableStyleLight9"
    assert not read.tableStyleInfo.showRowStripes


def test_two_tables_have_two_numbers(table: xlwings.main.Table, tmp_path: Path) -> None:
    sheet = table.parent
    sheet["H1:I2"].value = [["a", "b"], [1, 2]]
    made = sheet.tables.add(sheet["H1:I2"])
    assert made.name == "Table1"
    sheet.book.save(tmp_path / "a.xlsx")
    found = {name for name in parts(tmp_path / "a.xlsx") if "tables/" in name}
    assert found == {"xl/tables/table1.xml", "xl/tables/table2.xml"}
    ids = {t.id for t in read_back(tmp_path / "a.xlsx").worksheets[0].tables.values()}
    assert ids == {1, 2}
