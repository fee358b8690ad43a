"""Speaking with the user on a terminal, where nobody can be asked."""

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from shebao.domain.errors import CancelledError, NotConfirmedError, ParameterError
from shebao.domain.money import yuan
from shebao.domain.progress_words import Seconds, going_words

if TYPE_CHECKING:
    from tqdm import tqdm


class TerminalUi:
    """Agrees to everything under ``--yes`` and to nothing without it; bars only on a terminal."""

    def __init__(self, *, agrees: bool) -> None:
        self._agrees = agrees
        self._bar: tqdm[NoReturn] | None = None
        self._is_interrupted = False

    @contextmanager
    def stopping_between_steps(self) -> Iterator[None]:
        """Let the first Ctrl-C wait for the end of a step; the second one stops at once."""

        def interrupted(_number: int, _frame: object) -> None:
            if self._is_interrupted:
                raise KeyboardInterrupt
            self._is_interrupted = True
            sys.stderr.write("\n当前步骤完成后停止；再按一次 Ctrl-C 立即中断。\n")

        before = signal.signal(signal.SIGINT, interrupted)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def confirm(self, question: str) -> None:
        """Return under ``--yes``; raise NotConfirmedError otherwise.

        Raises CancelledError after a Ctrl-C: what comes next may be sent.
        """
        if self._is_interrupted:
            raise CancelledError("确认前的步骤", 1, 1)
        if not self._agrees:
            raise NotConfirmedError(question)

    def confirm_amount(self, question: str, amount_fen: int) -> None:
        """Return under ``--yes``; raise NotConfirmedError otherwise."""
        self.confirm(f"{question}，合计 {yuan(amount_fen)} 元")

    def password(self, prompt: str) -> str:  # noqa: ARG002 - nobody reads it
        """Return nothing: a password comes from SHEBAO_PASSWORD or the keyring."""
        return ""

    def choose(
        self, prompt: str, choices: Sequence[str], *, cell: str = "", option: str = ""
    ) -> int:
        """Refuse, naming the cell or the option that answers."""
        answer = f"用 --set {option}=名称 指明" if option else f"填写{cell}"
        raise ParameterError(
            f"{prompt}：有 {len(choices)} 个可选，命令行不能选择，没有执行。"
            f"请{answer}后重试。可选：{'、'.join(choices)}。",
            log="a choice on a terminal",
        )

    def agrees(self, question: str) -> bool:  # noqa: ARG002 - one answer to every question
        """Whether ``--yes`` was given."""
        return self._agrees

    def open_workbook(self, path: Path) -> None:
        """Do nothing: the answer names the file."""

    def open_page(self, url: str) -> None:
        """Do nothing: the answer names the page."""

    def progress(self, label: str, done: int, total: int) -> None:
        """Draw a bar on standard error; raise CancelledError after a Ctrl-C."""
        if self._is_interrupted and done < total:
            raise CancelledError(label, done, total)
        if not sys.stderr.isatty():
            return
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(leave=False)
        bar = self._bar
        waits = isinstance(label, Seconds)
        bar.set_description(going_words(label, done, total) if waits else label, refresh=False)
        bar.total, bar.n = total, done
        bar.refresh()
        if done >= total:
            bar.close()
            self._bar = None
