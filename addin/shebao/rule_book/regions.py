"""The regions of the book, found by code, or by full or short name, a county's too.

Source: GB/T 2260; four cities under the state and 333 of a prefecture's rank have rules. The
counties right under a province (济源, 仙桃 …) are known by name, and have none.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

SHORTEST_NAME = 2  # of a county without its last character: 城区 is no 城


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
    """Return every region that has rules, by code."""
    return tuple(
        Region(
            code, province, city, province_name + (city_name if city_name != province_name else "")
        )
        for code, province, city, province_name, city_name in _told()
    )


@cache
def places_without_rules() -> tuple[Region, ...]:
    """Return the counties right under a province: no source gives their law."""
    by_digits = {code[:2]: (short, name) for code, short, _, name, _ in _told()}
    return tuple(
        Region(code, by_digits[code[:2]][0], name, by_digits[code[:2]][1] + name)
        for code, name in _counties()
        if region_holding(code) is None
    )


def region_holding(code: str) -> Region | None:
    """Return the city that a six-digit code lies in; None where the book has none."""
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return None
    return _by_digits().get(code[:4]) or _by_digits().get(code[:2])


def regions_named(text: str) -> list[Region]:
    """Return the cities that a code or a name means: one, none, or several of one name.

    A county means its city, unless a city has its name. A place without rules is found too.
    """
    wanted = "".join(text.split())
    if wanted.isascii() and wanted.isdigit():
        found = region_holding(wanted)
        return [found] if found else [p for p in places_without_rules() if p.code == wanted]
    codes = _codes_by_name().get(wanted) or set(_county_homes(wanted).values())
    return [place for place in (*regions(), *places_without_rules()) if place.code in codes]


def counties_named(text: str) -> list[str]:
    """Return the whole names of the counties that a name means, as 四川省成都市武侯区."""
    names = dict(_counties())
    homes = {place.code: place for place in (*regions(), *places_without_rules())}
    return [
        homes[home].name + (names[code] if code != home else "")
        for code, home in _county_homes("".join(text.split())).items()
    ]


def provinces() -> dict[str, str]:
    """Return the short name of every province by each name it has."""
    told = {province: province for _, province, _, _, _ in _told()}
    return told | {province_name: province for _, province, _, province_name, _ in _told()}


def province_names() -> dict[str, str]:
    """Return the whole name of every province by the two digits that its codes begin with."""
    return {code[:2]: province_name for code, _, _, province_name, _ in _told()}


@cache
def _by_digits() -> dict[str, Region]:
    """Return the cities by the first digits of every code in them."""
    return {region.code[: 2 if region.code.endswith("0000") else 4]: region for region in regions()}


@cache
def _codes_by_name() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code, province, city, province_name, city_name in _told():
        names = {city, city_name}
        names |= {p + c for p in (province, province_name) for c in (city, city_name)}
        for name in names:
            found.setdefault(name, set()).add(code)
    return found


def _county_homes(wanted: str) -> dict[str, str]:
    """Return the code of the city, or of the place itself, by that of each county so named."""
    return _homes_by_name().get(wanted, {})


@cache
def _homes_by_name() -> dict[str, dict[str, str]]:
    """Return for each name of a county the code of its city, by the county's own code."""
    told = {code: names for code, *names in _told()}
    of_province = {code[:2]: (short, whole) for code, short, _, whole, _ in _told()}
    found: dict[str, dict[str, str]] = {}
    for code, name in _counties():
        home = region_holding(code)
        places = [*of_province[code[:2]], ""]
        if home is not None:
            _, city, _, city_name = told[home.code]
            places += [place + own for place in places for own in (city, city_name)]
        for place, own in product(places, _spellings(name)):
            found.setdefault(place + own, {})[code] = home.code if home else code
    return found


def _spellings(name: str) -> set[str]:
    short = name[:-1]
    return {name, short} if name[-1] in "市县区" and len(short) >= SHORTEST_NAME else {name}


@cache
def _told() -> list[list[str]]:
    told: list[list[str]] = _read("regions")
    return told


@cache
def _counties() -> list[list[str]]:
    told: list[list[str]] = _read("counties")
    return told


def _read(name: str) -> Any:
    file = files("shebao.rule_book").joinpath("data", f"{name}.json")
    return json.loads(file.read_text(encoding="utf-8"))
