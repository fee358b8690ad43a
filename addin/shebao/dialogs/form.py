"""A window with 确定 and 取消 below what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from shebao.dialogs.window import bring_forward, open_window
from shebao.domain.errors import NotConfirmedError

if TYPE_CHECKING:
    import tkinter as tk

WRAP_PIXELS = 440


class Form:
    """What a dialog fills and then shows until the user has answered."""

    def __init__(self, root: tk.Tk, prompt: str) -> None:
        from tkinter import ttk

        self.body = ttk.Frame(root, padding=(22, 18, 22, 4))
        self.body.pack(fill="both", expand=True)
        ttk.Label(self.body, text=prompt, wraplength=WRAP_PIXELS, justify="left").pack(anchor="w")
        feet = ttk.Frame(root, padding=(22, 12, 22, 18))
        feet.pack(fill="x")
        ttk.Button(feet, text="取消", command=root.quit).pack(side="right")
        self.ok = ttk.Button(feet, text="确定", default="active", command=self._agree)
        self.ok.pack(side="right", padx=(0, 10))
        self._root = root
        self._prompt = prompt
        self._is_agreed = False
        self._defect: BaseException | None = None

    def allow(self, *, is_ready: bool) -> None:
        """Let 确定 and Enter work, or not."""
        self.ok.state(["!disabled" if is_ready else "disabled"])

    def ask(self, first: tk.Misc) -> None:
        """Return when the user pressed 确定 or Enter; ``first`` has the keyboard.

        Raises NotConfirmedError after 取消, Escape or closing the window.
        """
        root = self._root
        root.protocol("WM_DELETE_WINDOW", root.quit)
        root.bind("<Escape>", lambda _: root.quit())
        for key in ("<Return>", "<KP_Enter>"):
            root.bind(key, lambda _: self.ok.invoke())
        root.report_callback_exception = self._fail  # Tk would only print it
        first.focus_set()  # before anybody sees the window: no key goes beside it
        bring_forward(root)
        first.focus_force()  # the keyboard is still Excel's
        root.mainloop()
        if self._defect is not None:
            raise self._defect
        if not self._is_agreed:
            raise NotConfirmedError(self._prompt)

    def _agree(self) -> None:
        self._is_agreed = True
        self._root.quit()

    def _fail(self, _kind: object, error: BaseException, _trace: object) -> None:
        self._defect = error
        self._root.quit()


@contextmanager
def open_form(title: str, prompt: str) -> Iterator[Form]:
    """Yield an empty form; afterwards its window is gone."""
    with open_window(title) as root:
        yield Form(root, prompt)
