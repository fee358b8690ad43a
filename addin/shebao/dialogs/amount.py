"""Confirming an amount by typing it: nobody moves money by pressing Enter twice."""

import re
import unicodedata
from decimal import Decimal

from shebao.dialogs.form import WRAP_PIXELS, open_form
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


_FIGURES = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d{1,2})?", re.ASCII)
_CAPITALS = frozenset("零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整")


def fault_of(typed: str, amount_fen: int) -> str | None:
    """Return why the text is not the amount; None when it is, in figures or in capital words.

    Full-width figures and 人民币, ¥ and 元 around the figures are as good as without.
    """
    text = "".join(unicodedata.normalize("NFKC", typed).split()).removeprefix("人民币")
    if text and set(text) <= _CAPITALS:
        is_same = text == capital_amount(amount_fen)
        return None if is_same else "大写金额与上面的金额不同。"
    figures = text.removeprefix("¥").removesuffix("元")
    if not _FIGURES.fullmatch(figures):
        return f"“{typed.strip()}”不是金额，请照上面的金额输入。"
    fen = int(Decimal(figures.replace(",", "")) * 100)  # exact: two decimals at most
    if fen == amount_fen:
        return None
    return f"输入的是 {yuan(fen)} 元，与上面的金额不同。"
