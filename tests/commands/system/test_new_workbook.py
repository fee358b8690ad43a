"""新建工作簿 from a workbook that is not ours, in the terminal and in Excel."""

import json
from pathlib import Path

import openpyxl
import pytest

from shebao import cli
from shebao.commands.registry import BY_ID
from shebao.excel_ui import ExcelUi
from shebao.runner import run_command
from shebao.sheets.declared.employer_sheets import HOME
from shebao.templates import template_path
from shebao.workbooks import opened
from tests.com_stand_in import com_book
from tests.sheet_cells import SheetTable


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    path = tmp_path / "别的表.xlsx"
    openpyxl.Workbook().save(path)
    return path


def test_a_fresh_workbook_takes_the_first_free_name(
    stranger: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The messages send people here, with whatever workbook is open."""
    monkeypatch.setenv("SHEBAO_HOME", str(stranger.parent / "home"))
    taken = stranger.parent / "社保费.xlsx"
    taken.write_bytes(b"mine")

    assert cli.main(["run", "new_workbook", "--book", str(stranger), "--json"]) == 0

    made = Path(json.loads(capsys.readouterr().out)["files"][-1])
    assert made == stranger.parent / "社保费2.xlsx"
    assert taken.read_bytes() == b"mine"
    with opened(made) as book:
        home = SheetTable(book, HOME)
        assert home.unit() is None
        assert all(row["state"] for row in home.rows())  # what to do first, and nothing else


def test_a_folder_full_of_workbooks_is_refused(
    stranger: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds of half-used workbooks are how filings get lost."""
    monkeypatch.setenv("SHEBAO_HOME", str(stranger.parent / "home"))
    for number in range(1, 100):
        (stranger.parent / f"社保费{number if number > 1 else ''}.xlsx").touch()

    assert cli.main(["run", "new_workbook", "--book", str(stranger)]) == 1

    assert "社保费99.xlsx”及之前编号的文件都已存在" in capsys.readouterr().err


def test_excel_opens_it(tmp_path: Path) -> None:
    """A file that nobody sees was not made for a clerk."""
    with com_book(template_path("shebao")) as excel:
        environment = {"SHEBAO_HOME": str(tmp_path)}
        ui = ExcelUi(excel.book)
        run_command(BY_ID["new_workbook"], excel.book, tmp_path / "旧.xlsx", ui, environment)

        assert [book.name for book in excel.book.app.books][-1] == "社保费.xlsx"
