"""Ticking what the cursor covers, and nothing that the clerk cannot see."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shebao.commands.registry import BY_ID
from shebao.runner import run_command
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.templates import new_workbook
from shebao.terminal_ui import TerminalUi
from tests.com_stand_in import ComDesk, com_book
from tests.sheet_cells import SheetTable

HEAD = {BILLS.header_row}  # is visible as well, and no row of anybody


@contextmanager
def bills(folder: Path, count: int) -> Iterator[tuple[ComDesk, SheetTable]]:
    """So many bills on their sheet in Excel, which is in front."""
    with com_book(new_workbook(folder / "book.xlsx")) as excel:
        table = SheetTable(excel.book, BILLS)
        table.replace([{"bill_no": str(n), "state": "初始"} for n in range(1, count + 1)])
        table.activate()
        yield excel, table


def test_whole_column_over_a_filter_is_no_call_a_row(tmp_path: Path) -> None:
    """A click on a column's head selects a million rows, and xlwings asked for each of them."""
    with bills(tmp_path, 200) as (excel, table):
        first = BILLS.header_row + 1
        sheet = excel.book.sheets[BILLS.title]
        sheet.range((first + 20, 1), (first + 119, 1)).rows.hidden = True
        sheet.range("C:C").columns.hidden = True
        sheet.range("A:A").select()
        excel.reset()

        seen, calls = table.selected_rows(), excel.calls

    assert seen == {*range(first, first + 20), *range(first + 120, first + 200)} | HEAD
    assert calls < 120


def test_selected_rows_are_ticked_and_hidden_ones_are_not(tmp_path: Path) -> None:
    """A filter hides people; a tick on them would file somebody nobody looked at."""
    with bills(tmp_path, 6) as (excel, table):
        first = BILLS.header_row + 1
        sheet = excel.book.sheets[BILLS.title]
        sheet.range((first + 2, 1), (first + 3, 1)).rows.hidden = True
        sheet.range((first + 1, 2), (first + 4, 3)).select()

        outcome = run_command(
            BY_ID["tick_rows"],
            excel.book,
            None,
            TerminalUi(agrees=True),
            {"SHEBAO_HOME": str(tmp_path / "home")},
        )

        ticked = [row["bill_no"] for row in table.rows() if row["tick"] == TICK]
    assert ticked == ["2", "5"]
    assert outcome.counts == {"ticked": 2}
