"""Books from and to .xlsx: what an unknown file holds is there after a change, where it belongs."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo

from tests.com_stand_in import ComError, NotModelledError, com_book


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A workbook that somebody else made, with every part that is loaded."""
    path = tmp_path / "七月.xlsx"
    book = openpyxl.Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = "工资"
    for row in (
        ["编号", "工资", "合计", dt.date(2026, 7, 1)],
        ["001", 5000, "=B2*2"],
        ["002", 6000, "=B3*2"],
    ):
        sheet.append(row)
    sheet["A5"], sheet["A5"].data_type = "=not a formula", "s"
    sheet["B5"], sheet["B5"].data_type = "#N/A", "e"
    sheet["E2"], sheet["E3"] = "并", "=SUM(B2:B3)+工资!$B$3"
    sheet.merge_cells("E2:F2")
    sheet.column_dimensions["B"].width = 25
    sheet["A3"].font = Font(name="宋体", italic=True, underline="single")
    sheet["B2"].fill = PatternFill("solid", fgColor="FFFFFF00")
    sheet["C3"].border = Border(bottom=Side("double", color="FF0000FF"))
    sheet["C3"].protection = Protection(locked=False)
    table = Table(displayName="tblWages", ref="A1:C3")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium9", showColumnStripes=True)
    sheet.add_table(table)
    sheet["G3"], sheet["G3"].hyperlink = "链接", "https://example.invalid/"
    sheet["G2"].comment = Comment("说明", "某人")
    chosen = DataValidation("list", formula1='"甲,乙"', sqref="B2:B3", prompt="请选")
    sheet.add_data_validation(chosen)
    rules = sheet.conditional_formatting
    rules.add("B2:B3", Rule("cellIs", operator="lessThan", formula=["$B2"]))
    rules.add("C2:C3", Rule("top10", rank=3))
    sheet.auto_filter.ref = "I1:J9"
    sheet.print_area = "A1:G9"
    book.defined_names["末行"] = DefinedName("末行", attr_text="工资!$B$3")
    book.create_sheet("隐藏").sheet_state = "hidden"
    book.save(path)
    return path


def parts(path: Path) -> dict[str, object]:
    """What stands where."""
    book = openpyxl.load_workbook(path)
    sheet: Any = book["工资"]
    table = sheet.tables["tblWages"]
    return {
        "sheets": [(each.title, each.sheet_state) for each in book],
        "merged": str(sheet.merged_cells),
        "table": (table.ref, table.autoFilter and table.autoFilter.ref),
        "headers": [column.name for column in table.tableColumns],
        "style": (table.tableStyleInfo.name, table.tableStyleInfo.showColumnStripes),
        "links": {c.coordinate: c.hyperlink.target for r in sheet for c in r if c.hyperlink},
        "notes": {c.coordinate: c.comment.text for r in sheet for c in r if c.comment},
        "choices": [
            (str(one.sqref), one.formula1, one.prompt)
            for one in sheet.data_validations.dataValidation
        ],
        "rules": {
            str(group.sqref): [(rule.type, rule.operator) for rule in group.rules]
            for group in sheet.conditional_formatting
        },
        "italic": [c.coordinate for r in sheet for c in r if c.font.italic and c.font.underline],
        "filled": [c.coordinate for r in sheet for c in r if c.fill.fill_type],
        "lined": [c.coordinate for r in sheet for c in r if c.border.bottom.style == "double"],
        "open": [c.coordinate for r in sheet for c in r if not c.protection.locked],
        "width": sheet.column_dimensions["B"].width,
        "filter": sheet.auto_filter.ref,
        "printed": sheet.print_area,
        "names": {name: one.attr_text for name, one in book.defined_names.items()},
        "formulas": [c.coordinate for r in sheet for c in r if c.data_type == "f"],
        "cells": {c.coordinate: c.value for r in sheet for c in r if c.value is not None},
    }


