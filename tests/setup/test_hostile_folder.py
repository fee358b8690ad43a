"""A received folder of hostile files: the very command lines of the add-in are run in it.

Not run here: cmd.exe itself. Its part is read by ``windows_shell``; Python's part is real.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE_SECONDS
from tests.setup.building import built_addin
from tests.setup.excel_stand_in import CONF, PYTHON, SYSTEM, Excel
from tests.setup.windows_shell import arguments_of, commands_of

HOSTILE = ("shebao", "shebao_udfs", "xlwings", "pandas", "numpy", "ribbon", "json", "os")
SETTINGS = '"INTERPRETER_WIN","C:\\evil\\python.exe"\n"PYTHONPATH","C:\\evil"\n'


@pytest.fixture(scope="module")
def excel(tmp_path_factory: pytest.TempPathFactory) -> Excel:
    return Excel(built_addin(tmp_path_factory.mktemp("addin")))


@pytest.fixture
def received(tmp_path: Path) -> Path:
    """The folder in which a workbook came, unpacked from its archive."""
    folder = tmp_path / "received"
    folder.mkdir()
    for name in HOSTILE:
        (folder / f"{name}.py").write_text("open('RAN', 'w').close()\n", encoding="utf-8")
    for name in ("shebao.conf", "xlwings.conf"):
        (folder / name).write_text(SETTINGS, encoding="utf-8")
    return folder


def click(excel: Excel) -> str:
    excel.forget()
    excel.click("login")
    return excel.lines[-1]


def server(excel: Excel) -> str:
    excel.forget()
    return str(excel.app.run("XLPyCommand"))


def with_module(words: list[str]) -> list[str]:
    """Let the server's Python import the functions, which Windows would ask for next."""
    serve = words[-1].index("xlwings.serve")
    return [*words[:-1], words[-1][:serve] + "import shebao_udfs.server"]


def run_in(folder: Path, words: list[str]) -> subprocess.CompletedProcess[str]:
    """Run Python's part as if ``cd`` had failed, or been left out, in that folder."""
    assert words[0] == PYTHON
    environment = {**os.environ, "SHEBAO_HOME": str(folder.parent / "home")}
    return subprocess.run(
        [sys.executable, *words[1:]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_click_imports_nothing_from_the_folder(excel: Excel, received: Path) -> None:
    done = run_in(received, arguments_of(commands_of(click(excel))[-1]))

    assert not (received / "RAN").exists()
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.count("\n") == 1
    # Our own code ran, and ended in words for nobody: there is no Excel that called it.
    log = (received.parent / "home" / "shebao.log").read_text(encoding="utf-8")
    assert "ribbon.py" in log


def test_function_server_imports_nothing_from_the_folder(excel: Excel, received: Path) -> None:
    """It is started in whichever folder Excel is in; nothing changes that first."""
    command = server(excel)
    assert command.startswith(SYSTEM["ComSpec"] + " ")

    words = arguments_of(commands_of(command)[-1])

    done = run_in(received, words)
    asked = run_in(received, with_module(words))

    assert not (received / "RAN").exists()
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "pywin32" in done.stderr  # xlwings came as far as it can off Windows
    assert "-c \"import xlwings; xlwings.serve('$(CLSID)')\"" in command


@pytest.mark.parametrize("line_of", [click, server])
def test_without_the_switch_the_folder_would_win(
    excel: Excel, received: Path, line_of: object
) -> None:
    """So the two tests above can fail."""
    assert callable(line_of)
    words = arguments_of(commands_of(line_of(excel))[-1])

    run_in(received, [word for word in words if word != "-P"])

    assert (received / "RAN").exists()


def test_with_xlwings_empty_path_the_folder_would_win(excel: Excel, received: Path) -> None:
    """The switch alone is not enough: xlwings puts an empty PYTHONPATH setting in front of all."""
    words = arguments_of(commands_of(click(excel))[-1])
    prepare = 'import xlwings.utils;xlwings.utils.prepare_sys_path("false;;;;;;");'

    run_in(received, [*words[:4], prepare + words[4], *words[5:]])

    assert (received / "RAN").exists()


def test_only_the_users_own_settings_are_read(excel: Excel) -> None:
    """Neither a file beside the workbook nor a sheet of it chooses Python or its path."""
    excel.forget()
    excel.book.name = "received.xlsx"
    click(excel)
    server(excel)

    assert set(excel.settings_read) == {CONF}


def test_without_settings_the_functions_start_nothing(excel: Excel) -> None:
    """xlwings would load its library from, and start pythonw.exe in, Excel's current folder."""
    excel.forget()
    del excel.settings["INTERPRETER_WIN"]

    for procedure in ("XLPyCommand", "XLPy"):
        with pytest.raises(Exception, match="no interpreter"):
            excel.app.run(procedure)
    assert excel.lines == []
