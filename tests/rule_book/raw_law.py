"""The law of a city as another reader reads the raw data, in Decimal and yuan.

Shares nothing with the script that makes the book or with the rules that compute: the raw JSON,
and the choices of docs/law.md written out once more by hand.
"""

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

RAW = Path(__file__).parents[2] / "scripts" / "rule_book" / "raw"
CITIES: list[dict[str, Any]] = json.loads((RAW / "cities.json").read_text("utf-8"))["cities"]
LIMITS: dict[str, Any] = json.loads((RAW / "limits.json").read_text("utf-8"))
CODES: dict[tuple[str, str], str] = {
    (city["province"], city["city"]): city["code"] for city in CITIES
}
# docs/law.md, "资料之间的不同与取舍"
FIXED = {
    "石家庄": ("0", "8.33", None),
    "徐州": ("0", "6", "5.83"),
    "宜昌": ("0", "0", "0.8"),
    "荆门": ("0", "15", "3"),
    "贵阳": ("8", "8", None),
}
RATES = {"宁德": ("medical", "0.085"), "西安": ("medical", "0.07")}


def law(city: dict[str, Any]) -> dict[str, dict[str, Decimal]]:
    """What each insurance of a city takes: floor, cap, rates, fixed sums, in yuan."""
    name, province = city["city"], city["province"]
    told: dict[str, dict[str, str]] = {
        key: {k: row[k] for k in ("floor", "cap", "unit", "person")}
        for key, row in city["insurances"].items()
        if row is not None
    }
    newer = LIMITS["2026"].get(province)
    if newer is not None and province != "福建":
        told["pension"] |= {"floor": newer["lower"], "cap": newer["upper"]}
    if name == "兰州":
        told["medical"] |= {"floor": "4403", "cap": "22014"}
    if name in RATES:
        told[RATES[name][0]]["unit"] = RATES[name][1]
    if province == "广西":
        told["injury"]["unit"] = "0.001"
    medical = city["insurances"]["medical"]
    unit, person, ltc = FIXED.get(
        name, (medical.get("fixed_unit", "0"), medical.get("fixed_person", "0"), None)
    )
    told["large_medical"] = {"unit_sum": unit, "person_sum": person}
    if ltc is not None:
        told["ltc"] = {"unit_sum": "0", "person_sum": ltc}
    return {key: {k: Decimal(v) for k, v in row.items()} for key, row in told.items()}


def owed(row: dict[str, Decimal], wage: Decimal) -> tuple[int, int, int]:
    """Base, unit and person in fen."""
    if "unit_sum" in row:
        return 0, int(row["unit_sum"] * 100), int(row["person_sum"] * 100)
    base = min(max(wage, row["floor"]), row["cap"])
    cents = [base * 100] + [base * row[who] * 100 for who in ("unit", "person")]
    base_fen, unit, person = (int(c.quantize(Decimal(1), ROUND_HALF_UP)) for c in cents)
    return base_fen, unit, person
