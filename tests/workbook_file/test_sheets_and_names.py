"""Sheets, names and selections behave as in Excel and survive a save."""

import re
from contextlib import closing
from pathlib import Path

import pytest
import xlwings

from tests.workbook_file.books import parts, read_back, rich, simple, with_parts
from workbook_file import open_book
from workbook_file.errors import WorkbookError

_BOOK = "xl/workbook.xml"


def test_sheets_are_added_and_found(book: xlwings.Book, tmp_path: Path) -> None:
    first = book.sheets[0]
    last = book.sheets.add("Last", after=first)
    book.sheets.add("Front", before=first)
    assert book.sheet_names == ["Front", "Sheet1", "Last"]
    assert book.sheets.active.name == "Front"
    assert book.sheets["last"] == last
    first.activate()
    book.save(tmp_path / "a.xlsx")
    assert read_back(tmp_path / "a.xlsx").sheetnames == ["Front", "Sheet1", "Last"]
    active = read_back(tmp_path / "a.xlsx").active
    assert active is not None
    assert active.title == "Sheet1"


def test_only_one_sheet_is_selected(tmp_path: Path) -> None:
    """With two, Excel would write what the user types into both."""
    path = rich(tmp_path / "a.xlsx")
    book = open_book(path)
    book.sheets["Other"].activate()
    book.save()
    book.close()
    selected = [name for name, data in parts(path).items() if b"tabSelected=" in data]
    assert selected == []


@pytest.mark.parametrize("name", ["a/b", "x" * 32, "SHEET1"])
def test_impossible_sheet_names_are_refused(book: xlwings.Book, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        book.sheets.add(name)
    assert book.sheet_names == ["Sheet1"]


def test_missing_sheet(book: xlwings.Book) -> None:
    with pytest.raises(KeyError):
        book.sheets["none"]


def test_protected_sheet_takes_no_value_and_no_look(tmp_path: Path) -> None:
    """Excel would refuse the same click."""
    book = open_book(rich(tmp_path / "a.xlsx"))
    cell = book.sheets["Other"]["A3"]
    with pytest.raises(WorkbookError, match="protected"):
        cell.value = 1
    with pytest.raises(WorkbookError, match="protected"):
        cell.color = (255, 0, 0)
    assert cell.value is None
    book.close()


def test_hidden_sheets(book: xlwings.Book, tmp_path: Path) -> None:
    other = book.sheets.add("Other")
    other.visible = False
    assert not other.visible
    assert book.sheets.active.name == "Sheet1"
    with pytest.raises(ValueError, match="visible"):
        book.sheets["Sheet1"].visible = False
    book.save(tmp_path / "a.xlsx")
    assert read_back(tmp_path / "a.xlsx")["Other"].sheet_state == "hidden"


def test_names_of_book_and_sheet(book: xlwings.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    book.names.add("rate", "=Sheet1!$B$2")
    sheet.names.add("rate", "=Sheet1!$C$3")
    book.names.add("area", "=Sheet1!$D$4:$E$5")
    assert book.names["rate"].refers_to_range.address == "$B$2"
    assert sheet.names["rate"].refers_to_range.address == "$C$3"
    assert sheet["area"].address == "$D$4:$E$5"
    assert "rate" in book.names
    assert "none" not in book.names
    assert sorted(name.name for name in book.names) == ["Sheet1!rate", "area", "rate"]
    book.save(tmp_path / "a.xlsx")
    read = read_back(tmp_path / "a.xlsx")
    assert read.defined_names["rate"].value == "Sheet1!$B$2"
    assert read["Sheet1"].defined_names["rate"].value == "Sheet1!$C$3"


def test_a_name_that_nobody_changed_is_written_as_it_was_read(tmp_path: Path) -> None:
    """Hundreds stand in a workbook; one that is changed, or whose sheet moves, is written anew."""
    source = rich(tmp_path / "a.xlsx")
    with closing(open_book(source)) as book:
        book.names.add("rate", "=Data!$B$2")
        book.sheets["Other"].names.add("rate", "=Other!$C$3")
        book.save()
    text = parts(source)[_BOOK].decode()
    known = re.search(r"<definedName [^>]*>Data!\$B\$2</definedName>", text)
    assert known is not None
    noted = known[0].replace(" name=", " comment='a &amp; b' name=")
    with_parts(source, lambda all_: all_.update({_BOOK: text.replace(known[0], noted).encode()}))

    with closing(open_book(source)) as book:
        book.sheets["Data"]["A9"].value = 1
        book.save()
    usual = noted.replace("'", '"')
    assert usual in parts(source)[_BOOK].decode()

    with closing(open_book(source)) as book:
        book.sheets.add("Front", before=book.sheets[0])
        book.names.add("rate", "=Data!$B$3")
        book.save()
    read = read_back(source)
    assert read.defined_names["rate"].value == "Data!$B$3"
    assert read["Other"].defined_names["rate"].value == "Other!$C$3"
    assert usual.replace("$B$2", "$B$3") in parts(source)[_BOOK].decode()


@pytest.mark.parametrize("name", ["A1", "two words", "1x", "R1C1"])
def test_impossible_names_are_refused(book: xlwings.Book, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        book.names.add(name, "=Sheet1!$A$1")


def test_selection_is_read_and_kept(book: xlwings.Book, tmp_path: Path) -> None:
    """A button acts on the rows the cursor covered when the file was saved."""
    assert _selected(book) == "$A$1"
    book.sheets[0]["B2:C9"].select()
    assert _selected(book) == "$B$2:$C$9"
    book.save(tmp_path / "a.xlsx")
    again = open_book(tmp_path / "a.xlsx")
    assert _selected(again) == "$B$2:$C$9"
    again.close()


def _selected(book: xlwings.Book) -> str:
    cells = book.selection
    assert cells is not None
    assert cells == book.app.selection
    return cells.address


def test_switches_are_remembered(book: xlwings.Book) -> None:
    with book.app.properties(screen_updating=False, calculation="manual", status_bar="busy"):
        assert book.app.status_bar == "busy"
    assert book.app.screen_updating is True


def test_what_two_books_have_in_common_is_each_ones_own(tmp_path: Path) -> None:
    """Parts that were taken apart before are remembered; a change must stay in its book."""
    for name in ("one", "two"):
        rich(tmp_path / f"{name}.xlsx")
    one, two = (open_book(tmp_path / f"{name}.xlsx") for name in ("one", "two"))

    one.sheets.add("Changed")
    one.names.add("rate", "=Changed!$C$9")
    one.save()

    assert [sheet.name for sheet in two.sheets] == ["Data", "Other"]
    assert two.names["rate"].refers_to == "=Data!$B$2"
    two.sheets["Data"]["A1"].value = 1
    two.save()
    again = open_book(tmp_path / "two.xlsx")
    assert [sheet.name for sheet in again.sheets] == ["Data", "Other"]
    assert again.names["rate"].refers_to == "=Data!$B$2"


def test_books_of_one_name_stay_apart(tmp_path: Path) -> None:
    """Each employer's file may be called wages.xlsx."""
    paths = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        paths.append(simple(tmp_path / folder / "wages.xlsx"))
    one, two = [open_book(path) for path in paths]
    assert one != two
    one.sheets[0]["A1"].value = "one"
    assert two.sheets[0]["A1"].value == "id"
    one.close()
    two.close()


def test_ranges_of_other_sheets_do_not_mix(book: xlwings.Book) -> None:
    other = book.sheets.add("Other")
    with pytest.raises(ValueError, match="sheet"):
        book.sheets["Sheet1"].range(other["A1"], other["B2"])
