"""The day that a cell of somebody's file means."""

import re
from datetime import date, datetime, timedelta

from shebao.rules.cell_text import plain, shown

_PARTED = re.compile("([12][0-9]{3}) ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2})(?![0-9])")
_DIGITS = re.compile("([12][0-9]{3})([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{6}|[0-9]{9})?(?![0-9])")
_EXCEL_BEGAN = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050  # 2000-01-01 to 2099-12-31


def day_of(value: object) -> date | None:
    """Return the day of a date, an Excel serial number, or a text; None for what is none.

    Texts are such as ``2026-11-1 10:22``, ``2026年11月20日``, ``20261120`` and ``20261120102233``.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and _FIRST_SERIAL <= value < _LAST_SERIAL + 1:
        return _EXCEL_BEGAN + timedelta(days=int(value))
    text = plain(shown(value)).lstrip("'’‘` ")
    found = _PARTED.match(text) or _DIGITS.match(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
