"""Looks, sizes and places of cells behave as in Excel and survive a save."""

from pathlib import Path
from typing import cast

import pytest
import xlwings

from tests.workbook_file.books import read_back, rich, widths
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


def test_widths_and_heights(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    sheet["B:C"].column_width = 20.5
    sheet["A2:A3"].row_height = 30
    assert sheet["A2"].row_height == 30
    assert sheet["A1"].row_height == 15
    sheet["D1"].columns.hidden = True
    sheet["A5"].rows.hidden = True
    assert sheet["D1"].columns.hidden
    visible = cast("list[xlwings.Range]", sheet["A1:B9"].get_special_cells("visible"))
    assert [area.address for area in visible] == ["$A$1:$B$4", "$A$6:$B$9"]
    sheet.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx").worksheets[0]
    assert read.row_dimensions[3].height == 30
    assert read.row_dimensions[5].hidden
    assert read.column_dimensions["D"].hidden
    found = widths(sheet, tmp_path / "a.xlsx")
    assert (found.get("A"), found["B"], found["C"]) == (None, 20.5, 20.5)


def test_autofit_counts_chinese_double(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    sheet["A1:B1"].value = ["abcd", "单位编号"]
    sheet.autofit()
    assert widths(sheet, tmp_path / "a.xlsx") == {"A": 5, "B": 9}


def test_clear_contents_keeps_formats_and_clear_does_not(sheet: xlwings.Sheet) -> None:
    sheet["A1:B2"].value = [[1, 2], [3, 4]]
    sheet["A1:B2"].number_format = "0.0"
    sheet["A1:B1"].clear_contents()
    assert sheet["A1"].value is None
    assert sheet["A1"].number_format == "0.0"
    sheet["A2:B2"].clear()
    assert sheet["A2"].number_format == "General"
    sheet.clear()
    assert sheet.used_range.address == "$A$1"


def test_used_range_starts_at_the_first_cell(sheet: xlwings.Sheet) -> None:
    assert sheet.used_range.address == "$A$1"
    sheet["C3:D9"].value = 1
    assert sheet.used_range.address == "$C$3:$D$9"


def test_jumps_and_regions(sheet: xlwings.Sheet) -> None:
    sheet["B2:D4"].value = [[1, 2, 3], [4, None, 6], [7, 8, 9]]
    sheet["B8"].value = "below"
    assert sheet["B2"].end("down").address == "$B$4"
    assert sheet["B4"].end("down").address == "$B$8"
    assert sheet["B8"].end("down").address == "$B$1048576"
    assert sheet["B2"].end("right").address == "$D$2"
    assert sheet["A2"].end("right").address == "$B$2"
    assert sheet["B8"].end("up").address == "$B$4"
    assert sheet["C3"].current_region.address == "$B$2:$D$4"
    assert sheet["B2"].expand("down").address == "$B$2:$B$4"
    assert sheet["B2"].expand().address == "$B$2:$D$4"


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


def test_merged_cells(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    sheet["A1:C1"].value = ["title", "x", "y"]
    sheet["A1:C1"].merge()
    assert sheet["A1:C1"].value == ["title", None, None]
    with pytest.raises(ValueError, match="merged"):
        sheet["C1:D1"].merge()
    sheet["A3:B4"].merge(across=True)
    sheet["A3"].unmerge()
    sheet.book.save(tmp_path / "a.xlsx")
    merged = read_back(tmp_path / "a.xlsx").worksheets[0].merged_cells.ranges
    assert sorted(str(area) for area in merged) == ["A1:C1", "A4:B4"]


def test_hyperlinks(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    sheet["A1"].add_hyperlink("https://example.org/a?b=1&c=2", "open", "tip")
    sheet["A2"].add_hyperlink("#Sheet1!B5", "inside")
    assert sheet["A1"].value == "open"
    sheet.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx").worksheets[0]
    assert read["A1"].hyperlink.target == "https://example.org/a?b=1&c=2"
    assert read["A2"].hyperlink.location == "Sheet1!B5"
    assert read["A3"].hyperlink is None


def test_notes(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    sheet["B2"].add_note("wage < floor & more")
    sheet["C3"].add_note("second")
    assert sheet["A1"].note is None
    assert [note.text for note in sheet.notes] == ["wage < floor & more", "second"]
    note = sheet["B2"].note
    assert note is not None
    note.text = "changed"
    sheet["C3"].note.delete()  # type: ignore[union-attr]  # a missing note fails the test
    sheet.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx").worksheets[0]
    assert read["B2"].comment.text == "changed"
    assert read["C3"].comment is None


def test_note_beside_a_button(tmp_path: Path) -> None:
    """Notes and form controls share one drawing; the button must stay."""
    path = rich(tmp_path / "a.xlsx")
    book = open_book(path)
    book.sheets["Data"]["B3"].add_note("new")
    note = book.sheets["Data"]["A1"].note
    assert note is not None
    assert note.text == "a note"
    note.delete()
    book.save()
    again = open_book(path)
    assert [n.text for n in again.sheets["Data"].notes] == ["new"]
    again.close()
    book.close()


def test_conditional_formats(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    cells = sheet["A2:C9"]
    cells.conditional_formats.add_custom('=$C2="bad"', fill_color="#ff0000", font_bold=True)
    cells.conditional_formats.add_custom("=$A2>1", font_color=(0, 0, 255), stop_if_true=True)
    sheet["E1"].conditional_formats.add_custom("=$E1=0", font_italic=True)
    sheet["A2:C2"].conditional_formats.clear()
    sheet["E1"].conditional_formats.clear()
    sheet.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx").worksheets[0].conditional_formatting
    assert {str(areas.sqref) for areas in read} == {"A3:C9"}
    first, second = sorted((r for areas in read for r in areas.rules), key=lambda r: r.priority)
    assert (first.type, first.formula, first.stopIfTrue) == ("expression", ['$C2="bad"'], None)
    assert (first.dxf.fill.bgColor.rgb, first.dxf.font.b) == ("FFFF0000", True)
    assert (second.formula, second.stopIfTrue) == (["$A2>1"], True)
    assert second.dxf.font.color.rgb == "FF0000FF"


def test_validation(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    sheet["A2:A9"].data_validation.set_list(["甲", "乙"])
    sheet["B2:B9"].data_validation.set_list(["丙"], in_cell_dropdown=False)
    with pytest.raises(NotImplementedError, match="set_list"):
        sheet["C2:C9"].data_validation.set_list(sheet["H1:H3"])
    sheet["A4:A5"].data_validation.delete()
    sheet.book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx").worksheets[0].data_validations.dataValidation
    # The file's flag says the opposite of its name.
    assert {str(r.sqref): (r.type, r.formula1, bool(r.showDropDown)) for r in read} == {
        "A2:A3 A6:A9": ("list", '"甲,乙"', False),
        "B2:B9": ("list", '"丙"', True),
    }


def test_missing_members_say_their_name(sheet: xlwings.Sheet) -> None:
    """A command that needs more than the engine has must fail loudly, not by halves."""
    for use in (
        lambda: sheet.charts,
        lambda: sheet["A1"].borders,
        lambda: sheet["A1"].sort(1),
        lambda: sheet["A1"].formula2,
        lambda: setattr(sheet["A1"], "formula_array", "=A2"),
        lambda: sheet["A1"].api.Something,
    ):
        with pytest.raises(NotImplementedError, match=r"\w+\.\w+"):
            use()
