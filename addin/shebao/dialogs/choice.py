"""Choosing one line of a list."""

from collections.abc import Sequence

from shebao.dialogs.form import open_form
from shebao.dialogs.window import BLUE, EDGE

TITLE = "社保费 - 请选择"
MOST_LINES = 12
FEWEST_COLUMNS, MOST_COLUMNS = 30, 60


def choose_one(prompt: str, choices: Sequence[str]) -> int:
    """Return the place of the chosen line, counted from 0; the first is chosen to begin with.

    Raises NotConfirmedError or NoDialogError.
    """
    with open_form(TITLE, prompt) as form:
        import tkinter as tk
        from tkinter import ttk

        frame = ttk.Frame(form.body)
        frame.pack(fill="both", pady=(10, 0))
        widest = max(map(_columns, choices))
        lines = tk.Listbox(
            frame,
            height=min(len(choices), MOST_LINES),
            width=max(FEWEST_COLUMNS, min(widest, MOST_COLUMNS)),
            activestyle="none",
            borderwidth=0,
            relief="flat",
            highlightthickness=1,
            highlightbackground=EDGE,
            highlightcolor=EDGE,
            selectbackground=BLUE,
            selectforeground="white",
            exportselection=False,
        )
        lines.insert("end", *(f" {choice}" for choice in choices))
        lines.selection_set(0)
        lines.activate(0)  # else the arrows begin at the last line
        lines.pack(side="left", fill="both", expand=True)
        if len(choices) > MOST_LINES:
            bar = ttk.Scrollbar(frame, command=lines.yview)
            bar.pack(side="left", fill="y")
            lines.configure(yscrollcommand=bar.set)
        lines.bind("<Double-Button-1>", lambda _: form.ok.invoke())
        form.ask(lines)
        return int(lines.curselection()[0])  # type: ignore[no-untyped-call] # what is seen


def _columns(text: str) -> int:
    """Return the width of a text where a Chinese character takes two columns."""
    return sum(1 if character.isascii() else 2 for character in text) + 2
