"""What the text of a cell means: an identity number, an amount or a count, or why it is none."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

from shebao.domain.money import MAX_FEN, exact_fen, fen_of_cell

BLANK = "空白，或公式未计算、公式出错"
TOO_PRECISE = "超过两位小数，不能自动舍入"

_SPACES = "\t\n\v\f\r \u00a0\u1680\u180e\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u00ad\ufeff"
# Not NFKC: it would turn ① into 1 and ² into 2, and so change an amount.
_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)} | {ord("￥"): "¥", ord("−"): "-"}
_PLAIN = str.maketrans(dict.fromkeys(_INVISIBLE, "") | dict.fromkeys(_SPACES, " ")) | _WIDE
_APOSTROPHES = "'’‘`´"

_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]+")
_ID_FORM = re.compile(r"[0-9A-Z()/-]{5,30}")
_ERROR_TEXT = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|#+)", re.I)
_CURRENCY = re.compile(r"(人民币|RMB|CNY|¥)? *([^人RC¥元圆]*?) *(元整|元|圆)?", re.I)
_NUMBER = re.compile(r"([+-]?) *([0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+)?(\.[0-9]*)?")
_EXACT_DIGITS = 15  # a worksheet number keeps no more
_ROUNDED_TEXT = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+[0-9]{2,}")  # as Excel shows a long number
LOST_DIGITS = f"是数字格式，Excel 只保留 {_EXACT_DIGITS} 位，末几位已丢失"


@dataclass(frozen=True, slots=True)
class IdText:
    """The identity number a cell holds, or None and a Chinese phrase saying why not."""

    id_number: str | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """The amount a cell holds in fen, or None and a Chinese phrase saying why not.

    ``exact`` are the yuan of an amount whose only problem is more than two decimals.
    """

    fen: int | None
    problem: str = ""
    exact: Decimal | None = None

    @property
    def rounded_fen(self) -> int | None:
        """The amount in fen, half a fen upwards; None when it is none at all."""
        return self.fen if self.exact is None else fen_rounded(self.exact)


def plain(text: str) -> str:
    """Return text with full-width forms as ASCII, any space as one kind, nothing invisible."""
    if text.isascii() and text.isprintable():
        return text.strip()  # nothing to translate, which most cells are
    return text.translate(_PLAIN).strip()


def compact(value: object) -> str:
    """Return a cell's text without any space, for comparing headers and names."""
    return "" if value is None else plain(str(value)).replace(" ", "")


def shown(value: object) -> str:
    """Return a cell as the user sees it in the formula bar."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if not isinstance(value, float):
        return str(value)
    digits = f"{value:.15g}"
    return f"{Decimal(digits):f}" if value.is_integer() else digits


def has_lost_digits(value: object) -> bool:
    """Whether a cell holds a longer number than Excel keeps: what was typed nobody can tell."""
    if isinstance(value, str):
        return "+" in value and bool(_ROUNDED_TEXT.fullmatch(compact(value)))
    return isinstance(value, (int, float)) and abs(value) >= 10**_EXACT_DIGITS


def may_have_lost_digits(column: Sequence[object]) -> bool:
    """Whether a cell of the column has to be looked at for lost digits; of most columns none."""
    texts = [cell for cell in column if isinstance(cell, str)]
    return "+" in "".join(texts) or len(texts) + column.count(None) < len(column)


def rounded(value: object) -> str:
    """Return a number that lost digits as Excel shows it, without digits that nobody typed."""
    return f"{value:.5E}" if isinstance(value, (int, float)) else compact(value)


def id_number_of(value: object) -> IdText:
    """Read the identity number of a cell; any kind of document, letters in upper case.

    Whether the number is a valid one is for ``identity`` to say.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _id_of_number(value)
    if value is not None and not isinstance(value, str):
        return IdText(None, "不是证件号码文本")
    text = compact(value).strip(_APOSTROPHES).upper()
    if not text:
        return IdText(None, "证件号码空白")
    if _SCIENTIFIC.fullmatch(text):
        return IdText(None, "是科学计数法，证件号码的末几位已丢失，请按文本重新录入")
    if not _ID_FORM.fullmatch(text) or not any("0" <= char <= "9" for char in text):
        return IdText(None, "不是证件号码")
    return IdText(text)


