"""Looks, sizes and places of cells behave as in Excel and survive a save."""

from pathlib import Path
from typing import cast

import pytest
import xlwings

from tests.workbook_file.books import parts, read_back, rich, widths
from workbook_file import open_book


def test_formats_of_cells(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    cell = sheet["B2"]
    cell.value = 5
    cell.number_format = '#,##0.00"元"'
    cell.color = "#ffee00"
    cell.font.bold = True
    cell.font.size = 14
    cell.font.color = (255, 0, 0)
    cell.font.name = "SimSun"
    cell.wrap_text = True
    cell.horizontal_alignment = "center"
    sheet.book.save(tmp_path / "a.xlsx")
    again = open_book(tmp_path / "a.xlsx")
    read = again.sheets[0]["B2"]
    assert read.number_format == '#,##0.00"元"'
    with pytest.raises(NotImplementedError):
        _ = read.color
    again.close()
    there = read_back(tmp_path / "a.xlsx").worksheets[0]["B2"]
    assert (there.font.b, there.font.sz, there.fill.fgColor.rgb) == (True, 14, "FFFFEE00")
    assert (there.font.i, there.font.color.rgb, there.font.name) == (False, "FFFF0000", "SimSun")
    assert (there.alignment.wrap_text, there.alignment.horizontal) == (True, "center")


def test_colour_is_taken_away(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    sheet["A1:A2"].color = (1, 2, 3)
    sheet["A1"].color = None
    sheet.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx").worksheets[0]
    assert [read[at].fill.fill_type for at in ("A1", "A2")] == [None, "solid"]


def test_format_of_a_whole_column_holds_for_new_cells(sheet: xlwings.Sheet) -> None:
    """Ids typed into row 5000 must be text too."""
    sheet["C1"].value = 1
    sheet["C:D"].number_format = "@"
    sheet["D5000"].value = "001"
    assert sheet["D5000"].value == "001"
    assert sheet["C1"].number_format == "@"
    assert sheet["E1"].number_format == "General"
    assert sheet["C:D"].number_format == "@"


def test_row_meets_column_format(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    sheet["B:B"].number_format = "0.00"
    sheet["3:3"].color = (255, 0, 0)
    assert sheet["B3"].number_format == "0.00"
    sheet.book.save(tmp_path / "a.xlsx")
    there = read_back(tmp_path / "a.xlsx").worksheets[0]["B3"]
    assert (there.number_format, there.fill.fgColor.rgb) == ("0.00", "FFFF0000")


def test_widths_and_what_is_hidden(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    sheet["B:C"].column_width = 20.5
    sheet["D1"].columns.hidden = True
    sheet["A5"].rows.hidden = True
    assert sheet["D1"].columns.hidden
    visible = cast("list[xlwings.Range]", sheet["A1:B9"].get_special_cells("visible"))
    assert [area.address for area in visible] == ["$A$1:$B$4", "$A$6:$B$9"]
    sheet.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx").worksheets[0]
    assert read.row_dimensions[5].hidden
    assert read.column_dimensions["D"].hidden
    found = widths(sheet, tmp_path / "a.xlsx")
    assert (found.get("A"), found["B"], found["C"]) == (None, 20.5, 20.5)


def test_clear_contents_keeps_formats(sheet: xlwings.Sheet) -> None:
    sheet["A1:B2"].value = [[1, 2], [3, 4]]
    sheet["A1:B2"].number_format = "0.0"
    sheet["A1:B1"].clear_contents()
    assert sheet["A1"].value is None
    assert sheet["A1"].number_format == "0.0"
    assert sheet.used_range.address == "$A$1:$B$2"


def test_used_range_starts_at_the_first_cell(sheet: xlwings.Sheet) -> None:
    assert sheet.used_range.address == "$A$1"
    sheet["C3:D9"].value = 1
    assert sheet.used_range.address == "$C$3:$D$9"


def test_places_of_ranges(sheet: xlwings.Sheet) -> None:
    cells = sheet["B2:D4"]
    assert (cells.row, cells.column, cells.shape, cells.size, len(cells)) == (2, 2, (3, 3), 9, 9)
    assert cells[0, 1].address == "$C$2"
    assert cells[1:, :].address == "$B$3:$D$4"
    assert cells(4).address == "$B$3"
    assert cells.offset(1, 1).address == "$C$3:$E$5"
    assert cells.resize(1, 2).address == "$B$2:$C$2"
    assert cells.last_cell.address == "$D$4"
    assert cells.rows[1].address == "$B$3:$D$3"
    assert next(iter(cells.columns)).address == "$B$2:$B$4"
    assert sheet.range((2, 3)).address == sheet.range("C2").address == "$C$2"
    assert sheet["A:B"].address == "$A:$B"
    assert sheet["2:3"].address == "$2:$3"
    with pytest.raises(IndexError):
        sheet.range((0, 1))


def test_notes(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    sheet["B2"].add_note("wage < floor & more")
    sheet["C3"].add_note("second")
    assert sheet["A1"].note is None
    with pytest.raises(ValueError, match="already"):
        sheet["B2"].add_note("another")
    sheet.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx").worksheets[0]
    assert read["B2"].comment.text == "wage < floor & more"
    assert read["C3"].comment.text == "second"


def test_note_beside_a_button(tmp_path: Path) -> None:
    """Notes and form controls share one drawing; the button must stay."""
    path = rich(tmp_path / "a.xlsx")
    book = open_book(path)
    book.sheets["Data"]["B3"].add_note("new")
    book.save()
    book.close()
    read = read_back(path)["Data"]
    assert (read["A1"].comment.text, read["B3"].comment.text) == ("a note", "new")
    assert b'ObjectType="Button"' in parts(path)["xl/drawings/vmlDrawing1.vml"]


def test_conditional_formats(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    for color in ((0, 0, 255), "#ff0000"):
        sheet["A2:C9"].conditional_formats.add_custom("=$A2>1", font_color=color)
    with pytest.raises(NotImplementedError, match="add_custom"):
        sheet["A2:C9"].conditional_formats.add_custom("=$A2>1", fill_color="#ff0000")
    with pytest.raises(NotImplementedError, match="add_custom"):
        sheet["A2:C9"].conditional_formats.add_custom("=$A2>1", font_color=1, stop_if_true=True)
    sheet.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx").worksheets[0].conditional_formatting
    assert {str(areas.sqref) for areas in read} == {"A2:C9"}
    rules = sorted((r for areas in read for r in areas.rules), key=lambda rule: rule.priority)
    assert [rule.dxf.font.color.rgb for rule in rules] == ["FF0000FF", "FFFF0000"]
    assert {(rule.type, *rule.formula) for rule in rules} == {("expression", "$A2>1")}


def test_validation(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    sheet["A2:A9"].data_validation.set_list(["甲", "乙"])
    sheet["B2:B9"].data_validation.set_list(["丙"], in_cell_dropdown=False)
    with pytest.raises(NotImplementedError, match="set_list"):
        sheet["C2:C9"].data_validation.set_list(sheet["H1:H3"])
    sheet["A4:A5"].data_validation.set_list(["丁"])
    sheet.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx").worksheets[0].data_validations.dataValidation
    # The file's flag says the opposite of its name.
    assert {str(r.sqref): (r.type, r.formula1, bool(r.showDropDown)) for r in read} == {
        "A2:A3 A6:A9": ("list", '"甲,乙"', False),
        "A4:A5": ("list", '"丁"', False),
        "B2:B9": ("list", '"丙"', True),
    }


def test_missing_members_say_their_name(sheet: xlwings.Sheet) -> None:
    """A command that needs more than the engine has must fail loudly, not by halves."""
    for use in (
        lambda: sheet.charts,
        lambda: sheet["A1"].borders,
        lambda: sheet["A1"].sort(1),
        lambda: sheet["A1"].formula2,
        lambda: sheet["A1"].insert("right"),
        lambda: sheet["1:1"].delete(),
        lambda: sheet.tables,
        lambda: sheet["A1"].expand(),
        lambda: setattr(sheet["A1"], "formula_array", "=A2"),
        lambda: sheet["A1"].api.Something,
    ):
        with pytest.raises(NotImplementedError, match=r"\w+\.\w+"):
            use()
