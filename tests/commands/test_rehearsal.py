"""新规则测算: a rule file that is not in force yet, against the wages that are filed."""

import json
from pathlib import Path
from typing import Any

import pytest

from shebao.rule_book.book import rule_file
from shebao.sheets.wage_sheets import REHEARSAL
from tests.desk import Desk


def write_new_rules(path: Path, region: str, raise_floor_to: int) -> None:
    found = rule_file(region)
    assert found is not None
    rules: dict[str, Any] = found.model_dump(mode="json")
    rules["version"] = "2027.01"
    (newest,) = [
        limit
        for limit in rules["limits"]
        if limit["insurance"] == "110"
        and limit["effective_from"]
        == max(x["effective_from"] for x in rules["limits"] if x["insurance"] == "110")
    ]
    rules["limits"].append(
        {
            **newest,
            "effective_from": "2027-01",
            "effective_to": "2027-12",
            "floor_fen": raise_floor_to,
        }
    )
    path.write_text(json.dumps(rules, ensure_ascii=False), "utf-8")


@pytest.mark.feature("X-REHEARSE")
def test_new_floor_shows_who_pays_more_and_from_when(desk: Desk) -> None:
    desk.until_filed()
    desk.done("update_roster")
    file = desk.folder / "新规则.json"
    write_new_rules(file, "520100", 700_000)
    wages = desk.truth["wages_fen"]

    ran = desk.done("rehearse_rules", {"新规则文件": file.name})

    rows = desk.rows(REHEARSAL)
    low = {id_number for id_number, fen in wages.items() if fen < 700_000}
    shown = {str(row["id_number"]) for row in rows}
    assert shown & set(wages) == low  # the others have no wage in this payroll, but an older one
    assert ran.answer["counts"]["people"] == len(shown) > 0
    assert {(row["insurance"], row["from_period"], row["cause"]) for row in rows} == {
        ("110", "2027-01", "缴费下限")
    }
    for row in rows:
        wage_fen = round(float(str(row["wage"])) * 100)
        assert wage_fen == wages.get(str(row["id_number"]), wage_fen) < 700_000
        old, new = max(wage_fen, 442_605), 700_000
        assert (row["old_base"], row["new_base"]) == (old / 100, new / 100)
        assert row["change"] == pytest.approx((new - old) * 24 / 10_000, abs=0.011)
    assert "最早自 2027-01 起" in ran.message

    same = desk.folder / "相同.json"
    write_new_rules(same, "520100", 442_605)
    assert (
        "没有职工的应缴费额发生变化"
        in desk.done("rehearse_rules", {"新规则文件": same.name}).message
    )


@pytest.mark.feature("X-REHEARSE")
def test_file_that_is_no_rule_of_this_region_is_refused(desk: Desk) -> None:
    desk.until_filled()
    broken, other = desk.folder / "坏.json", desk.folder / "别处.json"
    broken.write_text('{"region": "520100"', "utf-8")
    write_new_rules(other, "350100", 700_000)

    for given, words in (
        (broken.name, "不是规则文件或已损坏"),
        (other.name, "没有测算"),
        ("没有.json", "无法读取"),
        ("", "没有可比较的"),
    ):
        ran = desk.run("rehearse_rules", {"新规则文件": given})
        assert ran.status == 1
        assert words in ran.said
