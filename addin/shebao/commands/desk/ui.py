"""How a command speaks with whoever runs it: a window, a terminal, or nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol


class Confirming(Protocol):
    """Whoever can be asked for a yes."""

    def confirm(self, question: str) -> None:
        """Return when the user agrees; raise NotConfirmedError otherwise."""


class Ui(Confirming, Protocol):
    """How a command speaks with the user while it runs."""

    def confirm_amount(self, question: str, amount_fen: int) -> None:
        """Return when the user agrees to exactly this amount; raise NotConfirmedError otherwise."""

    def password(self, prompt: str) -> str:
        """Return what the user typed, empty where nobody can be asked.

        Raises NotConfirmedError when the user will not.
        """

    def choose(
        self, prompt: str, choices: Sequence[str], *, cell: str = "", option: str = ""
    ) -> int:
        """Return the place of the user's choice.

        ``cell`` names what answers instead of the user, or ``option`` the terminal's ``--set``.

        Raises NotConfirmedError when the user will not, ParameterError where nobody can be asked.
        """

    def agrees(self, question: str) -> bool:
        """Whether the user takes up an offer; nothing stops when not."""

    def open_workbook(self, path: Path) -> None:
        """Bring a workbook before the user's eyes, where there are any."""

    def open_page(self, url: str) -> None:
        """Bring a page of the web before the user's eyes, where there are any."""

    def progress(self, label: str, done: int, total: int) -> None:
        """Show how far long work has come.

        Call it between two steps only, and never after something was sent and before the sheet
        shows it: raises CancelledError when the user wants to stop and something is left to do.
        """


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
