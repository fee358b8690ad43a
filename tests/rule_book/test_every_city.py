"""``shebao compute`` for every city, against the raw data as another reader reads it."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from shebao import cli
from tests.rule_book.raw_law import CITIES, CODES, law, owed

MONTH = "2026-11"


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
    assert computed == len(CITIES) * 3
