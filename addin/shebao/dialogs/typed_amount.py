"""Whether what was typed is the amount, to the fen."""

import re
import unicodedata
from decimal import Decimal

from shebao.domain.capital_amount import capital_amount
from shebao.domain.money import yuan

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
