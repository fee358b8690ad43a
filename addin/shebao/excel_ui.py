"""Speaking with the user inside Excel: windows of ours, Excel's own box, the status bar."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from shebao.domain.errors import CancelledError, NotConfirmedError
from shebao.domain.progress_words import going_words

if TYPE_CHECKING:
    import xlwings as xw

    from shebao.dialogs.progress import ProgressWindow

Answer = TypeVar("Answer")
PATIENCE_SECONDS = 1.0  # shorter work shows no progress window: it would only flash


class ExcelUi:
    """Asks by windows, tells by the status bar."""

    def __init__(self, book: "xw.Book") -> None:
        self._app = book.app
        self._window: ProgressWindow | None = None
        self._has_no_windows = False
        self._is_cancelled = False
        self._began = monotonic()

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Keep Excel from drawing and calculating meanwhile; restored whatever happens.

        A workbook left on manual calculation shows yesterday's sums without a word.
        """
        with ExitStack() as restoring:
            for name, meanwhile in (("screen_updating", False), ("calculation", "manual")):
                restoring.callback(setattr, self._app, name, getattr(self._app, name))
                setattr(self._app, name, meanwhile)
            restoring.callback(self._close_progress)
            yield

    def confirm(self, question: str) -> None:
        """Return when the user presses OK; raise NotConfirmedError otherwise.

        Excel's own box: a plain question needs no Tk.
        """
        answer = self._asked(
            lambda: self._app.alert(f"{question}？", title="社保费", buttons="ok_cancel")
        )
        if answer != "ok":
            raise NotConfirmedError(question)

    def confirm_amount(self, question: str, amount_fen: int) -> None:
        """Return when the user typed the amount; raise NotConfirmedError otherwise."""
        from shebao.dialogs.amount import confirm_amount

        self._asked(lambda: confirm_amount(question, amount_fen))

    def password(self, prompt: str) -> str:
        """Return what the user typed; raise NotConfirmedError otherwise."""
        from shebao.dialogs.password import ask_password

        return self._asked(lambda: ask_password(prompt))

    def choose(
        self,
        prompt: str,
        choices: Sequence[str],
        *,
        cell: str = "",
        option: str = "",  # noqa: ARG002 - a terminal's
    ) -> int:
        """Return the place of the user's choice; raise NotConfirmedError otherwise."""
        from shebao.dialogs.choice import choose_one

        other_way = f"（也可以先填写{cell}）" if cell else ""
        return self._asked(lambda: choose_one(f"{prompt}{other_way}：", choices))

    def agrees(self, question: str) -> bool:
        """Whether the user presses Yes; an offer takes back no 取消 that was pressed before."""
        self._close_progress()
        answer = self._app.alert(question, title="社保费", buttons="yes_no")
        self._began = monotonic()
        return str(answer) == "yes"

    def open_workbook(self, path: Path) -> None:
        """Open the workbook in this Excel."""
        self._app.books.open(str(path))

    def open_page(self, url: str) -> None:
        """Open the page in the user's browser."""
        import webbrowser

        webbrowser.open(url)

    def progress(self, label: str, done: int, total: int) -> None:
        """Show progress in the status bar, and in a window when the work is not short.

        Raises CancelledError when the user pressed 取消 there.
        """
        self._app.status_bar = going_words(label, done, total)
        if self._window is None and monotonic() - self._began > PATIENCE_SECONDS:
            self._window = self._open_progress()
        if self._window is not None and self._window.show(label, done, total):
            self._is_cancelled = True
        if self._is_cancelled and done < total:
            raise CancelledError(label, done, total)

    def show(self, sentence: str) -> None:
        """Show what was done."""
        self._app.status_bar = sentence

    def show_failure(self, sentence: str) -> None:
        """Show why nothing was done."""
        self._app.status_bar = False
        self._app.alert(sentence, title="社保费", mode="critical")

    def _asked(self, ask: Callable[[], Answer]) -> Answer:
        """Ask with no progress window in the way; waiting for the user is not work.

        Who presses 取消 in the last step of one work and then agrees to the next one goes on.
        """
        self._close_progress()
        self._is_cancelled = False
        try:
            return ask()
        finally:
            self._began = monotonic()

    def _open_progress(self) -> "ProgressWindow | None":
        from shebao.dialogs.progress import ProgressWindow
        from shebao.dialogs.window import NoDialogError

        if self._has_no_windows:
            return None
        try:
            return ProgressWindow()
        except NoDialogError:  # the status bar tells it too
            self._has_no_windows = True
            return None

    def _close_progress(self) -> None:
        if self._window is not None:
            self._window.close()
            self._window = None
