"""Our workbook as other programs saved it: every command behaves as on the original."""

import shutil
from pathlib import Path

import pytest

from shebao import cli
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.workbooks import opened

pytestmark = [
    pytest.mark.feature("X-HEADLESS", "X-MIGRATE"),
    pytest.mark.filterwarnings("ignore:Workbook contains no default style"),
]

DATA = Path(__file__).parents[1] / "data"
ORIGINAL = DATA / "workbooks" / "社保费_0.1.0.xlsx"
CASES = sorted((DATA / "workbook_cases").glob("*.xlsx"))
WAGES = WAGES_BY_PERSON.title


@pytest.fixture(autouse=True)
def _no_bureau(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "store.key"))
    monkeypatch.delenv("SHEBAO_BUREAU_URL", raising=False)


def ran(book: Path, capsys: pytest.CaptureFixture[str], command: str, *more: str) -> str:
    capsys.readouterr()
    assert cli.main(["run", command, "--book", str(book), *more]) == 0, capsys.readouterr().err
    return capsys.readouterr().out.replace(book.stem, "社保费")


def titles(book: Path) -> list[str]:
    with opened(book) as opened_book:
        return [sheet.name for sheet in opened_book.sheets]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_it_behaves_as_the_original(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sound packages were called damaged, or lost their heads on the way to the newer version."""
    original, case = tmp_path / "原件" / "社保费.xlsx", tmp_path / path.name
    original.parent.mkdir()
    shutil.copy(ORIGINAL, original)
    shutil.copy(path, case)

    told = [ran(book, capsys, "show_about") for book in (original, case)]
    ticked = ran(case, capsys, "tick_rows", "--set", f"操作表={WAGES}")

    about = [said.splitlines()[-1].partition("最近登录") for said in told]
    assert about[0][0] == about[1][0]
    assert about[1][2] == " 2026-11-29 13:47。"  # read from the case's own cells
    assert ticked.endswith(f"“{WAGES}”已勾选 20 行。\n")  # everybody whom the case holds
    assert sorted(titles(case)) == sorted(titles(original))
    assert case.with_name(f"{case.stem}（升级前）.xlsx").read_bytes() == path.read_bytes()


def test_every_case_is_here() -> None:
    assert len(CASES) == 7
