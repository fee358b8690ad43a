"""What Excel's function wizard is told, by the add-in's own VBA in pyopenvba's interpreter."""

from dataclasses import replace
from pathlib import Path

import pytest

from shebao.setup.assembly.addin_lint import lint_modules
from shebao.setup.assembly.build_addin import addin_bytes
from shebao.setup.assembly.build_functions import function_modules
from shebao.setup.assembly.build_sources import (
    HELP_MODULE,
    LONGEST_HELP,
    AddinBuildError,
    help_module,
)
from shebao_udfs.declaration import CATEGORY, WorksheetFunction
from shebao_udfs.functions import FUNCTIONS
from tests.setup.excel_stand_in import Excel

EXPECTED = {
    f"'shebao.xlam'!{f.name}": (f.help, CATEGORY, [a.help for a in f.arguments]) for f in FUNCTIONS
}


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("addin") / "shebao.xlam"
    path.write_bytes(addin_bytes(function_modules=function_modules()))
    return path


def let_timers_run(excel: Excel) -> None:
    for timer in excel.timers:
        assert timer == "'shebao.xlam'!DescribeOnce"
        excel.app.run("DescribeOnce")
    excel.timers.clear()


@pytest.mark.feature("X-FUNCTIONS")
def test_every_function_is_described_in_chinese_once_excel_is_ready(addin: Path) -> None:
    excel = Excel(addin)
    assert excel.described == {}

    let_timers_run(excel)

    assert excel.described == EXPECTED
    for help_text, _, arguments in excel.described.values():
        assert all(0 < len(text) <= 255 for text in (help_text, *arguments))


def test_hidden_workbook_is_shown_for_the_time_it_takes(addin: Path) -> None:
    """Some versions refuse to describe what a hidden workbook holds."""
    excel = Excel(addin)
    excel.hides_addins = True

    let_timers_run(excel)

    assert excel.described == EXPECTED
    assert excel.is_addin
    assert excel.app.evaluate("Application.ScreenUpdating") is True
    assert excel.app.evaluate("ActiveWorkbook.Name") == "Book1"


def test_without_a_workbook_it_waits_for_the_first_click(addin: Path) -> None:
    """Excel shows its start screen; the click adds a workbook."""
    excel = Excel(addin, with_book=False)
    let_timers_run(excel)
    assert excel.described == {}

    excel.click("login")

    assert excel.described == EXPECTED
    assert len(excel.lines) == 1


def test_excel_that_describes_nothing_is_left_in_peace(addin: Path) -> None:
    """A help text is worth no message box, and no second attempt at each click."""
    excel = Excel(addin)
    excel.refuses_descriptions = True

    let_timers_run(excel)
    tries = excel.descriptions_tried
    excel.click("login")

    assert (excel.popups, excel.described, excel.is_addin) == ([], {}, True)
    assert excel.descriptions_tried == tries == 2 * len(FUNCTIONS)


def test_module_is_plain_and_without_functions_empty() -> None:
    assert lint_modules({HELP_MODULE: help_module(FUNCTIONS)}) == []
    assert "Describe " not in help_module(()).split("DescribeFunctions()")[1]


@pytest.mark.parametrize("length", [0, LONGEST_HELP + 1])
def test_text_that_excel_would_refuse_stops_the_build(length: int) -> None:
    function: WorksheetFunction = replace(FUNCTIONS[0], help="说" * length)

    with pytest.raises(AddinBuildError, match="SB_BASE"):
        help_module([function])


def test_longest_text_fits_the_lines_of_vba(addin: Path) -> None:
    """A character of Chinese is six of VBA, and a line holds 1023."""
    longest = replace(FUNCTIONS[0], help="说" * LONGEST_HELP)
    source = help_module([longest])
    assert lint_modules({HELP_MODULE: source}) == []
    excel = Excel(addin)
    excel.app.add_module(source.replace("DescribeFunctions", "DescribeLongest"), name="longest")

    excel.app.run("DescribeLongest")

    assert excel.described["'shebao.xlam'!SB_BASE"][0] == longest.help
