"""What Excel would read out of a text that is assigned to a cell without the format "@"."""

import re

_NUMBER = re.compile(
    r"""[+-]?\s*[$¥￥€£]?\s*[+-]?(\d+(,\d{3})*(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*%?"""
    r"""|\([$¥￥€£]?\d[\d,]*(\.\d*)?\)|%\s*\d+(\.\d+)?""",
    re.VERBOSE,
)
_FRACTION = re.compile(r"[+-]?(\d+\s+)?\d{1,3}/\d{1,3}")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?"
    rf"|\d{{1,4}}[-/ ]?{_MONTH}([-/ ,]+\d{{1,4}})?"
    rf"|{_MONTH}[-/ ]\d{{1,4}}(,? +\d{{2,4}})?"
    r"|\d{2,4}年\d{1,2}月(\d{1,2}日)?|\d{1,2}月\d{1,2}日",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\d{1,4}:\d{1,2}(:\d{1,2}(\.\d+)?)?(\s*[ap]m?)?|\d{1,2}\s+[ap]m?", re.IGNORECASE
)
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


def conversion(text: str) -> str | None:
    """What Excel would make of the text (a number, a date, ...), or None when it stays text.

    A text that starts with ``=`` is a formula on purpose and not judged here.
    """
    if text.startswith("'"):
        return "text without its apostrophe"
    bare = text.strip(" \u00a0")
    if not bare or text.startswith("="):
        return None
    if bare.upper() in ("TRUE", "FALSE"):
        return "a truth value"
    if bare.upper() in _ERRORS:
        return "an error value"
    # Full-width digits and signs convert too, on East Asian systems.
    plain = bare.translate({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})
    if _NUMBER.fullmatch(plain):
        return "a number"
    if _FRACTION.fullmatch(plain):
        return "a fraction or date"
    day, _, hour = plain.partition(" ")
    if _DATE.fullmatch(plain) or (_DATE.fullmatch(day) and _TIME.fullmatch(hour.strip())):
        return "a date"
    if _TIME.fullmatch(plain):
        return "a time"
    if len(bare) > 1 and bare[0] in "+-@":
        return "a formula"
    return None
