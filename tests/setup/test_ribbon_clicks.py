"""A click on every button: the add-in's VBA up to the command line, then that very Python."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.exceptions import VBAUnsupportedError
from pyopenvba.interpreter._preprocess import strip_directives

from shebao.commands.registry import COMMANDS
from shebao.setup.assembly.build_sources import read_modules
from shebao.templates import new_workbook
from shebao.workbooks import open_workbook
from tests.desk import Desk
from tests.setup.building import built_addin
from tests.setup.excel_stand_in import CONF, PYTHON, SYSTEM, Excel
from tests.setup.test_addin_libreoffice import MAC
from tests.setup.windows_shell import arguments_of, commands_of

NAMES = [
    "工资 表（1 月）.xlsx",
    "a^&calc&.xlsx",
    "工资&表.xlsx",
    "a^b.xlsx",
    "奖金 5%.xlsx",
    "x';import y.xlsx",
    "(a) !b! ,;.xlsx",
    "$(calc).xlsx",
]


@pytest.fixture(scope="module")
def excel(tmp_path_factory: pytest.TempPathFactory) -> Excel:
    return Excel(built_addin(tmp_path_factory.mktemp("addin")))


@pytest.fixture(autouse=True)
def _settled(excel: Excel) -> None:
    excel.forget()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Excel's message box would show; without Excel there is none."""
    sentences: list[str] = []

    def alert(app: xw.App, prompt: str, **looks: object) -> str:
        sentences.append(prompt)
        return "ok"

    monkeypatch.setattr(xw.App, "alert", alert)
    return sentences


@pytest.fixture
def calling_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[xw.Book]:
    """A fresh workbook that ``Book.caller()`` answers, on a machine with no settings at all."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "store.key"))
    for name in ("SHEBAO_BUREAU_URL", "SHEBAO_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    book = open_workbook(new_workbook(tmp_path / "社保费.xlsx"))
    with calling(book):
        yield book
    book.close()


class calling:  # noqa: N801 - reads as a phrase after ``with``
    """The book that called Python, until the block ends."""

    def __init__(self, book: xw.Book) -> None:
        self.book = book

    def __enter__(self) -> None:
        self.book.set_mock_caller()

    def __exit__(self, *_: object) -> None:
        del xw.Book._mock_caller  # type: ignore[attr-defined]  # xlwings has no other way


def python_of(line: str) -> str:
    """Return what Python receives after ``-c``."""
    return arguments_of(commands_of(line)[-1])[4]


@pytest.mark.parametrize("command_id", [command.id for command in COMMANDS])
def test_click_runs_the_command_and_ends_in_words(
    excel: Excel, calling_book: xw.Book, said: list[str], command_id: str, tmp_path: Path
) -> None:
    excel.click(command_id)

    assert excel.popups == []
    code = python_of(excel.lines[-1])
    assert code.endswith(f"import shebao.ribbon; shebao.ribbon.run('{command_id}')")
    exec(code, {})  # exactly what Excel would start

    told = [*said, str(calling_book.app.status_bar or "")]
    assert any(re.search(r"[\u4e00-\u9fff]", sentence) for sentence in told), told
    assert not any("意外错误" in sentence for sentence in told), told
    assert not (tmp_path / "home" / "shebao.log").exists()


def test_login_by_a_click_reaches_the_bureau(excel: Excel, desk: Desk, said: list[str]) -> None:
    """The whole way once: ribbon, VBA, command line, Python, bureau, workbook."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    book = open_workbook(desk.book)

    excel.click("login")
    with calling(book):
        exec(python_of(excel.lines[-1]), {})

    assert said == []
    assert "已登录" in str(book.app.status_bar)
    book.close()


