"""Formats, sizes, merging, rules, sheets and the application."""

from typing import Any

import pytest
import xlwings as xw

from tests.com_stand_in import ComDesk, ComError


@pytest.fixture
def sheet(desk: ComDesk) -> Any:
    return desk.book.sheets[0]


def test_formats_are_read_back_and_none_when_mixed(sheet: Any) -> None:
    sheet["A1:B2"].number_format = "0.00"
    sheet["A1"].font.bold = True
    sheet["A1:B2"].wrap_text = True
    sheet["A1:B2"].font.size = 14
    sheet["A1:B2"].font.name = "宋体"
    sheet["A1:B2"].font.color = "#ff0000"

    assert sheet["A1:B2"].number_format == "0.00"
    assert sheet["A1:C2"].number_format is None
    assert sheet["A1:A2"].font.bold is None
    assert sheet["A1"].font.bold is True
    assert sheet["B2"].wrap_text is True
    assert sheet["B2"].font.size == 14
    assert sheet["B2"].font.name == "宋体"
    assert sheet["B2"].font.color == (255, 0, 0)


def test_fills(sheet: Any) -> None:
    assert sheet["A1"].color is None
    sheet["A1:B2"].color = "#00ff00"
    assert sheet["A1"].color == (0, 255, 0)
    sheet["A1"].color = None
    assert sheet["A1"].color is None
    assert sheet["B2"].color == (0, 255, 0)


def test_sizes_and_hiding(sheet: Any) -> None:
    sheet["B:C"].column_width = 20
    sheet["2:3"].row_height = 30
    sheet["C:C"].columns.hidden = True

    assert sheet["B1"].column_width == 20
    assert sheet["A1:B1"].column_width is None
    assert sheet["A3"].row_height == 30
    assert sheet["A1:B1"].columns.hidden is False
    assert sheet["C1"].columns.hidden is True
    sheet["A1"].raw_value = "身份证号码身份证号码"
    sheet["A:A"].columns.autofit()
    assert sheet["A1"].column_width > 20
    with pytest.raises(ComError):
        sheet["A1"].column_width = 300


def test_merging_keeps_the_first_value(sheet: Any) -> None:
    sheet["A1:B2"].raw_value = [["a", "b"], ["c", "d"]]

    sheet["A1:B2"].merge()

    assert sheet["A1:B2"].raw_value == (("a", None), (None, None))
    assert sheet["B2"].merge_area.address == "$A$1:$B$2"
    assert sheet["B2"].merge_cells is True
    assert sheet["A1:C3"].merge_cells is None
    with pytest.raises(ComError):
        sheet["A2:A5"].clear_contents()
    sheet["A1"].unmerge()
    assert sheet["A1"].merge_cells is False


def test_links_and_notes(sheet: Any) -> None:
    sheet["A1"].add_hyperlink("https://example.invalid/", "打开")
    sheet["B1"].add_note("说明")

    assert sheet["A1"].hyperlink == "https://example.invalid/"
    assert sheet["A1"].value == "打开"
    assert sheet["B1"].note.text == "说明"
    assert len(sheet.notes) == 1
    with pytest.raises(Exception, match="hyperlink"):
        sheet["C1"].hyperlink  # noqa: B018 - the read is the test


def test_borders_of_a_range(sheet: Any) -> None:
    sheet["A1:B2"].borders.set("all", line_style="continuous", weight="thin")

    assert sheet["A1:B2"].borders["edge_top"].line_style == "continuous"
    assert sheet["B2"].borders["edge_right"].weight == "thin"
    assert sheet["C3"].borders["edge_top"].line_style == "none"


def test_a_rule_is_read_relative_to_the_active_cell(sheet: Any) -> None:
    """Excel's trap: a rule for row 5 written while A1 is selected slips by four rows."""
    sheet["A5:D9"].conditional_formats.add_custom('=$D5="错误"', fill_color="#ffc7ce")
    rule = sheet["A5:D9"].conditional_formats[0]
    assert rule.formula == '=$D5="错误"'
    assert rule.fill_color == (255, 199, 206)

    sheet["A5"].select()
    assert rule.formula == '=$D9="错误"'


def test_rules_of_part_of_a_range_can_be_cleared(sheet: Any) -> None:
    sheet["A1:A9"].conditional_formats.add_cell_value("greater_than", 5, fill_color="#ff0000")
    sheet["A4:A5"].conditional_formats.clear()

    assert len(sheet["A4"].conditional_formats) == 0
    assert len(sheet["A9"].conditional_formats) == 1


def test_validation_lists(sheet: Any) -> None:
    validation = sheet["A1:A9"].data_validation
    assert validation.type == "none"

    validation.set_list(["是", "否"])

    assert sheet["A5"].data_validation.type == "list"
    assert sheet["A5"].data_validation.source == "是,否"
    validation.delete()
    assert sheet["A5"].data_validation.type == "none"


def test_sheets_are_added_moved_copied_hidden_and_deleted(desk: ComDesk, sheet: Any) -> None:
    book = desk.book
    second = book.sheets.add("二月", after=sheet)
    assert book.sheets.active.name == "二月"
    with pytest.raises(ComError):
        second.name = "Sheet1"
    sheet["A1"].raw_value = 7
    twin = sheet.copy(name="副本")
    assert twin["A1"].value == 7.0
    assert [each.name for each in book.sheets] == ["Sheet1", "二月", "副本"]

    second.visible = False
    assert not second.visible
    with pytest.raises(ComError):
        second.select()
    twin.delete()
    assert "副本" not in [each.name for each in book.sheets]
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
    with app.properties(screen_updating=False, calculation="manual", display_alerts=False):
        assert app.screen_updating is False
        assert app.calculation == "manual"
    assert app.calculation == "automatic"
    app.status_bar = "正在读取……"
    assert app.status_bar == "正在读取……"
    app.calculate()
    assert app.alert("好吗？", buttons="yes_no") == "yes"
    assert desk.message_boxes == ["好吗？"]
    assert xw.apps.active == app
    assert xw.Book.caller().name == desk.book.name


def test_special_cells(sheet: Any) -> None:
    sheet["A1:A5"].raw_value = [[1], [None], [None], ["=A1"], [2]]

    assert [area.address for area in sheet["A1:A5"].get_special_cells("blanks")] == ["$A$2:$A$3"]
    assert [area.address for area in sheet["A1:A5"].get_special_cells("formulas")] == ["$A$4"]
    assert sheet["C1:C5"].get_special_cells("constants") == []


def test_cells_are_copied_with_formats_and_moving_formulas(sheet: Any) -> None:
    sheet["A1"].color = "#ff0000"
    sheet["A1:B1"].raw_value = [1, "=A1"]

    sheet["A1:B1"].copy(sheet["A3"])

    assert sheet["B3"].formula == "=A3"
    assert sheet["A3"].color == (255, 0, 0)


def test_inserted_rows_take_the_format_above(sheet: Any) -> None:
    sheet["A1:A3"].number_format = "@"
    sheet["A4"].raw_value = "00"

    sheet["4:5"].insert("down")

    assert sheet["A3:A5"].number_format == "@"
    assert sheet["A6"].number_format == "General"
