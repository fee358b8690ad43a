"""What Excel makes of a string that is put into a cell, as if it had been typed.

Source: behaviour of desktop Excel with Chinese (PRC) regional settings; anything not recognised
stays text.
"""

import datetime as dt
import re
from typing import NamedTuple

ERRORS = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}
_EPOCH = dt.datetime(1899, 12, 30)

_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[+-])?(?P<currency>[$¥￥])?(?P<digits>\d[\d,]*\.?\d*|\.\d+)"
    r"(?P<power>[eE][+-]?\d+)?(?P<percent>%)?(?P<close>\))?"
)
_FRACTION = re.compile(r"(-?\d+) (\d{1,3})/(\d{1,3})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_YEAR_FIRST = re.compile(r"(\d{4})[-/年](\d{1,2})(?:[-/月](\d{1,2})日?|月)?")
_MONTH_DAY = re.compile(r"(\d{1,2})(?:[-/](\d{1,2})|月(\d{1,2})日)")


class ErrorValue(int):
    """A cell error such as #N/A, as COM numbers it."""


class Typed(NamedTuple):
    """The content, and the number format that a General cell takes on with it."""

    content: float | str | bool | ErrorValue
    number_format: str | None = None


def serial_of(moment: dt.datetime) -> float:
    """Days since 1899-12-30, as Excel stores a moment."""
    return (moment.replace(tzinfo=None) - _EPOCH) / dt.timedelta(days=1)


def moment_of(serial: float) -> dt.datetime:
    """The naive moment of a serial, to the millisecond."""
    return _EPOCH + dt.timedelta(milliseconds=round(serial * 86_400_000))


def typed(text: str, today: dt.date) -> Typed:
    """Read the string as Excel reads typing into a cell that is not formatted as text."""
    if text.startswith("'"):
        return Typed(text[1:])
    stripped = text.strip()
    upper = stripped.upper()
    if upper in ("TRUE", "FALSE"):
        return Typed(upper == "TRUE")
    if upper in ERRORS:
        return Typed(ErrorValue(ERRORS[upper]))
    return _number(stripped) or _fraction(stripped) or _moment(stripped, today) or Typed(text)


def _number(text: str) -> Typed | None:
    match = _NUMBER.fullmatch(text)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    whole = match["digits"].split(".")[0]
    if "," in whole and not re.fullmatch(r"\d{1,3}(,\d{3})+", whole):
        return None
    plain = match["digits"].replace(",", "") + (match["power"] or "")
    value = float(f"{float(plain):.15g}")  # Excel keeps fifteen digits: an id number is spoilt
    if value in (float("inf"), float("-inf")):
        return None
    if match["sign"] == "-" or match["open"]:
        value = -value
    decimals = ".00" if "." in match["digits"] else ""
    if match["percent"]:
        return Typed(value / 100, f"0{decimals}%")
    if match["currency"]:
        return Typed(value, f"{match['currency']}#,##0{decimals}")
    if match["power"]:
        return Typed(value, "0.00E+00")
    return Typed(value, f"#,##0{decimals}" if "," in whole else None)


def _fraction(text: str) -> Typed | None:
    match = _FRACTION.fullmatch(text)
    if match is None or match[3] == "0":
        return None
    whole, part = int(match[1]), int(match[2]) / int(match[3])
    return Typed(whole - part if whole < 0 else whole + part, "# ?/?")


def _moment(text: str, today: dt.date) -> Typed | None:
    date_text, _, time_text = text.partition(" ")
    if time_text == "" and (clock := _clock(text)) is not None:
        return Typed(clock, "h:mm:ss" if text.count(":") == 2 else "h:mm")
    day = _day(date_text, today)
    if day is None:
        return None
    serial, number_format = day
    if not time_text:
        return Typed(serial, number_format)
    clock = _clock(time_text)
    return None if clock is None else Typed(serial + clock, "yyyy/m/d h:mm")


def _clock(text: str) -> float | None:
    match = _TIME.fullmatch(text)
    if match is None or int(match[2]) > 59 or int(match[3] or 0) > 59 or int(match[1]) > 23:
        return None
    return (int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)) / 86_400


def _day(text: str, today: dt.date) -> tuple[float, str] | None:
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
        spelled = "yyyy年m月d日" if match[3] else "yyyy年m月"
        plain = "yyyy/m/d" if match[3] else "mmm-yy"
        number_format = spelled if "年" in text else plain
    elif match := _MONTH_DAY.fullmatch(text):
        year, month, day = today.year, int(match[1]), int(match[2] or match[3])
        number_format = "m月d日" if "月" in text else "d-mmm"
    else:
        return None
    try:
        return serial_of(dt.datetime(year, month, day)), number_format
    except ValueError:
        return None
