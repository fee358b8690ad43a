"""A column read alone says what the whole sheet says, whatever program wrote its cells."""

from pathlib import Path

import pytest

from tests.workbook_file.books import new_book, rich
from workbook_file import open_book
from workbook_file.cells import base_rows, stream_grid
from workbook_file.cells.base_rows import BaseRows
from workbook_file.parts.addresses import Rect
from workbook_file.parts.slices import _usual_attributes

# Style 1 of the workbook below is a date.
CELLS = [
    '<c r="A{row}" t="inlineStr"><is><t>赵{row}</t></is></c>',
    '<c r="A{row}" t="inlineStr" s="1"><is><t xml:space="preserve"> a&amp;b_x0041_ </t></is></c>',
    '<c r="A{row}" t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r><rPh><t>x</t></rPh></is></c>',
    '<c r="A{row}" t="inlineStr"><is><t></t></is></c>',
    '<c r="A{row}"><v>{row}.5</v></c>',
    '<c r="A{row}" s="1"><v>45000.25</v></c>',
    '<c r="A{row}" t="n" s="1"><v>45001</v></c>',
    '<c r="A{row}" t="b"><v>1</v></c>',
    '<c r="A{row}" t="e"><v>#N/A</v></c>',
    '<c r="A{row}" t="str"><f>"x"&amp;1</f><v>x1</v></c>',
    '<c r="A{row}"><f>1+1</f><v>2</v></c>',
    '<c r="A{row}"><f>NOW()</f></c>',
    '<c r="A{row}" t="s"><v>0</v></c>',
    '<c r="A{row}" s="1"/>',
    "",
]
ROWS = 600


def xml_of_rows() -> str:
    rows = []
    for number in range(1, ROWS + 1):
        cell = CELLS[number % len(CELLS)].format(row=number)
        rows.append(f'<row r="{number}">{cell}<c r="AA{number}"><v>{number}</v></c></row>')
    return "".join(rows)


@pytest.fixture
def rows(tmp_path: Path) -> BaseRows:
    path = rich(tmp_path / "rich.xlsx")
    book = open_book(path)
    sheet = book.sheets["Data"]
    sheet["A1"].number_format = "yyyy-mm-dd"
    assert sheet.impl.part.grid.styles(Rect(1, 1, 1, 1)) != [[0]]
    style = sheet.impl.part.grid.styles(Rect(1, 1, 1, 1))[0][0]
    return BaseRows(
        sheet.impl.part._around, xml_of_rows().replace(' s="1"', f' s="{style}"').encode()
    )


def test_a_column_alone_is_as_in_the_whole_sheet(rows: BaseRows) -> None:
    """Finding everyone's row by number reads three columns of fifteen."""
    alone = rows.values(Rect(1, 1, ROWS, 1))
    assert rows._matrix is None

    whole = rows.values(Rect(1, 1, ROWS, 27))
    assert rows._matrix is not None
    parts = [rows.values(Rect(row, 1, row + 299, 1)) for row in range(1, ROWS, 300)]
    cut = [line for part in parts for line in part]

    assert alone == cut == [row[:1] for row in whole]
    assert len({type(value) for (value,) in alone}) == 6


def test_a_column_with_gaps_and_one_beyond_the_last(rows: BaseRows) -> None:
    """Columns that are not wanted stay empty, and rows below the last one do."""
    read = rows.values(Rect(2, 26, ROWS + 3, 28), besides=[28])

    assert read[0] == [None, 2.0, None]
    assert read[-4:] == [[None, float(ROWS), None], *[[None] * 3] * 3]


def test_the_whole_is_read_once_when_many_columns_are_wanted(
    rows: BaseRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Column by column a wide sheet costs more than all at once."""
    monkeypatch.setattr(base_rows, "_FEW_COLUMNS", 2)
    for column in (1, 2, 27):
        rows.values(Rect(1, column, ROWS, column))

    assert rows._matrix is not None
    assert rows._read.keys() == {1, 2}


@pytest.mark.parametrize(
    ("text", "is_unusual"),
    [
        ('<a b="1">x=y</a>', False),
        ('<a b="1">x y</a>', False),
        ('<a b = "1"/>', True),
        ("<a b='1'/>", True),
        ('<a b=\n"1"/>', True),
        ("<?xml version='1.0'?><a b=\"1\"/>", False),
    ],
)
def test_attributes_are_written_anew_where_a_pattern_would_miss_them(
    text: str, is_unusual: bool
) -> None:
    """A formula's own equals sign once had all of a large sheet looked through by a pattern."""
    usual = _usual_attributes(text)

    assert (usual != text) == is_unusual
    assert ' b="1"' in usual


def test_cells_beside_those_written_stay_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A used sheet keeps the user's columns, and its rows are not taken apart for them."""
    path, asked = tmp_path / "used.xlsx", list[object]()
    book = new_book(path, big_sheet=0)
    sheet = book.sheets[0]
    sheet.range((1, 1), (40, 8)).raw_value = [
        [f"{row}-{at}" for at in range(8)] for row in range(40)
    ]
    sheet.range((3, 8)).raw_value = "=A3"
    sheet.range((5, 1), (6, 1)).clear_contents()
    book.save()
    book.close()
    monkeypatch.setattr(stream_grid, "spliced", lambda *_: asked.append(_))

    book = open_book(path, big_sheet=0)
    book.sheets[0].range((1, 2), (45, 7)).raw_value = [["new", None, 1, 2, 3, "x"]] * 45
    book.save()
    book.close()

    book = open_book(path)
    cells = book.sheets[0].range((1, 1), (45, 8)).raw_value
    kept = [[f"{row}-0", "new", None, 1.0, 2.0, 3.0, "x", f"{row}-7"] for row in range(40)]
    kept[2][7] = None  # not worked out yet
    kept[4][0] = kept[5][0] = None
    below = [[None, "new", None, 1.0, 2.0, 3.0, "x", None]] * 5
    assert [list(row) for row in cells] == [*kept, *below]
    assert book.sheets[0].range((3, 8)).formula == "=A3"
    book.close()
    assert not asked
