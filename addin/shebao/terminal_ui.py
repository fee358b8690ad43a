"""Speaking with the user on a terminal, where nobody can be asked."""

import sys
from typing import TYPE_CHECKING, NoReturn

from shebao.domain.errors import NotConfirmedError

if TYPE_CHECKING:
    from tqdm import tqdm


class TerminalUi:
    """Agrees to everything under ``--yes`` and to nothing without it; bars only on a terminal."""

    def __init__(self, *, agrees: bool) -> None:
        self._agrees = agrees
        self._bar: tqdm[NoReturn] | None = None

    def confirm(self, question: str) -> None:
        """Return under ``--yes``; raise NotConfirmedError otherwise."""
        if not self._agrees:
            raise NotConfirmedError(question)

    def progress(self, label: str, done: int, total: int) -> None:
        """Draw a bar on standard error."""
        if not sys.stderr.isatty():
            return
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(leave=False)
        bar = self._bar
        bar.set_description(label, refresh=False)
        bar.total, bar.n = total, done
        bar.refresh()
        if done >= total:
            bar.close()
            self._bar = None
