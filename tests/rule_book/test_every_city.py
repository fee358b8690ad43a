"""``shebao compute`` for every city, against the raw data as another reader reads it.

Shares nothing with the script that makes the book or with the rules that compute: the raw JSON,
Decimal in yuan, and the choices of docs/law.md written out once more by hand.
"""

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from shebao import cli

RAW = Path(__file__).parents[2] / "scripts" / "rule_book" / "raw"
MONTH = "2026-11"
CITIES: list[dict[str, Any]] = json.loads((RAW / "cities.json").read_text("utf-8"))["cities"]
LIMITS: dict[str, Any] = json.loads((RAW / "limits.json").read_text("utf-8"))
CODES: dict[tuple[str, str], str] = {
    (r["province"], r["city"]): r["code"]
    for r in json.loads((RAW / "regions.json").read_text("utf-8"))["regions"]
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


def wages(law_of_city: dict[str, dict[str, Decimal]]) -> list[Decimal]:
    """Below every floor, between, and above every cap; with odd fen."""
    floors = [row["floor"] for row in law_of_city.values() if "floor" in row]
    caps = [row["cap"] for row in law_of_city.values() if "cap" in row]
    between = (max(floors) + min(caps)) / 2 + Decimal("0.37")
    return [min(floors) - Decimal("0.01"), between.quantize(Decimal("0.01")), max(caps) + 1]


@pytest.mark.feature("X-CITIES")
def test_every_city_at_three_wages(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path))
    computed = 0
    for city in CITIES:
        code = CODES[city["province"], city["city"]]
        of_city = law(city)
        for wage in wages(of_city):
            arguments = ["--region", code, "--month", MONTH, "--wage", str(wage), "--json"]
            assert cli.main(["compute", *arguments]) == 0, capsys.readouterr().err
            answer = json.loads(capsys.readouterr().out)
            expected = {key: owed(row, wage) for key, row in of_city.items()}
            expected = {key: due for key, due in expected.items() if any(due[1:])}
            found = {
                key: (row["base_fen"], row["unit_fen"], row["person_fen"])
                for key, row in answer["insurances"].items()
            }
            assert found == expected, (city["province"], city["city"], wage)
            assert answer["unit_fen"] == sum(due[1] for due in expected.values())
            assert answer["person_fen"] == sum(due[2] for due in expected.values())
            computed += 1
    assert computed == 337 * 3
