"""Questions that name the employer whom the answer is for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shebao.commands.desk.ui import Ui


class NamingUi:
    """Asks as another one does; a clerk of several employers must see whose yes it is."""

    def __init__(self, ui: Ui, employer: Callable[[], str]) -> None:
        self._ui = ui
        self._employer = employer
        self.password = ui.password  # its question names the holder
        self.open_workbook = ui.open_workbook
        self.open_page = ui.open_page
        self.progress = ui.progress

    def confirm(self, question: str) -> None:
        """Return when the user agrees; raise NotConfirmedError otherwise."""
        self._ui.confirm(self._named(question))

    def confirm_amount(self, question: str, amount_fen: int) -> None:
        """Return when the user agrees to exactly this amount; raise NotConfirmedError otherwise."""
        self._ui.confirm_amount(self._named(question), amount_fen)

    def choose(
        self, prompt: str, choices: Sequence[str], *, cell: str = "", option: str = ""
    ) -> int:
        """Return the place of the user's choice, as ``Ui.choose`` does."""
        return self._ui.choose(self._named(prompt), choices, cell=cell, option=option)

    def agrees(self, question: str) -> bool:
        """Whether the user takes up an offer; nothing stops when not."""
        return self._ui.agrees(self._named(question))

    def _named(self, question: str) -> str:
        employer = self._employer()
        return f"{employer}：{question}" if employer else question
