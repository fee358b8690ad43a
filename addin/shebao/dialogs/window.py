"""One window in front of Excel, closed again whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from shebao.domain.errors import ShebaoError

if TYPE_CHECKING:
    import tkinter as tk
    from tkinter import ttk


class NoDialogError(ShebaoError):
    """A window could not be opened, so nobody was asked; nothing was sent."""

    code = "DLG-01"

    def __init__(self, title: str, why: str) -> None:
        super().__init__(
            f"不能打开“{title}”窗口：{why}。没有执行。",
            untouched="没有发送任何数据，数据未作任何改动。",
            next_step="请安装带 Tcl/Tk 的 Python 并在桌面环境中运行后重试，"
            "或改用命令行 shebao run（密码放在环境变量 SHEBAO_PASSWORD 中）。",
            log=f"no dialog: {why}",
        )


# The first that is installed; Tk's own choice has no Chinese on some systems.
FONTS = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC")
POINTS = 11
WINDOW_CLASS = "shebao"
GREY, RED, BLUE = "#5f6368", "#b3261e", "#1a5fb4"
PAPER, EDGE, TOUCHED = "#fafafa", "#c4c7cc", "#e4e9f1"


@contextmanager
def open_window(title: str) -> Iterator[tk.Tk]:
    """Yield a window that nobody sees until ``bring_forward``; afterwards there is none.

    Raises NoDialogError where there is no Tk or no display.
    """
    try:
        import tkinter as tk
    except ImportError as error:
        raise NoDialogError(title, "这个 Python 不带 Tk") from error
    try:
        root = tk.Tk(className=WINDOW_CLASS)
    except tk.TclError as error:
        raise NoDialogError(title, "没有可用的显示器") from error
    try:
        root.withdraw()
        root.title(title)
        root.resizable(width=False, height=False)
        _dress(root)
        yield root
    finally:
        root.destroy()


def bring_forward(root: tk.Tk) -> None:
    """Show the window in the middle of the screen, above Excel."""
    root.update_idletasks()
    across = (root.winfo_screenwidth() - root.winfo_reqwidth()) // 2
    down = (root.winfo_screenheight() - root.winfo_reqheight()) // 3
    root.geometry(f"+{across}+{down}")
    root.attributes("-topmost", True)  # noqa: FBT003 - Tk's own way of naming it
    root.deiconify()
    root.lift()


def _dress(root: tk.Tk) -> None:
    from tkinter import font, ttk

    installed = set(font.families(root))
    ours = font.nametofont("TkDefaultFont", root).actual("family")
    family = next((name for name in FONTS if name in installed), ours)
    for name in ("TkDefaultFont", "TkTextFont"):
        font.nametofont(name, root).configure(family=family, size=POINTS)
    style = ttk.Style(root)
    if root.tk.call("tk", "windowingsystem") == "x11":
        _lighten(style)
    root.configure(background=style.lookup("TFrame", "background"))
    style.configure("TButton", padding=(14, 4))
    style.configure("Hint.TLabel", foreground=GREY)
    style.configure("Fault.TLabel", foreground=RED)
    style.configure("Amount.TLabel", font=(family, POINTS + 9, "bold"))


def _lighten(style: ttk.Style) -> None:
    """Make X11's plain themes look like a desktop of today; Windows and macOS have their own."""
    style.theme_use("clam")
    edges = {"bordercolor": EDGE, "lightcolor": PAPER, "darkcolor": PAPER}
    style.configure(".", background=PAPER, troughcolor=TOUCHED, **edges)
    style.map("TButton", background=[("disabled", PAPER), ("active", TOUCHED)])
    style.configure("TProgressbar", background=BLUE, lightcolor=BLUE, darkcolor=BLUE)
