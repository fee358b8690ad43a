"""Asking for a password, hidden unless the user wants to see it."""

from shebao.dialogs.form import open_form

TITLE = "社保费 - 申报密码"
DOT = "●"


def ask_password(prompt: str) -> str:
    """Return what was typed, at least one character.

    Raises NotConfirmedError or NoDialogError.
    """
    with open_form(TITLE, prompt) as form:
        import tkinter as tk
        from tkinter import ttk

        typed, is_shown = tk.StringVar(form.body), tk.BooleanVar(form.body)
        entry = ttk.Entry(form.body, textvariable=typed, show=DOT, width=36)
        entry.pack(fill="x", pady=(10, 8))
        ttk.Checkbutton(
            form.body,
            text="显示密码",
            variable=is_shown,
            command=lambda: entry.configure(show="" if is_shown.get() else DOT),
        ).pack(anchor="w")
        typed.trace_add("write", lambda *_: form.allow(is_ready=bool(typed.get())))
        form.allow(is_ready=False)
        form.ask(entry)
        return typed.get()
