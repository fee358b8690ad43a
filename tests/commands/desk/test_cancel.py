"""Stopping long work between two steps loses nothing and sends nothing."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from shebao.commands.registry import BY_ID
from shebao.domain.errors import CancelledError
from shebao.runner import run_command, set_parameters
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import PAYMENT_LINES, PAYMENTS
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import WAGE_FILING_ITEMS, WAGE_FILINGS
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import opened, save_workbook
from tests.desk import Desk, open_desk
from tests.gateway import gateway

ALL = {"提交范围": "全部"}


class Impatient(TerminalUi):
    """A clerk who agrees to everything and presses 取消 in one of the steps, counted from 1."""

    def __init__(self, stops_at: int) -> None:
        super().__init__(agrees=True)
        self.steps_left = stops_at

    def progress(self, label: str, done: int, total: int) -> None:
        self.steps_left -= 1
        if self.steps_left <= 0 and done < total:
            raise CancelledError(label, done, total)


def stopped(desk: Desk, command_id: str, at: int, parameters: dict[str, str]) -> str | None:
    """Run with an impatient clerk; return what a stopped command says, None when it was done."""
    command = BY_ID[command_id]
    with opened(desk.book) as book:
        set_parameters(command, book, parameters)
        try:
            outcome = run_command(command, book, desk.book, Impatient(at), os.environ)
        except CancelledError as error:
            return error.message
        save_workbook(book, desk.book, outcome.message)
    return None


def test_cancelled_download_goes_on_where_it_stopped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three pages: the first is kept, the others come with the next run."""
    with open_desk(tmp_path, capsys, monkeypatch, people=4_100) as desk:
        desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
        said = stopped(desk, "update_roster", 1, {})
        assert "下载职工完成 2000/4" in str(said)
        assert desk.rows(ROSTER) == []

        ran = desk.done("update_roster")

        counts = ran.answer["counts"]
        assert counts["employees"] == len({row["id_number"] for row in desk.rows(ROSTER)})
        assert counts["changed"] == counts["employees"] - 2_000


@pytest.mark.parametrize(
    ("until", "command_id", "parameters", "kind", "steps"),
    [
        (Desk.until_filled, "check_wages", {}, None, 3),
        (Desk.until_filled, "fill_from_payroll", {}, None, 2),
        (Desk.until_filled, "submit_wages", {}, "wage_filing", 3),
        (Desk.until_filed, "update_bills", {}, None, 2),
        (Desk.until_billed, "show_bill_lines", ALL, None, 1),
        (Desk.until_billed, "reconcile_bills", ALL, None, 1),
        (Desk.until_billed, "submit_bills", ALL, "premium_filing", 2),
    ],
)
def test_work_can_be_stopped_at_every_step_and_done_again(
    desk: Desk,
    until: Callable[[Desk], None],
    command_id: str,
    parameters: dict[str, str],
    kind: str | None,
    steps: int,
) -> None:
    """Cancelled: the file is as it was and nothing was sent. Not cancelled: done, exactly once."""
    until(desk)
    before = desk.book.read_bytes()
    for step in range(1, steps + 1):
        assert "再次执行同一操作即可完成" in str(stopped(desk, command_id, step, parameters))
        assert desk.book.read_bytes() == before
        assert not kind or desk.bureau.received()[kind] == 0

    desk.done(command_id, parameters)

    assert not kind or desk.bureau.received()[kind] == 1


@pytest.mark.parametrize(
    ("until", "command_id", "listed", "shown"),
    [
        (Desk.until_filed, "show_wage_filing", WAGE_FILINGS, WAGE_FILING_ITEMS),
        (Desk.until_paid, "show_payment", PAYMENTS, PAYMENT_LINES),
    ],
)
def test_a_stop_between_two_records_asks_for_no_more(
    desk: Desk,
    until: Callable[[Desk], None],
    command_id: str,
    listed: AnySheet,
    shown: AnySheet,
) -> None:
    """Each ticked record is a question to the bureau, and all were asked whatever was pressed."""
    until(desk)
    (row,) = desk.rows(listed)
    desk.write(listed, [{**row, "tick": TICK}] * 3)

    assert "完成 1/3" in str(stopped(desk, command_id, 1, {}))
    assert "完成 2/3" in str(stopped(desk, command_id, 2, {}))
    assert desk.rows(shown) == []

    desk.done(command_id)
    assert desk.rows(shown)


class Interrupting(TerminalUi):
    """A clerk who presses Ctrl-C at work of these words, and has said --yes before."""

    def __init__(self, at: str) -> None:
        super().__init__(agrees=True)
        self._at = at

    def progress(self, label: str, done: int, total: int) -> None:
        self._is_interrupted |= label == self._at
        super().progress(label, done, total)


def test_a_stop_while_a_file_is_read_says_so(desk: Desk) -> None:
    """“读取文件（秒）完成 0/29” is no sentence."""
    desk.until_rostered()
    desk.done("new_wage_sheet")
    command = BY_ID["fill_from_payroll"]
    with opened(desk.book) as book:
        set_parameters(command, book, {"工资表文件": desk.payroll.name})
        with pytest.raises(CancelledError) as caught:
            run_command(command, book, desk.book, Interrupting("读取文件"), os.environ)

    assert re.search("停止：读取文件已过 [0-9]+ 秒，还没有完成。已保存", caught.value.message)


def test_stop_in_the_last_check_sends_nothing_though_an_earlier_filing_was_just_settled(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the run wrote into the ledger before was no submission of its own."""
    desk.until_filled()
    with gateway(desk.bureau.url) as between:
        monkeypatch.setenv("SHEBAO_BUREAU_URL", between.url)
        desk.done("login")
        between.does(lambda _pass_on: None)
        assert desk.run("submit_wages").status == 1
        ui = Interrupting("提交前校验")
        with opened(desk.book) as book, pytest.raises(CancelledError) as caught:
            run_command(BY_ID["submit_wages"], book, desk.book, ui, os.environ)

        assert "其余没有执行" in caught.value.message
        assert desk.bureau.received()["wage_filing"] == 0
        desk.done("submit_wages")
        assert desk.bureau.received()["wage_filing"] == 1
