"""新规则测算: a rule file that is not in force yet, against the wages that are filed."""

import json
from pathlib import Path
from typing import Any

import pytest

from shebao import cli
from shebao.rule_book.book import rule_file
from shebao.sheets.declared.wage_sheets import REHEARSAL
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


@pytest.mark.feature("X-REHEARSE", "X-GRADE")
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
    assert {row["grade"] for row in rows} == {"※二手 暂按上年"}
    assert f"二手 暂按上年 {len(rows)} 条" in ran.message

    same = desk.folder / "相同.json"
    write_new_rules(same, "520100", 442_605)
    assert (
        "没有职工的应缴费额发生变化"
        in desk.done("rehearse_rules", {"新规则文件": same.name}).message
    )


@pytest.mark.feature("X-REHEARSE")
def test_an_exported_rule_file_is_rehearsed(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """A colleague's export came back as 不是规则文件或已损坏."""
    desk.until_filed()
    desk.done("update_roster")
    write_new_rules(desk.folder / "新.json", "520100", 700_000)
    assert cli.main(["rules", "use", str(desk.folder / "新.json"), "--yes"]) == 0
    arguments = ["rules", "export", "--region", "贵阳", "--out", str(desk.folder / "导出.json")]
    assert cli.main(arguments) == 0
    assert cli.main(["rules", "drop", "--region", "贵阳", "--yes"]) == 0
    capsys.readouterr()

    ran = desk.done("rehearse_rules", {"新规则文件": "导出.json"})

    assert "最早自 2027-01 起" in ran.message
    assert {row["grade"] for row in desk.rows(REHEARSAL)} == {"※自定义 暂按上年"}


@pytest.mark.feature("X-REHEARSE")
def test_file_that_is_no_rule_of_this_region_is_refused(desk: Desk) -> None:
    desk.until_filled()
    broken, other = desk.folder / "坏.json", desk.folder / "别处.json"
    broken.write_text('{"region": "520100"', "utf-8")
    write_new_rules(other, "350100", 700_000)
    odd, twice = desk.folder / "费率.json", desk.folder / "重叠.json"
    write_new_rules(odd, "520100", 700_000)
    told = json.loads(odd.read_text("utf-8"))
    told["limits"].append(told["limits"][-1])
    twice.write_text(json.dumps(told), "utf-8")
    told["rates"][0]["unit_ppm"] = 16
    odd.write_text(json.dumps(told), "utf-8")

    for given, words in (
        (broken.name, "不是规则文件"),
        (odd.name, "0.0016% 不合理"),
        (twice.name, "日期重叠"),
        (other.name, "没有测算"),
        ("没有.json", "不存在"),
        ("", "没有可比较的"),
    ):
        ran = desk.run("rehearse_rules", {"新规则文件": given})
        assert ran.status == 1
        assert words in ran.said


@pytest.mark.feature("X-REHEARSE")
def test_two_months_of_the_law_are_compared_for_the_whole_roster(desk: Desk) -> None:
    """What the turn of the contribution year costs, before anybody files for it."""
    desk.until_filed()
    desk.done("update_roster")
    last, this = {"原属期": "2025-12"}, {"新属期": "2026-11"}

    ran = desk.done("rehearse_rules", {**last, **this})

    rows = desk.rows(REHEARSAL)
    assert "的 2025-12 与 2026-11 比较" in ran.message
    pension = [row for row in rows if row["insurance"] == "110"]
    assert {row["from_period"] for row in rows} == {"2026-11"}
    # facts.md 1.2: 4394.70 and 21973.50 became 4426.05 and 22130.25.
    limits = {"缴费下限": (4394.70, 4426.05), "缴费上限": (21973.50, 22130.25)}
    for row in pension:
        floor, cap = limits["缴费下限"], limits["缴费上限"]
        for which, field in enumerate(("old_base", "new_base")):
            wage = float(str(row["wage"]))
            assert row[field] == min(max(wage, floor[which]), cap[which])
    assert {row["cause"] for row in pension} <= set(limits)
    assert pension

    write_new_rules(desk.folder / "新.json", "520100", 700_000)
    both = {
        "原规则文件": "新.json",
        "新规则文件": "新.json",
        "原属期": "2026-12",
        "新属期": "2027-01",
    }
    desk.done("rehearse_rules", both)
    raised = [row for row in desk.rows(REHEARSAL) if row["insurance"] == "110"]
    assert {row["new_base"] for row in raised} == {7_000.0}

    odd = desk.run("rehearse_rules", {**last, "新属期": "2026-13"})
    assert (odd.status, "不是年月" in odd.said) == (1, True)
    far = desk.done(
        "rehearse_rules", {"原规则文件": "", "新规则文件": "", "原属期": "2026-11", **this}
    )
    assert "没有职工的应缴费额发生变化" in far.message
