"""Every table is sorted and filtered as a whole, and its rows are found wherever they went."""

import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
import xlwings as xw
from openpyxl.utils import range_boundaries

from scripts.template.marks import LAST_FILTERED_ROW, OWN_COLUMNS, filtered_columns
from scripts.template.workbook import write_template
from shebao.sheets.cells import as_typed
from shebao.sheets.declared.catalogue import ALL_SHEETS, SHEETS
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.row import AnySheet
from shebao.templates import template_path
from tests.sheet_cells import Row, SheetTable
from workbook_file import open_book

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TABLES = [spec for spec in ALL_SHEETS if filtered_columns(spec)]
PEOPLE = 5


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[xw.Book]:
    """Every sheet of every workbook in one."""
    path = tmp_path_factory.mktemp("sorted") / "book.xlsx"
    write_template(path, ALL_SHEETS)
    opened = open_book(path)
    yield opened
    opened.close()


def rows_of(spec: AnySheet) -> list[Row]:
    """Rows whose cells are all different."""
    amounts = {Kind.MONEY: 100_000, Kind.COUNT: 1, Kind.PERCENT: 10_000}
    return [
        {
            column.field: amounts[column.kind] * (number + 1)
            if column.kind in amounts
            else f"{column.field}{number}"
            for column in spec.columns
            if column.kind is not Kind.TICK
        }
        for number in range(PEOPLE)
    ]


def sort_backwards(table: SheetTable) -> None:
    """What a sort does to whole rows; every second one is hidden besides, as by a filter."""
    place = table._place()
    first, last = place.header_row + 1, place.last_row
    sheet = table._sheet
    block = sheet.range((first, 1), (last, place.last_column))
    block.raw_value = as_typed(block, last - first + 1)[::-1]
    for number in range(first, last + 1, 2):
        sheet.range(f"{number}:{number}").rows.hidden = True


@pytest.mark.parametrize("spec", TABLES, ids=lambda spec: spec.name)
def test_rows_are_found_after_a_sort(book: xw.Book, spec: AnySheet) -> None:
    """An answer on the wrong row, or a hidden row left out, is worse than none."""
    table = SheetTable(book, spec)
    table.replace(rows_of(spec))
    before = table.rows()
    sort_backwards(table)

    after = table.rows()
    top = spec.header_row + 1
    assert [row["_row"] for row in after] == list(range(top, top + PEOPLE))
    assert [{**row, "_row": 0} for row in after] == [{**row, "_row": 0} for row in before[::-1]]

    field = next(
        c.field for c in spec.columns if c.kind is Kind.TEXT and c.field != (spec.identity or "")
    )
    read = before if spec.identity else after  # by its identity a row that moved since is found
    read[0][field] = "写回"
    table.update(read[:1], (field,))
    written = [row for row in table.rows() if row[field] == "写回"]
    assert len(written) == 1
    others = [f for f in read[0] if f not in (field, "_row")]
    assert [written[0][f] for f in others] == [read[0][f] for f in others]
    table.clear()


@pytest.mark.parametrize("kind", ["shebao", "employers"])
def test_a_sort_takes_the_whole_table_and_not_the_head(kind: str) -> None:
    """Excel guesses what is sorted by blank rows; the head, which has none, would go along."""
    with zipfile.ZipFile(template_path(kind)) as package:
        specs = SHEETS if kind == "shebao" else [s for s in ALL_SHEETS if s not in SHEETS]
        for number, spec in enumerate(specs, start=1):
            root = ElementTree.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))
            found = root.find(f"{MAIN}autoFilter")
            assert (found is not None) is bool(filtered_columns(spec)), spec.title
            if found is None:
                continue
            first_column, first, last_column, last = range_boundaries(found.attrib["ref"])
            assert (first_column, first, last) == (1, spec.header_row, LAST_FILTERED_ROW)
            assert last_column is not None
            assert last_column >= len(spec.columns) + OWN_COLUMNS
            bare = {int(each.attrib["colId"]) for each in found if "hiddenButton" in each.attrib}
            heads = [c for at, c in enumerate(spec.columns) if at not in bare]
            assert heads == [c for c in spec.columns if c.kind is not Kind.TICK]
            assert max(bare) == last_column - 1
