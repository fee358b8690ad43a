"""``shebao demo`` for employers of other cities pays what the raw data says.

The sum is worked out again in Decimal from the raw JSON, by no code of the product.
"""

import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from shebao.rules.identity import tax_id_fault
from tests.end_to_end.test_demo import SAMPLE, demo
from tests.rule_book.raw_law import CITIES, law, owed

CHENGDU = SAMPLE / "参保职工列表_成都.xlsx"
SHEET, TAX_ID = "缴费工资申报数据", "B2"
KEYS = {"110": "pension", "210": "unemployment", "310": "medical", "410": "injury"}
PAID_IN_CHENGDU_FEN = 34_454_706


def due_fen(roster: Path, city: str, filled: dict[str, int]) -> int:
    """Work out every enrolment of the roster by the city's law, the filled wages first."""
    (of_city,) = (law(each) for each in CITIES if each["city"] == city)
    rows = list(openpyxl.load_workbook(roster)[SHEET].iter_rows(values_only=True))
    codes = [str(head).split("|")[0] for head in rows[1][4:] if head]
    total = 0
    for row in rows[3:]:
        for code, old in zip(codes, row[4:], strict=False):
            if old is None:
                continue  # not enrolled
            new = filled.get(str(row[2]))
            wage = Decimal(new) / 100 if new is not None else Decimal(str(old))
            _, unit, person = owed(of_city[KEYS[code]], wage)
            total += unit + person
    return total


def roster_in(region: str, folder: Path) -> Path:
    """Write the roster of an employer whose tax id stands in another city."""
    book = openpyxl.load_workbook(CHENGDU)
    cell = book[SHEET][TAX_ID]
    first = f"{str(cell.value)[:2]}{region}{str(cell.value)[8:17]}"
    checks = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    (cell.value,) = (first + check for check in checks if not tax_id_fault(first + check))
    path = folder / f"参保职工列表_{region}.xlsx"
    book.save(path)
    return path


def paid_fen(tmp_path: Path, roster: Path, region: str, city: str) -> int:
    """Walk the round; return what was paid once it agrees with the raw data."""
    status, said = demo(
        tmp_path / "out", "--roster", str(roster), "--payroll", str(SAMPLE / "工资表.xlsx")
    )
    assert status == 0, said
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    filled = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))["wages_fen"]
    assert summary["region"] == region
    assert summary["accepted"] == len(filled)
    expected = due_fen(roster, city, filled)
    assert (summary["bill_total_fen"], summary["paid_fen"]) == (expected, expected)
    return expected


@pytest.mark.feature("X-CITIES")
def test_an_employer_of_chengdu_pays_by_the_law_of_chengdu(tmp_path: Path) -> None:
    """On Guiyang's law the same people owed 338,068.67, and nothing said so."""
    assert paid_fen(tmp_path, CHENGDU, "510100", "成都") == PAID_IN_CHENGDU_FEN


@pytest.mark.feature("X-CITIES")
@pytest.mark.parametrize(
    ("county", "region", "city"), [("440305", "440300", "深圳"), ("310115", "310000", "上海")]
)
def test_an_employer_of_another_kind_of_city(
    tmp_path: Path, county: str, region: str, city: str
) -> None:
    """A city with tiers and limits of its own, and a city under the state; both begin in July."""
    assert paid_fen(tmp_path, roster_in(county, tmp_path), region, city) != PAID_IN_CHENGDU_FEN
