"""Books from and to .xlsx."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.com_stand_in import com_book


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A book with every modelled part, made by the stand-in itself."""
    path = tmp_path / "七月.xlsx"
    with com_book() as desk:
        book = desk.book
        sheet = book.sheets[0]
        sheet.name = "工资"
        sheet["A:A"].number_format = "@"
        sheet["A1:C3"].raw_value = [
            ["编号", "工资", "合计"],
            ["001", 5000, None],
            ["002", 6000, None],
        ]
        sheet["C2:C3"].formula = "=B2*2"
        sheet["D1"].value = dt.date(2026, 7, 1)
        sheet["E1:F1"].merge()
        sheet["A1:C1"].font.bold = True
        sheet["B2:B3"].color = "#ffff00"
        sheet["B:B"].column_width = 25
        sheet["A5"].number_format = "@"
        sheet["A5"].raw_value = "=not a formula"
        sheet.tables.add(sheet["A1:C3"], name="tblWages")
        book.names.add("所属月份", "='工资'!$D$1")
        sheet["G1"].add_hyperlink("https://example.invalid/", "链接")
        sheet["G2"].add_note("说明")
        sheet["B2:B3"].data_validation.set_list(["甲", "乙"])
        sheet["A2"].select()
        sheet["A2:C3"].conditional_formats.add_custom("=$B2>1", fill_color="#ff0000")
        book.sheets.add("隐藏", after=sheet).visible = False
        sheet.activate()
        book.save(path)
        assert book.name == "七月.xlsx"
        assert Path(book.fullname) == path
    return path


def test_a_book_makes_the_round(file: Path) -> None:
    with com_book(file) as desk:
        assert desk.calls == 0
        assert [sheet.name for sheet in desk.book.sheets] == ["工资", "隐藏"]
        assert not desk.book.sheets[1].visible
        sheet: Any = desk.book.sheets["工资"]
        assert sheet["A1:C3"].raw_value == (
            ("编号", "工资", "合计"),
            ("001", 5000.0, None),
            ("002", 6000.0, None),
        )
        assert sheet["C2:C3"].formula == (("=B2*2",), ("=B3*2",))
        assert sheet["A5"].raw_value == "=not a formula"
        assert sheet["所属月份"].options(dates=dt.date).value == dt.date(2026, 7, 1)
        assert sheet["E1"].merge_area.address == "$E$1:$F$1"
        assert sheet["A1:C1"].font.bold is True
        assert sheet["B2:B3"].color == (255, 255, 0)
        assert sheet["B1"].column_width == 25
        assert sheet.tables["tblWages"].data_body_range.address == "$A$2:$C$3"
        assert sheet["G1"].hyperlink == "https://example.invalid/"
        assert sheet["G2"].note.text == "说明"
        assert sheet["B2:B3"].data_validation.source == "甲,乙"
        assert sheet["A9"].number_format == "@"
        sheet["A2"].select()
        assert sheet["A2:C3"].conditional_formats[0].formula == "=$B2>1"


def test_a_changed_book_is_saved_in_place_and_aside(file: Path, tmp_path: Path) -> None:
    with com_book(file) as desk:
        sheet: Any = desk.book.sheets["工资"]
        sheet["A2"].raw_value = "00777"
        sheet["2:2"].delete("up")
        desk.book.sheets["隐藏"].delete()
        desk.book.save()
        desk.save(tmp_path / "aside.xlsx")

    for path in (file, tmp_path / "aside.xlsx"):
        saved = openpyxl.load_workbook(path)
        assert saved.sheetnames == ["工资"]
        assert [cell.value for cell in saved["工资"][2]][:3] == ["002", 6000, "=B2*2"]
        assert saved["工资"].tables["tblWages"].ref == "A1:C2"
        assert saved["工资"]["A2"].number_format == "@"


def test_cached_results_are_read(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "cached.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet().write_formula("A1", "=1+1", None, 2)

    with com_book(path) as desk:
        assert desk.book.sheets[0]["A1"].value == 2.0


def test_a_book_without_a_path_is_saved_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with com_book() as desk:
        desk.book.save()
        assert Path(desk.book.fullname).exists()
        app = desk.book.app
        desk.book.close()
        assert len(app.books) == 0
