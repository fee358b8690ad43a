"""From the region digits of a tax id to the rule file that the sandbox has for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from shebao.sandbox.rulebook import Rules

FALLBACK_REGION = "520100"
# Class 1 benchmark rates; which class an employer is in stands in its registration.
INJURY_RATE_PPM = {"520100": 4000, "350100": 2000}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an employer is, as far as the sandbox knows."""

    region: str  # of the rule file
    name: str  # says so when the rules are borrowed
    short_name: str
    injury_rate_ppm: int


def place_of(region: str, rulebook: Mapping[str, Rules]) -> Place:
    """The place of a six-digit region: its city's rules, else its province's, else Guiyang's."""
    city = region[:4]
    by_city = next((code for code in rulebook if code.startswith(city)), None)
    by_province = next((code for code in rulebook if code.startswith(region[:2])), None)
    code = by_city or by_province or FALLBACK_REGION
    name = rulebook[code].file.region_name
    if by_city is None:
        name = f"示例地区（{region[:6]}，暂按{name}规则）"
    return Place(
        region=code,
        name=name,
        short_name=rulebook[code].file.region_name if by_city else "示例市",
        injury_rate_ppm=INJURY_RATE_PPM.get(code, INJURY_RATE_PPM[FALLBACK_REGION]),
    )
