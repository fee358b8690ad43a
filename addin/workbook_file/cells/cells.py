"""One cell as it stands in the sheet's XML, and the value it means."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple

# What a cell error looks like through COM; xlwings turns these into None or, asked to, text.
ERROR_CODES = {
    "#NULL!": -2146826288,
    "#DIV/0!": -2146826281,
    "#VALUE!": -2146826273,
    "#REF!": -2146826265,
    "#NAME?": -2146826259,
    "#NUM!": -2146826252,
    "#N/A": -2146826246,
}
ERROR_TEXTS = {code: text for text, code in ERROR_CODES.items()}

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a cell has no time zone
_TYPE = re.compile(r'\st="(\w+)"')
_VALUE = re.compile(r"<v[^>/]*>(.*?)</v>", re.DOTALL)
_FORMULA = re.compile(r"<f(?:\s[^>]*?)?(?:/>|>(.*?)</f>)", re.DOTALL)
_FORMULA_BODY = re.compile(r"(<f(?:\s[^>]*?)?>)(.*?)(</f>)", re.DOTALL)
_RUN_TEXT = re.compile(r"<t(?:\s[^>]*?)?(?:/>|>(.*?)</t>)", re.DOTALL)
_PHONETIC = re.compile(r"<rPh\b.*?</rPh>", re.DOTALL)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_AWKWARD = re.compile(r"[&<>\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Cell(NamedTuple):
    """A cell's style number, its other attributes as text, and its inner XML."""

    style: int
    attributes: str = ""
    inner: str = ""


def element_text(xml: str) -> str:
    """The text of a shared or inline string, without formatting and phonetic guides."""
    if "<rPh" in xml:
        xml = _PHONETIC.sub("", xml)
    text = "".join(part or "" for part in _RUN_TEXT.findall(xml))
    return plain_text(text)


def plain_text(text: str) -> str:
    """XML text with its entities and Excel's _xHHHH_ escapes resolved."""
    if "&" in text:
        text = unescape(text)
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n")


@lru_cache(maxsize=4096)  # texts that every row repeats; those of one row pass through
def text_xml(text: str) -> str:
    """The inner XML of a cell that holds the text itself."""
    keep = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<is><t{keep}>{escaped(text)}</t></is>"


def escaped(text: str) -> str:
    """The text as XML character data, control characters in Excel's own escape."""
    if _AWKWARD.search(text) is None:
        return text
    text = _ESCAPED.sub(lambda found: f"_x005F_x{found[1]}_", text)
    text = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def is_plain(text: str) -> bool:
    """Whether the text can stand in XML as it is (many texts joined by line feeds too)."""
    return _AWKWARD.search(text) is None


def to_serial(moment: datetime, *, date1904: bool) -> float | int:
    """Excel's number of a moment; a fraction is the time of day."""
    since = moment.replace(tzinfo=None) - _EPOCH
    days = since.days - (1462 if date1904 else 0)
    if not since.seconds and not since.microseconds:
        return days
    return days + (since.seconds + since.microseconds / 1e6) / 86400


def from_serial(serial: float, *, date1904: bool) -> datetime | float:
    """The moment behind Excel's number, to the millisecond; the number itself when out of range."""
    try:
        milliseconds = round((serial + (1462 if date1904 else 0)) * 86_400_000)
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except (OverflowError, ValueError):
        return serial


def as_moment(value: date | time | timedelta) -> datetime:
    """A date, time or duration as the moment that COM would carry."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, time):
        return datetime.combine(_EPOCH.date(), value)
    return _EPOCH + value


def number_text(value: float) -> str:
    """A number as XML carries it: shortest digits that give the same number."""
    if isinstance(value, int):
        return str(value) if -(2**53) <= value <= 2**53 else repr(float(value))
    return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def general_text(value: float) -> str:
    """A number as Excel shows it unformatted, at most 15 digits."""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}".replace("e", "E")


def formula_of(cell: Cell) -> str | None:
    """The cell's formula with its ``=``, or None for a constant."""
    if "<f" not in cell.inner:
        return None
    found = _FORMULA.search(cell.inner)
    return None if found is None else "=" + unescape(found[1] or "")


def with_formula(cell: Cell, formula: str) -> Cell:
    """The cell with another formula, its last result kept."""
    inner = _FORMULA_BODY.sub(lambda f: f[1] + escaped(formula[1:]) + f[3], cell.inner, count=1)
    return cell._replace(inner=inner)


def value_of(cell: Cell, strings: list[str], *, is_date: bool, date1904: bool) -> Any:
    """The value as COM hands it out: None, text, float, bool, a moment or an error code."""
    found = _TYPE.search(cell.attributes)
    kind = found[1] if found else "n"
    if kind == "inlineStr":
        return element_text(cell.inner) or None
    value = _VALUE.search(cell.inner)
    if value is None:
        return None
    text = value[1]
    if kind == "n":
        if not text.strip():  # a formula that nobody calculated yet, as XlsxWriter writes it
            return None
        number = float(text)
        return from_serial(number, date1904=date1904) if is_date else number
    if kind == "s":
        return strings[int(text)] or None
    if kind == "b":
        return text.strip() in ("1", "true")
    if kind == "e":
        return ERROR_CODES.get(text, ERROR_CODES["#VALUE!"])
    if kind == "d":
        return datetime.fromisoformat(text).replace(tzinfo=None)
    return plain_text(text) or None


def constant_text(value: Any, *, date1904: bool) -> str:
    """What Excel's Formula property says of a constant."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return general_text(to_serial(value, date1904=date1904))
    if isinstance(value, int):
        return ERROR_TEXTS[value]
    return general_text(value) if isinstance(value, float) else str(value)


def formula_cell(style: int, formula: str) -> Cell:
    """A cell with a formula that nobody has calculated yet."""
    return Cell(style, "", f"<f>{escaped(formula[1:])}</f>")
