"""本地规则 in the workbook: used before the bureau's, and shown as the user's."""

import json
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from shebao import cli, wiring
from shebao.rule_cache import read_rule_files
from shebao.sheets.declared.employer_sheets import OWN_RULES, RULE_FILES
from shebao.sheets.declared.wage_sheets import PREVIEW
from tests.desk import Desk


@pytest.mark.feature("X-OWNRULES")
def test_own_rules_are_used_first_and_shown_as_such(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """An accountant whose city pays 8.6 % need not wait for the next version."""
    file = desk.folder / "贵阳.json"
    assert cli.main(["rules", "export", "--region", "贵阳", "--out", str(file)]) == 0
    content = json.loads(file.read_text(encoding="utf-8"))["rule_file"]
    (medical,) = (
        row
        for row in content["rates"]
        if (row["insurance"], row["effective_from"]) == ("310", "2026-01")
    )
    medical |= {"unit_ppm": 86_000, "source": "筑医保发〔2026〕99号"}
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    assert cli.main(["rules", "use", str(file), "--yes"]) == 0
    capsys.readouterr()
    desk.until_filled()

    previewed = desk.done("preview_premiums")

    marks = {str(row["insurance"]): str(row["grade"]) for row in desk.rows(PREVIEW)}
    assert marks["310"].startswith("※自定义")
    assert marks["110"].startswith("※二手")
    assert "自定义" in previewed.message
    desk.done("update_rules")
    (row,) = desk.rows(RULE_FILES)
    assert row["state"] == "使用自己的规则"
    assert "自定义 1" in str(row["grades"])


def _fill(desk: Desk, code: str, changes: dict[str, str]) -> None:
    """Type into the row of an insurance's rate, as the accountant does."""
    book = openpyxl.load_workbook(desk.book)
    sheet = book[OWN_RULES.title]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    heads = {str(cell.value): cell.column for cell in cells}
    for cell in cells:
        if str(cell.value) == code and sheet.cell(cell.row, heads["单位费率"]).value:
            for head, text in changes.items():
                sheet.cell(cell.row, heads[head]).value = text
    book.save(desk.book)


@pytest.mark.feature("X-OWNRULES")
def test_the_month_of_the_rules_is_beijings(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """For eight hours of a month's first day the rules of the month before were offered."""
    desk.until_rostered()
    night = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)  # the first of October in Beijing
    monkeypatch.setattr(wiring, "now", lambda: night)

    assert " 2026-10 的规则" in desk.done("read_own_rules").message


@pytest.mark.feature("X-OWNRULES")
def test_the_sheet_takes_a_corrected_rate_and_names_a_wrong_one(desk: Desk) -> None:
    desk.until_rostered()
    listed = desk.done("read_own_rules")
    rows = {str(r["insurance"]): r for r in desk.rows(OWN_RULES) if r["unit_rate"]}
    assert rows["310|职工基本医疗保险"]["unit_rate"] == "8.5%"
    assert rows["310|职工基本医疗保险"]["grade"] == "二手"
    assert listed.answer["counts"]["rows"] == len(desk.rows(OWN_RULES))
    nothing = desk.run("use_own_rules")
    assert (nothing.status, "没有与现行规则不同的行" in nothing.message) == (1, True)

    medical = "310|职工基本医疗保险"
    origin = {"依据的文件": "筑医保发〔2026〕99号", "核对日期": "2026-11-29"}
    _fill(desk, medical, {**origin, "生效月份": "2026-10", "单位费率": "16"})
    wrong = desk.run("use_own_rules")
    assert (wrong.status, "费率“16”应写成 16% 或小数" in wrong.message) == (1, True)
    assert not (desk.folder / "home" / "own_rules").exists()

    _fill(desk, medical, {"单位费率": "8.6%"})
    used = desk.done("use_own_rules")
    assert used.answer["counts"] == {"own": 1}
    again = desk.done("read_own_rules")
    rows = {str(r["insurance"]): r for r in desk.rows(OWN_RULES) if r["unit_rate"]}
    assert again.answer["counts"] == listed.answer["counts"]
    assert rows["310|职工基本医疗保险"]["unit_rate"] == "8.6%"
    assert rows["310|职工基本医疗保险"]["grade"] == "自定义"

    assert desk.ask("drop_own_rules").status == 1  # not confirmed
    kept = desk.folder / "home" / "own_rules" / "520100.json"
    assert kept.exists()
    dropped = desk.done("drop_own_rules")
    assert "改用税务系统的规则" in dropped.message
    assert not kept.exists()
    desk.done("read_own_rules")
    rows = {str(r["insurance"]): r for r in desk.rows(OWN_RULES) if r["unit_rate"]}
    assert rows["310|职工基本医疗保险"]["unit_rate"] == "8.5%"
    (cached,) = read_rule_files(desk.folder / "home").rule_files
    assert "自定义" not in {str(rate.grade) for rate in cached.rates}
    nothing = desk.run("drop_own_rules")
    assert (nothing.status, "没有采用过本地规则" in nothing.message) == (1, True)


@pytest.mark.feature("X-OWNRULES")
def test_own_rules_of_another_city_are_not_used_under_this_ones_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copied in the data folder, 成都's were shown and computed with as 贵阳's."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "store.key"))
    file = tmp_path / "成都.json"
    assert cli.main(["rules", "export", "--region", "成都", "--out", str(file)]) == 0
    assert cli.main(["rules", "use", str(file), "--yes"]) == 0
    own = tmp_path / "home" / "own_rules"
    (own / "520100.json").write_bytes((own / "510100.json").read_bytes())
    capsys.readouterr()

    for arguments in (["rules", "show"], ["compute", "--wage", "8000"]):
        assert cli.main([*arguments, "--region", "贵阳", "--month", "2026-08"]) == 1
        assert "是四川省成都市的规则，不是地区 520100 的" in capsys.readouterr().err
    assert cli.main(["rules", "drop", "--region", "贵阳", "--yes"]) == 0
    assert cli.main(["rules", "show", "--region", "贵阳", "--month", "2026-08"]) == 0


@pytest.mark.feature("X-OWNRULES")
def test_borrowing_says_that_own_rules_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were written over, and nothing had said so."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "store.key"))
    file = tmp_path / "成都.json"
    borrow = ["rules", "borrow", "--region", "成都", "--from", "贵阳"]
    lost = "四川省成都市现有的本地规则将被取代"

    assert cli.main(borrow) == 1
    assert lost not in capsys.readouterr().err
    assert cli.main(["rules", "export", "--region", "成都", "--out", str(file)]) == 0
    assert cli.main(["rules", "use", str(file), "--yes"]) == 0
    assert cli.main(borrow) == 1

    assert lost in capsys.readouterr().err
