"""A click on every button: the add-in's VBA up to the command line, then that very Python."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from shebao.commands.registry import COMMANDS
from shebao.templates import new_workbook
from shebao.workbooks import open_workbook
from tests.desk import Desk
from tests.setup.building import built_addin
from tests.setup.excel_stand_in import CONF, PYTHON, Excel

PYTHON_TEXT = re.compile(r' -B -c "(?P<code>.*)"  --wb="(?P<book>[^"]*)" --from_xl=1 ')


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
    """Return what Python receives after ``-c``: cmd.exe and Python both read ``\\"`` as a quote."""
    found = PYTHON_TEXT.search(line)
    assert found, line
    return found["code"].replace('\\"', '"')


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
    assert excel.lines[-1].startswith(f'cmd.exe /C C: & cd "{folder}" & "{PYTHON}" -B -c "')
    words = shlex.split(excel.lines[-1].split(" -B ")[1], posix=True)
    assert words[0] == "-c"
    assert words[2] == f"--wb={excel.book.name}"
    assert set(excel.settings_read) == {CONF}


def test_ribbon_looks_again_after_a_click(excel: Excel) -> None:
    before = excel.ribbon.invalidated
    excel.click("login")
    assert excel.ribbon.invalidated == before + 1
    assert excel.app.evaluate("CStr(Application.StatusBar)") == "False"


@pytest.mark.parametrize(
    "name", ["a^&calc&.xlsx", "%PATH%.xlsx", "工资&表.xlsx", "x';import y.xlsx"]
)
def test_name_of_a_received_workbook_stays_inside_quotes(excel: Excel, name: str) -> None:
    """xlwings puts it into the import path too, where cmd.exe reads it unquoted."""
    excel.book.name = name

    excel.click("login")

    assert excel.lines[-1].count(name) == 1
    assert f' --wb="{name}" ' in excel.lines[-1]
    assert "prepare_sys_path(" + '\\"false;;;;;;\\")' in excel.lines[-1]


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


def test_equals_sign_in_the_name_is_refused(excel: Excel) -> None:
    """xlwings would cut the name there and run on another workbook, or none."""
    excel.book.name = "a=b.xlsx"
    excel.click("login")
    assert excel.lines == []
    assert "另存为" in excel.popups[0]


def test_without_a_workbook_one_is_added(tmp_path: Path) -> None:
    excel = Excel(built_addin(tmp_path), with_book=False)
    excel.click("login")
    assert len(excel.app.workbooks()) == 2  # the add-in and the new one
    assert len(excel.lines) == 1


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
