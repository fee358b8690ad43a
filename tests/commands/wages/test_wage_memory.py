"""What a submission of wages holds while it is sent: of 100,000 people each thing is MiB."""

import gc
import os

import pytest

from shebao.commands.registry import BY_ID
from shebao.rules.checks.wage_facts import WageFacts
from shebao.runner import run_command
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import opened
from tests.desk import Desk


def facts_held() -> int:
    """How many facts are held in this process, by other tests too."""
    gc.collect()
    return sum(type(one) is WageFacts for one in gc.get_objects())


class Weighing(TerminalUi):
    """A clerk who agrees once it is counted how often the facts are held."""

    def __init__(self) -> None:
        super().__init__(agrees=True)
        self.held: list[int] = []

    def confirm(self, question: str) -> None:
        self.held.append(facts_held())
        super().confirm(question)


@pytest.mark.feature("W-SUBMIT")
def test_facts_are_let_go_before_the_submission_is_sent(desk: Desk) -> None:
    """With every employee of 100,000 they would be the fifth that does not fit."""
    desk.until_filled()
    ui, before = Weighing(), facts_held()
    with opened(desk.book) as book:
        run_command(BY_ID["submit_wages"], book, desk.book, ui, os.environ)

    assert desk.bureau.received()["wage_filing"] == 1
    assert set(ui.held) == {before}
