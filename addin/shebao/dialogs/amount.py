"""Confirming an amount by typing it: nobody moves money by pressing Enter twice."""

from shebao.dialogs.form import WRAP_PIXELS, open_form
from shebao.dialogs.typed_amount import fault_of
from shebao.domain.capital_amount import capital_amount
from shebao.domain.money import yuan

TITLE = "社保费 - 确认金额"
HINT = "输入与上面完全相同的金额后才能确定。"
RIGHT = "金额一致，可以确定。"


def confirm_amount(question: str, amount_fen: int) -> None:
    """Return when the user typed exactly the amount and agreed.

    Raises NotConfirmedError or NoDialogError.
    """
    with open_form(TITLE, f"{question}？") as form:
        import tkinter as tk
        from tkinter import ttk

        ttk.Label(form.body, text=f"¥ {yuan(amount_fen)}", style="Amount.TLabel").pack(
            anchor="w", pady=(12, 0)
        )
        words = f"（人民币大写）{capital_amount(amount_fen)}"
        ttk.Label(form.body, text=words, wraplength=WRAP_PIXELS).pack(anchor="w", pady=(2, 14))
        ttk.Label(form.body, text="请输入金额（数字或大写）").pack(anchor="w")
        typed = tk.StringVar(form.body)
        entry = ttk.Entry(form.body, textvariable=typed, width=40)
        entry.pack(fill="x", pady=(4, 4))
        hint = ttk.Label(form.body, wraplength=WRAP_PIXELS)
        hint.pack(anchor="w")

        def look(*_: str) -> None:
            fault = fault_of(typed.get(), amount_fen) if typed.get().strip() else HINT
            is_wrong = fault not in (None, HINT)
            hint.configure(text=fault or RIGHT, style="Fault.TLabel" if is_wrong else "Hint.TLabel")
            form.allow(is_ready=fault is None)

        typed.trace_add("write", look)
        look()
        form.ask(entry)
