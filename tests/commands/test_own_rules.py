"""本地规则 in the workbook: used before the bureau's, and shown as the user's."""

import json

import pytest

from shebao import cli
from shebao.sheets.employer_sheets import RULE_FILES
from shebao.sheets.wage_sheets import PREVIEW
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
    assert marks["310"] == "※自定义"
    assert marks["110"] == "※二手"
    assert "自定义" in previewed.message
    desk.done("update_rules")
    (row,) = desk.rows(RULE_FILES)
    assert row["state"] == "使用自己的规则"
    assert "自定义 1" in str(row["grades"])
