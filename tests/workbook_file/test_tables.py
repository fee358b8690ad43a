"""Tables that others made keep their headers in step with their cells."""

from pathlib import Path

import pytest
import xlsxwriter

from tests.workbook_file.books import read_back
from workbook_file import open_book


@pytest.mark.parametrize("big_sheet", [10**9, 0])
def test_headers_become_distinct_text_on_saving(big_sheet: int, tmp_path: Path) -> None:
    """Excel refuses a table whose headers are numbers, empty or twice the same."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet().add_table("B2:D4", {"name": "Staff"})
    book = open_book(path, big_sheet=big_sheet)
    book.sheets[0]["D2"].number_format = "@"
    book.sheets[0]["B2:D2"].value = [2026, None, "2026"]
    book.save()
    book.close()
    read = read_back(path).worksheets[0]
    names = [column.name for column in read.tables["Staff"].tableColumns]
    assert names == ["2026", "Column2", "20262"]
    assert [cell.value for cell in read["B2:D2"][0]] == names


def test_style_and_a_missing_filter_button_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    looks = {"style": "Table Style Light 9", "autofilter": False, "banded_rows": False}
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet().add_table("B2:D4", {"name": "Staff", **looks})
    book = open_book(path)
    book.sheets[0]["3:3"].insert("down")
    book.save()
    book.close()
    read = read_back(path).worksheets[0].tables["Staff"]
    assert (read.ref, read.autoFilter) == ("B2:D5", None)
    assert read.tableStyleInfo.name == "TableStyleLight9"
    assert not read.tableStyleInfo.showRowStripes
