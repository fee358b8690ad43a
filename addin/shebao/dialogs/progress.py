"""Following long work, with a 取消 that takes effect between two steps."""

from contextlib import ExitStack

from shebao.dialogs.window import bring_forward, open_window
from shebao.domain.progress_words import going_words

TITLE = "社保费 - 正在处理"
BAR_PIXELS = 380


class ProgressWindow:
    """A label, a bar and 取消; the work itself goes on in the caller, so it must be shown often.

    Raises NoDialogError when it cannot be opened.
    """

    def __init__(self) -> None:
        self._closing = ExitStack()
        root = self._closing.enter_context(open_window(TITLE))
        from tkinter import ttk

        body = ttk.Frame(root, padding=(22, 18, 22, 18))
        body.pack(fill="both", expand=True)
        self._label = ttk.Label(body)
        self._label.pack(anchor="w")
        self._bar = ttk.Progressbar(body, length=BAR_PIXELS, maximum=1)
        self._bar.pack(fill="x", pady=(8, 12))
        self._cancel = ttk.Button(body, text="取消", command=self._stop)
        self._cancel.pack(side="right")
        self._hint = ttk.Label(body, text="取消不会丢失已保存的数据。", style="Hint.TLabel")
        self._hint.pack(side="left")
        root.protocol("WM_DELETE_WINDOW", self._stop)
        root.bind("<Escape>", lambda _: self._stop())
        self._root = root
        self._is_cancelled = False
        bring_forward(root)

    def show(self, label: str, done: int, total: int) -> bool:
        """Draw how far the work has come; return whether the user pressed 取消."""
        self._label.configure(text=going_words(label, done, total))
        self._bar.configure(value=done / total if total else 1)
        self._root.update()
        return self._is_cancelled

    def close(self) -> None:
        """Leave no window; closing again does nothing."""
        self._closing.close()

    def _stop(self) -> None:
        self._is_cancelled = True
        self._cancel.state(["disabled"])
        self._hint.configure(text="正在停止……")
