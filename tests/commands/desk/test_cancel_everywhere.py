"""取消 at every step that a command shows, as many as there are: the next click does the whole."""

import os
from collections.abc import Callable

import pytest

from shebao.bureau import client
from shebao.commands.desk import context
from shebao.commands.registry import BY_ID
from shebao.domain.errors import CancelledError
from shebao.ledger import Ledger, State
from shebao.runner import run_command, set_parameters
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.store import open_store
from shebao.terminal_ui import TerminalUi
from shebao.wiring import now
from shebao.workbooks import opened, save_workbook
from tests.commands.desk.test_lying_gateway import DENIALS
from tests.desk import Desk
from tests.gateway import Answer, PassOn, gateway

ALL = {"提交范围": "全部"}
PART_BYTES = 700  # of six people's wages two parts


class Pressing(TerminalUi):
    """A clerk in Excel who agrees to everything and has pressed 取消 from one step on."""

    def __init__(self, at: int = 0) -> None:
        super().__init__(agrees=True)
        self._at = at
        self._is_pressed = False
        self.steps = 0

    def confirm(self, question: str) -> None:  # noqa: ARG002
        self._is_pressed = False

    def progress(self, label: str, done: int, total: int) -> None:
        self.steps += 1
        self._is_pressed |= self.steps == self._at
        if self._is_pressed and done < total:
            raise CancelledError(label, done, total)


def click(desk: Desk, command_id: str, parameters: dict[str, str], ui: Pressing) -> str:
    """Return what a stopped click says, empty when it was done; Excel keeps what it wrote."""
    command = BY_ID[command_id]
    with opened(desk.book) as book:
        set_parameters(command, book, parameters)
        said = ""
        try:
            run_command(command, book, desk.book, ui, os.environ)
        except CancelledError as error:
            said = error.message
        save_workbook(book, desk.book, said)
    return said


def lost_request(_pass_on: PassOn) -> None:
    return None


def lost_answer(pass_on: PassOn) -> Answer | None:
    pass_on()
    return None


LOST = (None, lost_request, lost_answer)
WAGES = "wage_filing", WAGES_BY_PERSON


def states(desk: Desk, kind: str) -> list[State]:
    """Return how the ledger, which must verify, says that each submission of a kind ended."""
    key = bytes.fromhex((desk.folder / "store.key").read_text().strip())
    with open_store(desk.folder / "home" / "shebao.db", key) as store:
        ledger = Ledger(store, now)
        assert not ledger.verify()
        found = ledger.list(ledger.last().account) if kind else []
    return [entry.state for entry in found if entry.kind == kind]


@pytest.mark.feature("X-LEDGER")
@pytest.mark.parametrize(
    ("until", "command_id", "parameters", "kind", "spec", "lost"),
    [
        *((Desk.until_filled, "submit_wages", {}, *WAGES, lost) for lost in LOST),
        *((Desk.until_billed, "submit_bills", ALL, "premium_filing", BILLS, lost) for lost in LOST),
        (Desk.until_filled, "check_wages", {}, "", WAGES_BY_PERSON, None),
        (Desk.until_filled, "fill_from_payroll", {}, "", WAGES_BY_PERSON, None),
    ],
)
def test_next_click_does_all_of_it_once(
    small: Desk,
    monkeypatch: pytest.MonkeyPatch,
    until: Callable[[Desk], None],
    command_id: str,
    parameters: dict[str, str],
    kind: str,
    spec: AnySheet,
    lost: Callable[[PassOn], Answer | None] | None,
) -> None:
    """Whatever was lost before: held once, never denied, and no sheet half of one and the other."""
    until(small)
    for name in ("PART_BYTES", "WHOLE_BYTES"):
        monkeypatch.setattr(client, name, PART_BYTES)
    monkeypatch.setattr(context, "GRAIN", 2)
    with gateway(small.bureau.url) as between:
        monkeypatch.setenv("SHEBAO_BUREAU_URL", between.url)
        small.done("login")
        if lost:
            between.does(lost)
            assert small.run(command_id, parameters).status == 1
        assert small.stages is not None
        begun, before = small.stages.copy(), small.rows(spec)
        held = small.bureau.received().get(kind, 0)
        plain = Pressing()
        assert not click(small, command_id, parameters, plain)
        after = small.rows(spec)

        for at in range(1, plain.steps + 1):
            small.stages.lay_out(begun)
            said = click(small, command_id, parameters, Pressing(at))
            if said:
                assert small.bureau.received().get(kind, 0) == held
                assert not held or not any(words in said for words in DENIALS), said
                assert small.rows(spec) in (before, after)
                small.done(command_id, parameters)

            assert small.bureau.received().get(kind, 0) == bool(kind)
            assert states(small, kind).count(State.RECORDED) == bool(kind)
            assert not {State.SENT, State.UNKNOWN} & set(states(small, kind))
            assert small.rows(spec) == after
