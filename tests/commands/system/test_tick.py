"""Ticking what the cursor covers, and nothing that the clerk cannot see."""

from pathlib import Path

from shebao.commands.registry import BY_ID
from shebao.runner import run_command
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.table import SheetTable
from shebao.templates import new_workbook
from shebao.terminal_ui import TerminalUi
from tests.com_stand_in import com_book


def test_selected_rows_are_ticked_and_hidden_ones_are_not(tmp_path: Path) -> None:
    """A filter hides people; a tick on them would file somebody nobody looked at."""
    with com_book(new_workbook(tmp_path / "book.xlsx")) as excel:
        table = SheetTable(excel.book, BILLS)
        table.replace([{"bill_no": str(number), "state": "初始"} for number in range(1, 7)])
        table.activate()
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
