"""Which days are worked in China: weekends, announced holidays and the days swapped (调休).

Source: the yearly notices of the State Council's office; a year without one knows weekends alone.
"""

import json
from datetime import date
from functools import cache
from importlib.resources import files

SATURDAY = 5


def is_workday(day: date) -> bool:
    """Whether a day is worked: a swapped weekend is, a holiday is not."""
    off, worked = _told()
    text = day.isoformat()
    return text in worked or (day.weekday() < SATURDAY and text not in off)


def is_announced(year: int) -> bool:
    """Whether the year's holidays are known."""
    return any(day.startswith(f"{year}-") for day in _told()[0])


@cache
def _told() -> tuple[frozenset[str], frozenset[str]]:
    text = files("shebao.rule_book").joinpath("data", "holidays.json").read_text(encoding="utf-8")
    years = json.loads(text)["years"].values()
    return (
        frozenset(day for year in years for day in year["off"]),
        frozenset(day for year in years for day in year["work"]),
    )