def test_a_book_is_read_without_a_call(file: Path) -> None:
    with com_book(file) as desk:
        assert desk.calls == 0
        assert [sheet.name for sheet in desk.book.sheets] == ["工资", "隐藏"]
        assert not desk.book.sheets[1].visible
        sheet: Any = desk.book.sheets["工资"]
        assert sheet["A2:B3"].raw_value == (("001", 5000.0), ("002", 6000.0))
        assert sheet["C2:C3"].formula == (("=B2*2",), ("=B3*2",))
        assert sheet["A5:B5"].raw_value == (("=not a formula", -2146826246),)
        assert sheet["D1"].options(dates=dt.date).value == dt.date(2026, 7, 1)
        assert desk.book.names["末行"].refers_to_range.address == "$B$3"


def test_what_nobody_touched_is_in_the_file_as_before(file: Path, tmp_path: Path) -> None:
    with com_book(file) as desk:
        desk.save(tmp_path / "aside.xlsx")
        assert desk.book.fullname == str(file)

    assert parts(tmp_path / "aside.xlsx") == parts(file)


def test_inserted_rows_carry_everything_along(file: Path, tmp_path: Path) -> None:
    with com_book(file) as desk:
        sheet: Any = desk.book.sheets["工资"]
        sheet["A1"].raw_value = "人员编号"
        sheet["3:3"].insert("down")
        desk.save(tmp_path / "aside.xlsx")
    before, now = parts(file), parts(tmp_path / "aside.xlsx")

    moved = {key: value for key, value in now.items() if value != before[key]}
    cells: Any = moved.pop("cells")
    assert moved == {
        "table": ("A1:C4", before["table"] and "A1:C4"),
        "headers": ["人员编号", "工资", "合计"],
        "links": {"G4": "https://example.invalid/"},
        "choices": [("B2:B4", '"甲,乙"', "请选")],
        "rules": {"B2:B4": [("cellIs", "lessThan")], "C2:C4": [("top10", None)]},
        "italic": ["A4"],
        "filled": ["B2", "B3"],
        "lined": ["C4"],
        "open": ["C4"],
        "formulas": ["C2", "C4", "E4"],
        "names": {"末行": "工资!$B$4"},
    }
    assert (cells["A4"], cells["C4"], cells["A6"]) == ("002", "=B4*2", "=not a formula")
    assert cells["E4"] == "=SUM(B2:B4)+工资!$B$4"


def test_half_of_a_merged_area_is_not_emptied(file: Path) -> None:
    with com_book(file) as desk:
        sheet: Any = desk.book.sheets["工资"]
        with pytest.raises(ComError):
            sheet["E2:E9"].clear_contents()
        sheet["E2:F2"].clear_contents()
        assert sheet["E2"].raw_value is None


def test_a_sheet_that_holds_more_than_cells_is_not_cleared(file: Path) -> None:
    """What becomes of a table or a link then is not modelled."""
    with com_book(file) as desk, pytest.raises(NotModelledError):
        desk.book.sheets["工资"].clear()


def test_a_name_of_a_table_is_taken(file: Path) -> None:
    with com_book(file) as desk, pytest.raises(ComError):
        desk.book.names.add("tblwages", "=工资!$A$1")


def test_text_stays_text_and_sheets_are_added(file: Path, tmp_path: Path) -> None:
    with com_book(file) as desk:
        sheet: Any = desk.book.sheets["工资"]
        sheet["A9"].number_format = "@"
        sheet["A9"].raw_value = "00777"
        desk.book.sheets.add("新", after=sheet)["A1"].raw_value = 1
        desk.save(tmp_path / "aside.xlsx")

    saved = openpyxl.load_workbook(tmp_path / "aside.xlsx")
    assert saved.sheetnames == ["工资", "新", "隐藏"]
    assert (saved["工资"]["A9"].value, saved["工资"]["A9"].number_format) == ("00777", "@")
    assert saved["新"]["A1"].value == 1


def test_cached_results_are_read(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "cached.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet().write_formula("A1", "=1+1", None, 2)

    with com_book(path) as desk:
        assert desk.book.sheets[0]["A1"].value == 2.0


def test_another_book_is_opened_beside(file: Path) -> None:
    with com_book() as desk:
        opened = desk.book.app.books.open(str(file))
        assert opened.sheets[0].name == "工资"
        assert [book.name for book in desk.book.app.books] == ["工作簿1", "七月.xlsx"]
        assert desk.book.app.books["七月.xlsx"].fullname == str(file)
