"""LibreOffice computes 保底限高预览 of many cities as the raw data says.

The workbooks are filled through the product, opened and recalculated by LibreOffice, and held line
by line against the raw JSON in Decimal.
"""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.commands.wages.test_preview import fen, recalculated
from tests.desk import Desk, running_sandbox
from tests.end_to_end.test_demo import SAMPLE
from tests.end_to_end.test_demo_cities import KEYS, roster_in
from tests.patience import PATIENCE_SECONDS
from tests.rule_book.raw_law import CITIES, CODES, law, owed

OF_A_CAMPAIGN = ("成都", "深圳", "上海", "北京", "贵阳", "徐州", "石家庄", "西安", "兰州", "宁德")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    is_long = metafunc.config.getoption("campaign")
    metafunc.parametrize("city", OF_A_CAMPAIGN if is_long else OF_A_CAMPAIGN[:1])


@pytest.mark.feature("X-CITIES")
def test_libreoffice_agrees_with_the_raw_data(
    city: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """``--campaign`` holds ten cities, each with other limits, rates or choices."""
    (found,) = (each for each in CITIES if each["city"] == city)
    code = CODES[found["province"], city]
    roster = roster_in(f"{code[:4]}02", tmp_path)
    with running_sandbox(tmp_path / "bureau", roster) as bureau:
        environment = {
            "SHEBAO_HOME": str(tmp_path / "home"),
            "SHEBAO_BUREAU_URL": bureau.url,
            "SHEBAO_PASSWORD": bureau.seeded.first_password,
            "SHEBAO_KEY_FILE": str(tmp_path / "store.key"),
            "SHEBAO_TIMEOUT_SECONDS": str(PATIENCE_SECONDS),
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        truth = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
        desk = Desk(tmp_path, bureau, SAMPLE / "工资表.xlsx", capsys, truth)
        desk.new_book()
        desk.done("login", {"纳税人识别号": bureau.seeded.tax_id})
        desk.done("update_roster")
        desk.done("new_wage_sheet")
        desk.done("fill_from_payroll", {"工资表文件": str(desk.payroll)})
        desk.done("preview_premiums")
        _compare(desk, tmp_path, law(found))


def _compare(desk: Desk, folder: Path, of_city: dict[str, dict[str, Decimal]]) -> None:
    sums, lines = recalculated(desk.book, folder)
    wages, total = desk.truth["wages_fen"], 0
    filled = [line for line in lines if line["wage"] != ""]
    assert {line["id_number"] for line in filled} == set(wages)
    for line in filled:
        row = of_city[KEYS[str(line["insurance"])]]
        expected = owed(row, Decimal(wages[str(line["id_number"])]) / 100)
        assert tuple(fen(line[field]) for field in ("base", "unit", "person")) == expected
        total += expected[1] + expected[2]
    assert fen(sums["total"]) == total
