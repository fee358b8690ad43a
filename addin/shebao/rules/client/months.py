"""The month that a cell of a file means."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from shebao.domain.period import Period
from shebao.rules.cell_text import compact

_DAY = "(0[1-9]|[12][0-9]|3[01]|[1-9])"
_TO = re.compile("[至~—]+")
_MONTH = re.compile(f"([12][0-9]{{3}})[-/.年]?(0[1-9]|1[0-2]|[1-9])(月|[-/.月]?{_DAY}日?)?")


def month_of(cell: object) -> Period | None:
    """Return the month of a date, or of a text such as 2026-11, 202611 or 2026年11月1日."""
    if isinstance(cell, date):
        return Period.of(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = _TO.split(compact(cell))[0]
    text = re.sub(r"T?[0-9]{2}:[0-9]{2}(:[0-9]{2})?.*$", "", text)
    found = _MONTH.fullmatch(text)
    return Period(int(found[1]), int(found[2])) if found else None


def span_of(cell: object) -> list[Period]:
    """Return the months at both ends of a cell such as 2026-09至2026-11; else one or none."""
    ends = _TO.split(cell) if isinstance(cell, str) else [cell]
    return [month for end in ends if (month := month_of(end)) is not None]


def month_in(text: str) -> Period | None:
    """Return the first month that stands anywhere in a text, as in a file's name."""
    return next(iter(months_in(text)), None)


def months_in(text: str) -> list[Period]:
    """Return every month that stands anywhere in a text, in its order."""
    found = re.finditer("(20[0-9]{2})[-./年]?(0[1-9]|1[0-2]|[1-9](?=月))", compact(text))
    return [Period(int(one[1]), int(one[2])) for one in found]


def rate_of(cell: object) -> int | None:
    """Return a rate in ppm: 16%, 0.16 and 16 are the same; None for what is none."""
    text = compact(cell)
    is_percent = text.endswith("%")
    try:
        value = Decimal(text.rstrip("%")) if text else None
    except InvalidOperation:
        return None
    if value is None or not 0 <= value <= 100:
        return None
    whole = value / 100 if is_percent or value >= 1 else value
    return int((whole * 1_000_000).to_integral_value())
