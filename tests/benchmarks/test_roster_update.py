"""What a second 更新职工 costs, against the first."""

from pathlib import Path

import pytest

from shebao.sandbox.bureau import Settings
from shebao.sandbox.database import data_url
from shebao.sandbox.people.roster import made_up_roster
from shebao.templates import new_workbook
from tests.benchmarks.measuring import ROWS, click, report
from tests.sandbox.running import daily, running, wage_items

CHANGED, PAGE = 50, 10_000


@pytest.mark.slow
def test_update_of_few_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day's changes are few; the clerk should not wait for everyone again."""
    book = new_workbook(tmp_path / "book.xlsx")
    with running(Settings(data_url(tmp_path / "bureau"))) as sandbox:
        desk = sandbox.admit(made_up_roster(ROWS, "520100", public_body=False))
        for name, value in {
            "SHEBAO_HOME": str(tmp_path / "home"),
            "SHEBAO_BUREAU_URL": sandbox.url,
            "SHEBAO_PASSWORD": desk.seeded.first_password,
            "SHEBAO_KEY_FILE": str(tmp_path / "store.key"),
        }.items():
            monkeypatch.setenv(name, value)

        def run(command: str, *more: str) -> float:
            return click("run", command, "--book", str(book), *more).seconds

        run("login", "--set", f"纳税人识别号={desk.seeded.tax_id}", "--set", "登录时初始化=否")
        first = run("update_roster")
        people = desk.employees()[:: max(1, min(ROWS, PAGE) // CHANGED)][:CHANGED]
        desk.file_wages(daily(wage_items(people, 1_234_500)))
        few = run("update_roster")

    with capsys.disabled():
        print()
        print(report(f"更新职工, {len(people)} changed", few, first, "the first one"))
