"""What the engine does not understand survives a save byte for byte."""

import errno
import re
from pathlib import Path

import pytest

from tests.workbook_file.books import parts, read_back, rich, simple, with_parts
from workbook_file import open_book
from workbook_file.errors import WorkbookError
from workbook_file.parts.document import BIG_SHEET
from workbook_file.parts.saving import check_can_save, write_atomically

_THREAD = b'<ThreadedComments xmlns="x"/>'
_SLICER = b'<slicers xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"/>'


def _elements(xml: bytes) -> dict[str, str]:
    """The sheet's elements besides its cells and dimension."""
    text = re.sub(r"<sheetData.*</sheetData>|<dimension[^>]*/>", "", xml.decode(), flags=re.DOTALL)
    return {"all": text}


@pytest.mark.parametrize("big_sheet", [0, BIG_SHEET])
def test_a_changed_cell_leaves_everything_else(tmp_path: Path, big_sheet: int) -> None:
    """A chart or a button that vanishes after "submit" would never be forgiven."""
    path = rich(tmp_path / "a.xlsx")
    before = parts(path)
    book = open_book(path, big_sheet=big_sheet)
    book.sheets["Data"]["C3"].value = "changed"
    book.save()
    book.close()
    after = parts(path)

    rewritten = {
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
        "xl/styles.xml",
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
    }
    assert set(before) == set(after)
    for name in set(before) - rewritten:
        assert after[name] == before[name], name
    sheet = "xl/worksheets/sheet1.xml"
    assert _elements(after[sheet]) == _elements(before[sheet])
    assert after["xl/styles.xml"] == before["xl/styles.xml"]


def test_foreign_parts_are_carried(tmp_path: Path) -> None:
    """Threaded comments, slicers, custom XML, printer settings, macros: all as they were."""
    path = simple(tmp_path / "a.xlsx")
    extra = {
        "xl/threadedComments/threadedComment1.xml": _THREAD,
        "xl/slicers/slicer1.xml": _SLICER,
        "customXml/item1.xml": b"<anything/>",
        "xl/printerSettings/printerSettings1.bin": b"\x00\x01printer",
        "xl/vbaProject.bin": b"\xd0\xcf macro",
        "customUI/customUI14.xml": b"<customUI/>",
        "xl/media/image1.png": b"\x89PNG",
    }
    with_parts(path, lambda all_parts: all_parts.update(extra))
    book = open_book(path)
    book.sheets["Wages"]["C2"].value = 1
    book.save()
    book.close()
    after = parts(path)
    assert {name: after[name] for name in extra} == extra


@pytest.mark.parametrize("big_sheet", [0, BIG_SHEET])
def test_untouched_cells_keep_their_xml(tmp_path: Path, big_sheet: int) -> None:
    """Rich text and results of formulas live in the cell's XML."""
    path = rich(tmp_path / "a.xlsx")
    book = open_book(path, big_sheet=big_sheet)
    sheet = book.sheets["Data"]
    assert sheet["D2"].value == 15.0
    assert sheet["D2"].formula == "=SUM(A2:A6)"
    sheet["A2"].value = 7
    book.save()
    book.close()
    xml = parts(path)["xl/worksheets/sheet1.xml"].decode()
    assert "<f>SUM(A2:A6)</f><v>15</v>" in xml
    read = read_back(path, rich_text=True)["Data"]["E1"].value
    assert [str(part) for part in read] == ["plain ", "bold"]


def test_excel_is_asked_to_calculate(tmp_path: Path) -> None:
    """Results of formulas over changed cells are stale until then."""
    path = simple(tmp_path / "a.xlsx")
    book = open_book(path)
    book.sheets["Wages"]["C2"].value = 1
    book.save()
    book.close()
    workbook = parts(path)["xl/workbook.xml"].decode()
    assert 'fullCalcOnLoad="1"' in workbook


def test_calculation_chain_goes(tmp_path: Path) -> None:
    """It names cells with formulas; naming one that has none, Excel reports damage."""
    path = simple(tmp_path / "a.xlsx")

    def chained(all_parts: dict[str, bytes]) -> None:
        all_parts["xl/calcChain.xml"] = b'<calcChain xmlns="x"><c r="A1" i="2"/></calcChain>'
        rels = all_parts["xl/_rels/workbook.xml.rels"]
        rel = (
            b'<Relationship Id="rIdCalc" Type="http://schemas.openxmlformats.org/officeDocument/'
            b'2006/relationships/calcChain" Target="calcChain.xml"/></Relationships>'
        )
        all_parts["xl/_rels/workbook.xml.rels"] = rels.replace(b"</Relationships>", rel)

    with_parts(path, chained)
    book = open_book(path)
    book.sheets["Other"]["A1"].value = 1
    book.save()
    book.close()
    after = parts(path)
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["xl/_rels/workbook.xml.rels"]


