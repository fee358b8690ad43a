"""Sheets that will not be written to, and rows that moved meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from shebao.domain.errors import SheetError
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.templates import new_workbook
from tests.com_stand_in import EXCEPTION_OCCURRED, ComDesk, ComError, com_book, refusal
from tests.sheet_cells import SheetTable
from tests.sheets.test_table import person
from workbook_file import open_book

TITLE = WAGES_BY_PERSON.title


@pytest.fixture
def excel(tmp_path: Path) -> Iterator[ComDesk]:
    with com_book(new_workbook(tmp_path / "book.xlsx")) as desk:
        yield desk


def test_a_protected_sheet_in_excel_is_said_in_words(excel: ComDesk) -> None:
    """pywin32 only knows "Exception occurred"."""
    table = SheetTable(excel.book, WAGES_BY_PERSON)
    table.replace([person(1)])
    excel.refuse_changes(TITLE, refusal("The cell is on a protected sheet."))

    for change in (
        table.check_writable,
        lambda: table.replace([]),
        lambda: table.note("好"),
        lambda: table.update(table.rows(), ["wage"]),
        lambda: table.set_parameter("scope", "全部"),
    ):
        with pytest.raises(SheetError, match=f"工作表“{TITLE}”不能写入：工作表受保护"):
            change()
    assert [row["name"] for row in table.rows()] == ["赵1"]


def test_a_cell_being_edited_is_not_called_protected(excel: ComDesk) -> None:
    """Who is told to unprotect a sheet that is not protected looks in vain."""
    table = SheetTable(excel.book, WAGES_BY_PERSON)
    table.replace([person(1)])
    info = (0, None, None, None, 0, -2146777998)
    excel.refuse_changes(TITLE, ComError(EXCEPTION_OCCURRED, "Exception occurred.", info, None))

    with pytest.raises(SheetError, match="Excel 正在编辑单元格"):
        table.replace([])


def test_a_defect_is_not_taken_for_a_protected_sheet(excel: ComDesk) -> None:
    """It would hide the defect behind a wrong next step."""
    table = SheetTable(excel.book, WAGES_BY_PERSON)
    excel.refuse_changes(TITLE, ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        table.note("好")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[xw.Book]:
    opened = open_book(new_workbook(tmp_path / "book.xlsx"))
    yield opened
    opened.close()


def test_rows_that_moved_meanwhile_get_their_own_answers(book: xw.Book) -> None:
    """A colleague in the same shared workbook sorts while the bureau answers."""
    table = SheetTable(book, WAGES_BY_PERSON)
    table.replace([person(1), person(2), person(3)])
    read = table.rows()
    SheetTable(book, WAGES_BY_PERSON).replace([person(3), person(1), person(2)])

    for row in read:
        row["state"] = f"给{row['name']}"
    table.update(read[:2], ["state"])

    assert {r["name"]: r["state"] for r in table.rows()} == {
        "赵1": "给赵1",
        "赵2": "给赵2",
        "赵3": "",
    }


@pytest.mark.parametrize("left", [[person(2)], [person(1), person(2), person(1)]])
def test_a_row_that_cannot_be_found_for_certain_gets_no_answer(
    book: xw.Book, left: list[dict[str, object]]
) -> None:
    """Another person's row must never take it."""
    table = SheetTable(book, WAGES_BY_PERSON)
    table.replace([person(9), person(1), person(2)])
    read = table.rows()[1:]
    SheetTable(book, WAGES_BY_PERSON).replace(left)
    before = table.image()

    read[0]["state"] = "申报成功"
    with pytest.raises(
        SheetError, match=f"第 {WAGES_BY_PERSON.header_row + 2} 行在处理期间被移动或删除"
    ):
        table.update(read, ["state"])

    assert table.image() == before
