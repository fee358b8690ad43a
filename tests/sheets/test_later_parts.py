"""A workbook of an older version gets the columns and labelled cells that came after it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import pytest
import xlwings as xw

from shebao.domain.errors import SheetError
from shebao.sheets.declared.columns import Column, Parameter
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import PAYMENTS, PaymentRow
from shebao.sheets.declared.row import Fen
from shebao.templates import new_workbook
from tests.com_stand_in import com_book
from tests.sheet_cells import SheetTable
from workbook_file import open_book

LATER = "99.0.0"


class GrownRow(PaymentRow):
    """A payment as a later version would show it."""

    month_noted: Annotated[str, Column("备考月份", width=13, since=LATER)] = ""
    fee_noted: Annotated[Fen, Column("备考金额", width=13, since=LATER)] = None
    hidden_no: Annotated[str, Column("备考编号", width=4, is_hidden=True, since=LATER)] = ""


GROWN = replace(
    PAYMENTS,
    columns=GrownRow.columns,
    row=GrownRow,
    parameters=(
        *PAYMENTS.parameters,
        Parameter("阈值", "threshold", "百分数", "50", since=LATER),
        Parameter("另一阈值", "other", default="7", since=LATER),
    ),
)
ROW = {
    "payment_no": "J1", "amount": 123_45, "reason": "已有", "month_noted": "2026-01",
    "fee_noted": 1_02,
}  # fmt: skip


@pytest.fixture(params=["headless", "excel"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[xw.Book]:
    """A workbook whose sheet lacks what ``GROWN`` declares."""
    path = new_workbook(tmp_path / "book.xlsx")
    if request.param == "headless":
        opened = open_book(path, strict=True)
        yield opened
        opened.close()
    else:
        with com_book(path) as excel:
            yield excel.book


def test_later_column_is_added_and_the_rows_stay(book: xw.Book) -> None:
    """Refused, the clerk would copy a year of records by hand."""
    old = SheetTable(book, PAYMENTS)
    old.replace([{**ROW, "tick": TICK}])

    table = SheetTable(book, GROWN)
    (kept,) = table.rows()
    kept.update(month_noted="2026-01", fee_noted=1_02)
    table.update([kept], ("month_noted", "fee_noted"))

    (row,) = table.rows()
    assert (row["payment_no"], row["amount"], row["reason"]) == ("J1", 123.45, "已有")
    assert (row["month_noted"], row["fee_noted"]) == ("2026-01", 1.02)
    assert SheetTable(book, PAYMENTS).rows()[0]["tick"] == TICK
    last = len(GROWN.columns)
    heads = book.sheets[PAYMENTS.title].range((int(str(row["_row"])) - 1, last - 2))
    assert heads.resize(1, 3).value == ["备考月份", "备考金额", "备考编号"]
    assert [heads.offset(0, step).columns.hidden for step in range(3)] == [False, False, True]


def test_later_cells_hold_their_defaults_and_can_be_set(book: xw.Book) -> None:
    """The rows below keep their places under the header, which may have moved."""
    SheetTable(book, PAYMENTS).replace([ROW])
    table = SheetTable(book, GROWN)
    given = table.parameters()

    table.set_parameter("threshold", "30")

    assert (given["threshold"], given["other"]) == ("50", "7")
    again = SheetTable(book, GROWN)
    assert (again.parameters()["threshold"], again.parameters()["other"]) == ("30", "7")
    assert again.parameters()["first_period"] == ""
    assert [row["payment_no"] for row in again.rows()] == ["J1"]
    sheet = book.sheets[PAYMENTS.title]
    later = [p for p in GROWN.parameters if p.since]
    cells = [book.names[GROWN.parameter_anchor(p)].refers_to_range for p in later]
    assert [cell.offset(0, -1).value for cell in cells] == ["阈值", "另一阈值"]
    assert {cell.sheet.name for cell in cells} == {sheet.name}


def test_a_column_of_the_users_own_is_not_taken(book: xw.Book) -> None:
    """Notes without a header stand beside the table of many a clerk."""
    SheetTable(book, PAYMENTS).replace([ROW])
    sheet = book.sheets[PAYMENTS.title]
    beside = (PAYMENTS.header_row + 1, len(PAYMENTS.columns) + 1)
    sheet.range(beside).value = "我的备注"

    wider = replace(GROWN, parameters=PAYMENTS.parameters)
    SheetTable(book, wider).update([{**ROW, "_row": beside[0]}], ("month_noted",))

    assert sheet.range(beside).value == "我的备注"
    assert [row["month_noted"] for row in SheetTable(book, wider).rows()] == ["2026-01"]


def test_a_column_of_the_first_version_is_still_missed(book: xw.Book) -> None:
    """It was deleted or renamed: guessing which would file one column as another."""
    sheet = book.sheets[PAYMENTS.title]
    at = [column.header for column in PAYMENTS.columns].index("缴费金额") + 1
    sheet.range((PAYMENTS.header_row, at)).value = "金额"

    with pytest.raises(SheetError, match="缺少列：缴费金额"):
        SheetTable(book, GROWN).rows()
