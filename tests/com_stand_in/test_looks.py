"""Formats, sizes, rules, sheets and the application."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.com_stand_in import ComDesk, ComError, NotModelledError


@pytest.fixture
def sheet(desk: ComDesk) -> Any:
    return desk.book.sheets[0]


def saved(desk: ComDesk, folder: Path) -> Any:
    desk.save(folder / "saved.xlsx")
    return openpyxl.load_workbook(folder / "saved.xlsx").worksheets[0]


def test_formats_are_in_the_file(desk: ComDesk, sheet: Any, tmp_path: Path) -> None:
    sheet["A:B"].number_format = "0.00"
    sheet["A1:B2"].wrap_text = True
    sheet.show_gridlines = False
    sheet["A1:B2"].horizontal_alignment = "center"
    sheet["A1:B2"].vertical_alignment = "top"
    sheet["A1"].font.bold = True
    sheet["A1:B2"].font.size = 14
    sheet["A1:B2"].font.color = "#ff0000"
    sheet["B2"].color = "#00ff00"

    made = saved(desk, tmp_path)

    first, last = made["A1"], made["B2"]
    assert (first.number_format, made["C1"].number_format) == ("0.00", "General")
    assert made.column_dimensions["B"].number_format == "0.00"
    assert last.alignment.wrap_text
    assert made.sheet_view.showGridLines is False
    assert (last.alignment.horizontal, last.alignment.vertical) == ("center", "top")
    assert (first.font.bold, last.font.bold) == (True, False)
    assert (last.font.size, last.font.color.rgb) == (14, "FFFF0000")
    assert (first.fill.fill_type, last.fill.fgColor.rgb) == (None, "FF00FF00")


def test_a_format_of_cells_that_differ_is_not_made_up(sheet: Any) -> None:
    sheet["A1:B2"].number_format = "0.00"

    assert sheet["A1:B2"].number_format == "0.00"
    with pytest.raises(NotModelledError):
        sheet["A1:C2"].number_format  # noqa: B018 - the read is the test


def test_sizes_and_hiding(desk: ComDesk, sheet: Any, tmp_path: Path) -> None:
    sheet["B:C"].column_width = 20
    sheet["C:C"].columns.hidden = True
    sheet["A3:A4"].rows.hidden = True

    assert sheet["A1:B1"].columns.hidden is False
    assert sheet["C1"].columns.hidden is True
    assert sheet["A3"].rows.hidden is True
    made = saved(desk, tmp_path)
    assert made.column_dimensions["B"].width == 20
    assert made.column_dimensions["C"].hidden
    assert [made.row_dimensions[row].hidden for row in (2, 3, 4)] == [False, True, True]
    with pytest.raises(ComError):
        sheet["A1"].column_width = 300


def test_a_note_is_added_once(desk: ComDesk, sheet: Any, tmp_path: Path) -> None:
    sheet["B1"].add_note("说明")

    assert saved(desk, tmp_path)["B1"].comment.text == "说明"
    with pytest.raises(ValueError, match="note"):
        sheet["B1"].add_note("另一说明")


@pytest.mark.parametrize(("selected", "formula"), [("A5", '$D5="错误"'), ("A1", '$D9="错误"')])
def test_a_rule_is_written_relative_to_the_active_cell(
    desk: ComDesk, sheet: Any, tmp_path: Path, selected: str, formula: str
) -> None:
    """Excel's trap: a rule for row 5 written while A1 is selected slips by four rows."""
    sheet[selected].select()
    sheet["A5:D9"].conditional_formats.add_custom('=$D5="错误"', font_color="#ffc7ce")

    (group,) = saved(desk, tmp_path).conditional_formatting
    assert str(group.sqref) == "A5:D9"
    assert group.rules[0].formula == [formula]
    assert group.rules[0].dxf.font.color.rgb == "FFFFC7CE"


def test_a_newer_rule_comes_first(desk: ComDesk, sheet: Any, tmp_path: Path) -> None:
    for formula in ("=$A1>1", "=$A1>2"):
        sheet["A1:A9"].conditional_formats.add_custom(formula, font_color="#ff0000")

    (group,) = saved(desk, tmp_path).conditional_formatting
    assert [(rule.priority, rule.formula) for rule in group.rules] == [
        (1, ["$A1>2"]),
        (2, ["$A1>1"]),
    ]


def test_a_list_to_choose_from(desk: ComDesk, sheet: Any, tmp_path: Path) -> None:
    sheet["A1:A9"].data_validation.set_list(["是", "否"])
    sheet["B1"].data_validation.set_list(["有"], in_cell_dropdown=False)

    lists = saved(desk, tmp_path).data_validations.dataValidation
    assert [(str(one.sqref), one.formula1, bool(one.showDropDown)) for one in lists] == [
        ("A1:A9", '"是,否"', False),
        ("B1", '"有"', True),
    ]


def test_sheets_are_added_and_hidden(desk: ComDesk, sheet: Any) -> None:
    book = desk.book
    second = book.sheets.add("二月", after=sheet)
    assert book.sheets.active.name == "二月"
    with pytest.raises(ComError):
        second.name = "Sheet1"
    book.sheets.add("一月", after=sheet)
    assert [each.name for each in book.sheets] == ["Sheet1", "一月", "二月"]

    second.visible = False
    assert not second.visible
    with pytest.raises(ComError):
        second.activate()
    book.sheets["一月"].visible = False
    with pytest.raises(ComError):
        sheet.visible = False


def test_ranges_are_selected_on_the_active_sheet_only(desk: ComDesk, sheet: Any) -> None:
    sheet["B2:C3"].select()
    chosen: Any = desk.book.selection
    assert chosen.address == "$B$2:$C$3"
    other = desk.book.sheets.add()
    with pytest.raises(ComError):
        sheet["A1"].select()
    sheet.activate()
    sheet["A1"].select()
    assert other.name == "Sheet2"


def test_the_application(desk: ComDesk) -> None:
    app = desk.book.app
    with app.properties(screen_updating=False, calculation="manual"):
        assert app.screen_updating is False
        assert app.calculation == "manual"
    assert app.calculation == "automatic"
    app.status_bar = "正在读取……"
    assert app.status_bar == "正在读取……"
    assert app.alert("好吗？", buttons="yes_no") == "yes"
    assert desk.message_boxes == ["好吗？"]


def test_visible_cells(sheet: Any) -> None:
    sheet["A1:B5"].raw_value = 1
    sheet["A2:A3"].rows.hidden = True
    cells = sheet["A1:A5"]

    assert [part.address for part in cells.get_special_cells("visible")] == ["$A$1", "$A$4:$A$5"]
    sheet["A:A"].columns.hidden = True
    assert cells.get_special_cells("visible") == []


def test_inserted_rows_take_the_format_above(sheet: Any) -> None:
    sheet["A1:A3"].number_format = "@"
    sheet["A4"].raw_value = "00"

    sheet["4:5"].insert("down")

    assert {sheet[f"A{row}"].number_format for row in (3, 4, 5)} == {"@"}
    assert sheet["A6"].number_format == "General"
    assert sheet["A6"].raw_value == 0.0
    with pytest.raises(NotModelledError):
        sheet["A2"].insert("down")
