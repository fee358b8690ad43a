"""What pywin32 sends to COM for a Python value, and what it hands back.

Source: pywin32 `com/win32com/src/oleargs.cpp` (`PyCom_VariantFromPyObject`) and
`win32/src/PyTime.cpp` (`PyWinObject_AsSYSTEMTIME`).
"""

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from openpyxl.styles.numbers import is_date_format

from .errors import NotModelledError
from .typed import moment_of

CURRENCY_SIGNS = ("$", "¥", "￥", "€", "£")


class PyTime(dt.datetime):
    """`pywintypes.datetime`, the only shape in which COM dates come back."""


def sent(value: Any, zone: dt.tzinfo) -> Any:
    """A scalar, or a list of rows, as it arrives in Excel.

    Raises TypeError for what pywin32 cannot turn into a VARIANT, ValueError for ragged rows.
    """
    if isinstance(value, str) or not _is_sequence(value):
        return _scalar(value, zone)
    rows = list(value)
    if not rows:
        raise NotModelledError("an empty sequence as a value")
    if not _is_sequence(rows[0]):
        return [[_scalar(item, zone) for item in rows]]
    if any(not _is_sequence(row) or len(row) != len(rows[0]) for row in rows):
        raise ValueError("All dimensions must be a sequence of the same size")
    return [[_scalar(item, zone) for item in row] for row in rows]


def _is_sequence(value: Any) -> bool:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return True
    return bool(getattr(value, "ndim", 0))  # a numpy array


def _scalar(value: Any, zone: dt.tzinfo) -> Any:
    if value is None or isinstance(value, str | bool | Decimal):
        return value
    if isinstance(value, dt.datetime):
        # A naive moment counts as local time and is moved to UTC: in China eight hours back.
        aware = value if value.tzinfo else value.replace(tzinfo=zone)
        return aware.astimezone(dt.UTC).replace(tzinfo=None)
    if hasattr(value, "timetuple"):
        raise TypeError(f"must be a pywintypes time object (got {type(value).__qualname__})")
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        name = type(value).__qualname__
        raise TypeError(
            f"Objects of type '{name}' can not be converted to a COM VARIANT"
        ) from error
    if not math.isfinite(number):
        raise NotModelledError("NaN or infinity as a value")
    return number


def handed_back(content: Any, number_format: str) -> Any:
    """The content of a cell as `Range.Value` gives it, dates and currency by the format."""
    if not isinstance(content, float):
        return int(content) if type(content) is not bool and isinstance(content, int) else content
    if number_format == "General":
        return content
    if is_date_format(number_format) and 0 <= content < 2_958_466:
        return PyTime.combine(*_split(moment_of(content)), tzinfo=dt.UTC)
    if any(sign in number_format for sign in CURRENCY_SIGNS):
        return Decimal(repr(content)).quantize(Decimal("0.0001"))
    return content


def _split(moment: dt.datetime) -> tuple[dt.date, dt.time]:
    return moment.date(), moment.time()
