"""The regions of the book, found by code, or by full or short name.

Source: GB/T 2260; four cities under the state and 333 of a prefecture's rank.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Region:
    """One city; ``name`` is whole, as 四川省成都市, the others are as people say them."""

    code: str
    province: str
    city: str
    name: str

    def holds(self, code: str) -> bool:
        """Whether a six-digit code of a county or district is one of this city's."""
        rank = 2 if self.code.endswith("0000") else 4
        return code[:rank] == self.code[:rank]


@cache
def regions() -> tuple[Region, ...]:
    """Return every region of the book, by code."""
    return tuple(
        Region(
            code, province, city, province_name + (city_name if city_name != province_name else "")
        )
        for code, province, city, province_name, city_name in _told()
    )


def region_holding(code: str) -> Region | None:
    """Return the city that a six-digit code lies in; None where the book has none."""
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return None
    return next((region for region in regions() if region.holds(code)), None)


def regions_named(text: str) -> list[Region]:
    """Return the cities that a code or a name means: one, none, or several of one name."""
    wanted = "".join(text.split())
    if wanted.isascii() and wanted.isdigit():
        found = region_holding(wanted)
        return [found] if found else []
    codes = _codes_by_name().get(wanted, ())
    return [region for region in regions() if region.code in codes]


def provinces() -> dict[str, str]:
    """Return the short name of every province by each name it has."""
    told = {province: province for _, province, _, _, _ in _told()}
    return told | {province_name: province for _, province, _, province_name, _ in _told()}


@cache
def _codes_by_name() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code, province, city, province_name, city_name in _told():
        names = {city, city_name}
        names |= {p + c for p in (province, province_name) for c in (city, city_name)}
        for name in names:
            found.setdefault(name, set()).add(code)
    return found


@cache
def _told() -> list[list[str]]:
    text = files("shebao.rule_book").joinpath("data", "regions.json").read_text(encoding="utf-8")
    told: list[list[str]] = json.loads(text)
    return told