def test_command_line_is_what_windows_needs(excel: Excel) -> None:
    excel.click("login")

    folder = PYTHON.rsplit("\\", 1)[0]
    drive, change, python = commands_of(excel.lines[-1])
    assert (drive, change) == ("C:", f'cd "{folder}"')
    words = arguments_of(python)
    assert words[:4] == [PYTHON, "-B", "-P", "-c"]
    assert words[5:7] == [f"--wb={excel.book.name}", "--from_xl=1"]
    assert set(excel.settings_read) == {CONF}


def test_ribbon_looks_again_after_a_click(excel: Excel) -> None:
    before = excel.ribbon.invalidated
    excel.click("login")
    assert excel.ribbon.invalidated == before + 1
    assert excel.app.evaluate("CStr(Application.StatusBar)") == "False"


@pytest.mark.parametrize("name", NAMES)
def test_name_of_a_received_workbook_arrives_whole_and_runs_nothing(
    excel: Excel, name: str
) -> None:
    """xlwings puts it into the import path too, where cmd.exe would read it unquoted."""
    excel.book.name = name

    excel.click("login")

    commands = commands_of(excel.lines[-1])
    assert [command.split()[0] for command in commands] == ["C:", "cd", f'"{PYTHON}"']
    arguments = arguments_of(commands[-1])
    assert arguments[4] == "import shebao.ribbon; shebao.ribbon.run('login')"
    assert arguments[5] == f"--wb={name}"


@pytest.mark.parametrize(
    ("wish", "server", "starts"), [("1", "1", True), ("1", "0", False), ("", "1", False)]
)
def test_python_starts_with_excel_where_that_is_wished_for(
    excel: Excel, wish: str, server: str, starts: bool
) -> None:
    """An option: the first click finds the server warm; where there is none, none is started."""
    excel.settings["USE UDF SERVER"] = server
    excel.environment["SHEBAO_START_WITH_EXCEL"] = wish or "%SHEBAO_START_WITH_EXCEL%"
    excel.timers.clear()

    excel.app.run("ShebaoLoaded", excel.ribbon)

    assert ("'shebao.xlam'!StartEarly" in excel.timers) is starts
    with pytest.raises(VBAUnsupportedError, match="LoadLibrary"):
        excel.app.run("StartEarly")


