"""Speaking with the user inside Excel, by xlwings' own alert and the status bar."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from shebao.domain.errors import NotConfirmedError

if TYPE_CHECKING:
    import xlwings as xw


class ExcelUi:
    """Asks by a message box, tells by the status bar."""

    def __init__(self, book: "xw.Book") -> None:
        self._app = book.app

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Keep Excel from drawing and calculating meanwhile; restored whatever happens.

        A workbook left on manual calculation shows yesterday's sums without a word.
        """
        drawing, calculating = self._app.screen_updating, self._app.calculation
        self._app.screen_updating = False
        self._app.calculation = "manual"
        try:
            yield
        finally:
            self._app.calculation = calculating
            self._app.screen_updating = drawing

    def confirm(self, question: str) -> None:
        """Return when the user presses OK; raise NotConfirmedError otherwise."""
        answer = self._app.alert(f"{question}？", title="社保费", buttons="ok_cancel")
        if answer != "ok":
            raise NotConfirmedError(question)

    def progress(self, label: str, done: int, total: int) -> None:
        """Show progress in the status bar."""
        self._app.status_bar = f"{label} {done}/{total}"

    def show(self, sentence: str) -> None:
        """Show what was done."""
        self._app.status_bar = sentence

    def show_failure(self, sentence: str) -> None:
        """Show why nothing was done."""
        self._app.status_bar = False
        self._app.alert(sentence, title="社保费", mode="critical")