def id_or_own(value: object, own: Collection[str]) -> IdText:
    """Read the identity number of a cell as ``id_number_of`` does, but ``own`` ones as they stand.

    An officer's has Chinese characters in it.
    """
    typed = value.strip().upper() if isinstance(value, str) else ""
    return IdText(typed) if typed and typed in own else id_number_of(value)


def _id_of_number(number: float) -> IdText:
    if isinstance(number, float) and not number.is_integer():
        return IdText(None, "是小数，不是证件号码")
    digits = f"{int(number)}"
    if number < 0:
        return IdText(None, "是负数，不是证件号码")
    if len(digits) > _EXACT_DIGITS:
        return IdText(None, f"{LOST_DIGITS}，请按文本重新录入")
    if len(digits) < _EXACT_DIGITS:
        return IdText(None, "是数字，不是证件号码文本")
    return IdText(digits)


def whole_number(text: str, least: int, most: int) -> int | None:
    """Return the whole number that a text is, however many zeros it begins with; None otherwise.

    Python makes no number of thousands of digits.
    """
    found = re.fullmatch(rf"0*([0-9]{{1,{len(str(most))}}})", text)
    number = int(found[1]) if found else None
    return number if number is not None and least <= number <= most else None


def fen_rounded(yuan: Decimal) -> int:
    """Return an amount in fen, half a fen upwards."""
    return int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))


def amount_of(value: object, times: int = 1) -> Amount:
    """Read the amount of a cell in yuan; zero is an amount, a negative one is not.

    ``times`` are the yuan of the cell's unit. More than two decimals are a problem, never
    rounded away.
    """
    if value is None:
        return Amount(None, BLANK)
    if isinstance(value, bool):
        return Amount(None, "是逻辑值，不是金额")
    if isinstance(value, (date, time, timedelta)):
        return Amount(None, "是日期或时间，不是金额")
    if isinstance(value, int):
        return _checked(Decimal(value), times)
    if isinstance(value, float):
        return _of_float(value, times)
    if isinstance(value, Decimal):
        return _checked(value, times)
    return _of_text(value, times) if isinstance(value, str) else Amount(None, "不是金额")


def _of_float(number: float, times: int) -> Amount:
    if not isfinite(number):
        return Amount(None, "不是有效数字")
    if abs(number) > MAX_FEN / 100:
        return Amount(None, "金额过大")
    if number < 0:
        return Amount(None, "是负数")
    fen = fen_of_cell(number) if times == 1 else None
    return _checked(Decimal(f"{number:.15g}"), times) if fen is None else Amount(fen)


def _of_text(text: str, times: int) -> Amount:
    text = plain(text).strip(_APOSTROPHES).strip()
    if not text:
        return Amount(None, BLANK)
    if _ERROR_TEXT.fullmatch(text):
        return Amount(None, "是公式错误值")
    if _SCIENTIFIC.fullmatch(text):
        return Amount(None, "是科学计数法文本，不能确定金额")
    if re.fullmatch(r"\(.*[0-9].*\)", text):
        return Amount(None, "是带括号的金额（通常表示负数）")
    sign, unsigned = ("-", text[1:]) if text[0] == "-" else ("", text)
    money = _CURRENCY.fullmatch(unsigned.strip())
    number = _NUMBER.fullmatch(sign + money[2]) if money else None
    if number is None or not number[2]:
        return Amount(None, "不是金额")
    whole, fraction = re.sub("[, ]", "", number[2]), (number[3] or "").rstrip("0")
    amount = Decimal(f"{number[1]}{whole}{fraction}")
    if len(fraction) > len(".00") and times == 1 and 0 < amount <= MAX_FEN // 100:
        return Amount(None, TOO_PRECISE, amount)
    return _checked(amount, times)


def _checked(amount: Decimal, times: int) -> Amount:
    """Return the amount when it is finite, in range, not negative and whole in fen."""
    if times > 1 and amount.is_finite():
        amount *= times
    if not amount.is_finite():
        return Amount(None, "不是有效数字")
    if abs(amount) > MAX_FEN // 100:
        return Amount(None, "金额过大")
    if amount < 0:
        return Amount(None, "是负数")
    fen = exact_fen(amount)
    return Amount(None, TOO_PRECISE, amount) if fen is None else Amount(fen)
