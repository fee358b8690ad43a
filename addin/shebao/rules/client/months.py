"""The month that a cell of a file means."""

import re
from datetime import date

from shebao.domain.period import Period
from shebao.rules.cell_text import compact

_DAY = "(0[1-9]|[12][0-9]|3[01]|[1-9])"
_MONTH = re.compile(f"([12][0-9]{{3}})[-/.年]?(0[1-9]|1[0-2]|[1-9])(月|[-/.月]?{_DAY}日?)?")


def month_of(cell: object) -> Period | None:
    """Return the month of a date, or of a text such as 2026-11, 202611 or 2026年11月1日."""
    if isinstance(cell, date):
        return Period.of(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = compact(cell)
    text = re.split("[至~—]", text)[0].split(" ")[0]
    text = re.sub(r"T?[0-9]{2}:[0-9]{2}(:[0-9]{2})?.*$", "", text)
    found = _MONTH.fullmatch(text)
    return Period(int(found[1]), int(found[2])) if found else None