def test_python_that_starts_early_has_loaded_what_a_click_needs() -> None:
    code = (
        "import sys, shebao.ribbon; shebao.ribbon.get_ready(); "
        "print('xlwings' in sys.modules, 'shebao.runner' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]


def test_sheets_of_a_received_workbook_choose_nothing(excel: Excel) -> None:
    """A sheet shebao.conf naming another Python, or a sheet with code, must change nothing."""
    excel.click("login")
    plain = excel.lines[-1]
    excel.app.add_module(
        "Sub Receive()\n"
        'Worksheets(1).Name = "shebao.conf"\n'
        'Range("A1").Value = "INTERPRETER_WIN"\n'
        'Range("B1").Value = "C:\\evil\\python.exe"\n'
        'Worksheets.Add.Name = "evil.py"\n'
        "End Sub\n",
        name="received",
    )
    excel.app.run("Receive")

    excel.click("login")

    assert without_log_name(excel.lines[-1]) == without_log_name(plain)


def without_log_name(line: str) -> str:
    return line.rsplit("xlwings-", 1)[0]


@pytest.mark.parametrize("name", ["a=b.xlsx", "=.xlsx", "%PATH%.xlsx", "a%Temp%b.xlsx"])
def test_name_that_would_find_another_workbook_is_refused(excel: Excel, name: str) -> None:
    """xlwings cuts at the equals sign, cmd.exe puts a variable's value between two percents."""
    excel.book.name = name
    excel.click("login")
    assert excel.lines == []
    assert "另存为" in excel.popups[0]


@pytest.mark.parametrize("name", ["a=b.xlsx", "%PATH%.xlsx"])
def test_name_is_no_matter_where_the_workbook_itself_is_handed_over(
    excel: Excel, name: str
) -> None:
    """As installed, clicks go through the function server, and a name stands on no line."""
    excel.settings["USE UDF SERVER"] = "1"
    excel.book.name = name
    with pytest.raises(VBAUnsupportedError, match="LoadLibrary"):  # the server's, on Windows alone
        excel.click("login")
    assert (excel.lines, excel.popups) == ([], [])


def test_such_a_name_would_indeed_arrive_changed(excel: Excel) -> None:
    """So the refusal is needed, and the reading of the line can fail."""
    excel.click("login")
    line = excel.lines[-1].replace(f'"{excel.book.name}"', '"%Temp%.xlsx"')
    assert arguments_of(commands_of(line, SYSTEM)[-1])[5] == r"--wb=C:\Temp.xlsx"
    bare = excel.lines[-1].replace(f'"{excel.book.name}"', "a&calc")
    assert commands_of(bare)[-1].startswith("calc")


@pytest.mark.parametrize(
    "name", ["$(calc).xlsx", "`calc`.xlsx", 'a".xlsx', "a|b.xlsx", "a\\b.xlsx"]
)
def test_name_that_a_mac_shell_would_run_is_refused_there(excel: Excel, name: str) -> None:
    """xlwings' script puts the name between double quotes of a shell; elsewhere it is harmless."""
    source = strip_directives(read_modules()["shebao_ribbon"], constants=MAC)
    mac = ExcelApplication()
    mac.add_module(source, name="shebao_ribbon", kind="standard")

    assert mac.run("IsOddName", name) is True
    assert mac.run("IsOddName", "工资 & 社保（1月）.xlsx") is False
    assert excel.app.run("IsOddName", name) is False


def test_without_a_workbook_one_is_added_and_the_clerk_reads_what_to_do(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python must have a workbook to speak through; an empty one is not ours, and is told so."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    excel = Excel(built_addin(tmp_path), with_book=False)
    excel.click("login")
    assert len(excel.app.workbooks()) == 2  # the add-in and the new one
    openpyxl.Workbook().save(tmp_path / "Book1.xlsx")
    empty = open_workbook(tmp_path / "Book1.xlsx")

    with calling(empty):
        exec(python_of(excel.lines[-1]), {})

    empty.close()
    assert len(said) == 1
    assert "首页" in said[0]
    assert "可能由旧版本或其他程序建立" in said[0]
    assert "新建工作簿" in said[0]


def test_missing_python_is_said_in_chinese(excel: Excel) -> None:
    excel.settings["INTERPRETER_WIN"] = r"C:\gone\python.exe"
    excel.click("login")
    assert excel.lines == []
    assert "shebao repair" in excel.popups[0]
    assert "找不到" in excel.popups[0]


def test_without_settings_no_other_python_is_run(excel: Excel) -> None:
    """xlwings would take whichever python.exe stands first on the path."""
    del excel.settings["INTERPRETER_WIN"]
    excel.click("login")
    assert excel.lines == []
    assert "找不到" in excel.popups[0]


def test_failure_inside_vba_is_said_in_chinese(excel: Excel) -> None:
    excel.breaks = True
    excel.click("login")
    assert "shebao doctor" in excel.popups[0]
    assert excel.app.evaluate("CStr(Application.StatusBar)") == "False"


def test_excel_closing_backs_up_what_was_worked_on(excel: Excel) -> None:
    """No workbook is open by then, and nothing that fails may be seen."""
    fresh = Excel(excel.addin)
    fresh.app.run("Auto_Close")
    assert fresh.lines == []  # nothing was done in this session

    fresh.click("login")
    fresh.app.application.active_book = None
    fresh.app.run("Auto_Close")

    words = arguments_of(fresh.lines[-1])
    assert words[:4] == [PYTHON, "-B", "-P", "-c"]
    assert words[4:] == ["import shebao.ribbon; shebao.ribbon.close_session()"]
    fresh.breaks = True
    fresh.app.run("Auto_Close")
    assert fresh.popups == []