def test_prefixed_namespace_is_read(tmp_path: Path) -> None:
    """Some programs write every element as x:row, x:c."""
    path = simple(tmp_path / "a.xlsx")

    def prefixed(all_parts: dict[str, bytes]) -> None:
        for name in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
            text = all_parts[name].decode()
            text = re.sub(r"<(/?)(?![?!])([A-Za-z])", r"<\1x:\2", text)
            all_parts[name] = text.replace("xmlns=", "xmlns:x=").encode()

    with_parts(path, prefixed)
    book = open_book(path)
    assert book.sheets["Wages"]["A1:C2"].value == [["id", "name", "wage"], ["001", "A", 5000.5]]
    book.sheets["Wages"]["C2"].value = 1
    book.save()
    book.close()
    assert read_back(path)["Wages"]["C2"].value == 1


@pytest.mark.parametrize("big_sheet", [0, BIG_SHEET])
def test_places_left_out_are_understood(tmp_path: Path, big_sheet: int) -> None:
    """Cells and rows without r= count on from their neighbours."""
    path = simple(tmp_path / "a.xlsx")

    def bare(all_parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        all_parts[name] = re.sub(rb'(<(?:c|row)) r="[A-Z]*\d+"', rb"\1", all_parts[name])

    with_parts(path, bare)
    book = open_book(path, big_sheet=big_sheet)
    assert book.sheets["Wages"]["A1:C3"].value[1:] == [["001", "A", 5000.5], ["002", "B", 6000.0]]
    book.close()


@pytest.mark.parametrize("big_sheet", [0, BIG_SHEET])
def test_shared_formulas_survive_their_master(tmp_path: Path, big_sheet: int) -> None:
    """Excel writes a filled-down formula once; overwriting that cell must not empty the others."""
    path = simple(tmp_path / "a.xlsx")

    def shared(all_parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet2.xml"
        rows = (
            '<sheetData><row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*$C$1</f><v>1</v>'
            '</c></row><row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row><row r="3">'
            '<c r="A3"><f t="shared" si="0"/><v>3</v></c></row></sheetData>'
        )
        text = re.sub(r"<sheetData>.*</sheetData>", rows, all_parts[name].decode())
        all_parts[name] = text.encode()

    with_parts(path, shared)
    book = open_book(path, big_sheet=big_sheet)
    book.sheets["Other"]["A1"].value = "gone"
    formulas = [cell.formula for cell in book.sheets["Other"]["A2:A3"]]
    assert formulas == ["=B2*$C$1", "=B3*$C$1"]
    assert book.sheets["Other"]["A2:A3"].value == [2.0, 3.0]
    book.save()
    book.close()
    assert read_back(path)["Other"]["A3"].value == "=B3*$C$1"


@pytest.mark.parametrize("big_sheet", [0, BIG_SHEET])
def test_array_formula_is_changed_whole_or_not(tmp_path: Path, big_sheet: int) -> None:
    """Half of a spilled result would turn into numbers nobody calculates."""
    path = simple(tmp_path / "a.xlsx")

    def spilled(all_parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet2.xml"
        rows = (
            b'<sheetData><row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2*2</f><v>2</v></c>'
            b"</row>"
            b'<row r="2"><c r="A2"><v>4</v></c></row></sheetData>'
        )
        all_parts[name] = re.sub(b"<sheetData>.*</sheetData>", rows, all_parts[name])

    with_parts(path, spilled)
    sheet = open_book(path, big_sheet=big_sheet).sheets["Other"]
    with pytest.raises(NotImplementedError, match="array formula in A1:A2"):
        sheet["A2"].value = 1
    assert sheet["A1"].formula == "=B1:B2*2"
    sheet["A1:A2"].clear_contents()
    sheet["A2"].value = 1
    sheet.book.close()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx")
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    book = open_book(link)
    book.sheets["Wages"]["C2"].value = 1
    book.save()
    book.close()
    assert link.is_symlink()
    assert read_back(path)["Wages"]["C2"].value == 1


def test_a_loop_of_links_is_refused_in_words(tmp_path: Path) -> None:
    """Python 3.11 has an error of its own for it, which no way in turned into a sentence."""
    (tmp_path / "a.xlsx").symlink_to(tmp_path / "b.xlsx")
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "a.xlsx")

    with pytest.raises(WorkbookError):
        check_can_save(tmp_path / "a.xlsx")
    with pytest.raises(WorkbookError):
        write_atomically(tmp_path / "a.xlsx", lambda file: file.flush())


def test_save_needs_no_other_name_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows may open a path of 300 characters and have no answer on where it leads."""
    path = simple(tmp_path / "a.xlsx")
    book = open_book(path)
    book.sheets["Wages"]["C2"].value = 1

    def refuse(*_given: object, **_named: object) -> Path:
        raise OSError(errno.EINVAL, "more data is available")

    with monkeypatch.context() as long:
        long.setattr(Path, "resolve", refuse)
        book.save()
    book.close()
    assert read_back(path)["Wages"]["C2"].value == 1


def test_book_is_saved_again_and_again(tmp_path: Path) -> None:
    """The second save starts from the first one's state."""
    path = rich(tmp_path / "a.xlsx")
    book = open_book(path)
    for number in range(3):
        book.sheets["Data"].range((20 + number, 1)).value = number
        book.sheets.add(f"S{number}")["A1"].value = number
        book.save()
    book.close()
    read = read_back(path)
    assert [read["Data"].cell(20 + n, 1).value for n in range(3)] == [0, 1, 2]
    assert [read[f"S{n}"]["A1"].value for n in range(3)] == [0, 1, 2]
