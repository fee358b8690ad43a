"""A click starts without what it does not need, and ends without losing what it wrote."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shebao.light_start import TABLE_LIBRARIES, Untold
from shebao.templates import new_workbook

CLICK = """
import sys
sys.argv = ["shebao", *sys.argv[1:]]
import shebao.light_start as light

def said(status):
    heavy = ("pandas", "numpy", "fastapi", "sqlalchemy")
    print(",".join(name for name in heavy if name in sys.modules))
    left(status)

left, light.leave = light.leave, said
from shebao.cli import console
console()
"""


def run(script: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False
    )


def test_click_loads_no_library_that_it_does_not_need(tmp_path: Path) -> None:
    """Each is half of what `import xlwings` costs."""
    book = new_workbook(tmp_path / "社保费.xlsx")

    done = run(CLICK, "run", "tick_rows", "--book", str(book), "--set", "操作表=缴费工资申报")

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["“缴费工资申报”已勾选 0 行。", ""]


def test_pandas_is_there_for_whoever_asks_afterwards() -> None:
    script = (
        "from shebao.light_start import import_xlwings; import_xlwings()\n"
        "import sys; assert 'pandas' not in sys.modules\n"
        "import pandas, numpy, xlwings; print(pandas.DataFrame({'a': [1]}).a.sum())"
    )
    assert run(script).stdout == "1\n"


def test_xlwings_goes_without_each_of_them_and_has_no_other() -> None:
    """Another version may need one of them, or look for a heavy one more."""
    script = (
        "import sys\n"
        "from shebao.light_start import import_xlwings; import_xlwings()\n"
        "print(*sorted({n.partition('.')[0] for n in sys.modules if not n.startswith('_')"
        " and 'site-packages' in (getattr(sys.modules[n], '__file__', None) or '')}))"
    )
    loaded = set(run(script).stdout.split())

    assert "xlwings" in loaded
    assert not loaded & set(TABLE_LIBRARIES)
    assert loaded <= {"xlwings", "cryptography", "dateutil", "six", "typing_extensions"}


def test_what_was_written_is_there_when_the_process_is_left(tmp_path: Path) -> None:
    """The workbook, the answer in a pipe, the message of an error, the status."""
    book = new_workbook(tmp_path / "社保费.xlsx")
    done = run(
        "import sys; sys.argv[0] = 'shebao'; from shebao.cli import console; console()",
        *("run", "tick_rows", "--book", str(book), "--json", "--set", "操作表=缴费工资申报"),
    )
    assert json.loads(done.stdout)["status"] == "done"

    failed = run(
        "import sys; sys.argv[0] = 'shebao'; from shebao.cli import console; console()",
        *("run", "tick_rows", "--book", str(tmp_path / "无.xlsx")),
    )
    assert failed.returncode == 1
    assert "不存在" in failed.stderr


@pytest.mark.parametrize("verb", [["commands"], ["run", "nothing"]])
def test_status_is_told_for_every_verb(verb: list[str]) -> None:
    script = "import sys; sys.argv[0] = 'shebao'; from shebao.cli import console; console()"
    assert run(script, *verb).returncode == (0 if verb == ["commands"] else 2)


def test_reader_who_has_had_enough_is_no_error() -> None:
    """`shebao commands | head -1`."""
    script = "import sys; sys.argv[0] = 'shebao'; from shebao.cli import console; console()"
    run_it = f"'{sys.executable}' -c \"{script}\" commands | head -1"
    done = subprocess.run(["/bin/sh", "-c", run_it], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("login\t")
    assert done.stderr == ""


SHEBAO = f"'{sys.executable}' -P -m shebao.cli"


def shell(line: str, folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["/bin/sh", "-c", line],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "SHEBAO_HOME": str(folder / "home"), **settings},
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the gate runs it on Linux")
@pytest.mark.parametrize("how", ["--json", ""])
def test_answer_that_finds_no_place_denies_nothing_that_was_done(tmp_path: Path, how: str) -> None:
    """A disk that was full for the answer alone was told as a defect: not done, not saved."""
    new_workbook(tmp_path / "社保费.xlsx")
    click = f"{SHEBAO} run tick_rows --book 社保费.xlsx --set 操作表=缴费工资申报"

    done = shell(f"{click} {how} >/dev/full", tmp_path)

    assert done.returncode == 1
    assert done.stderr == f"{Untold.sentence}\n"
    assert shell(f"{SHEBAO} run none --book x --json >/dev/full", tmp_path).returncode == 1
    assert not (tmp_path / "home" / "shebao.log").exists()


def test_streams_that_the_shell_closed_stop_nothing(tmp_path: Path) -> None:
    """A scheduler may give none; a file of ours must not get the number of one either."""
    new_workbook(tmp_path / "社保费.xlsx")
    click = f"{SHEBAO} run tick_rows --book 社保费.xlsx --json --set 操作表=缴费工资申报"

    done = shell(f"{click} >&- 2>&-", tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_folder_that_is_gone_is_told_in_words(tmp_path: Path) -> None:
    gone = f"mkdir gone && cd gone && rmdir ../gone && {SHEBAO} new shebao --out x.xlsx"
    told = shell(gone, tmp_path)
    assert told.returncode == 1
    assert told.stderr.startswith("当前文件夹已被删除或不能读取")


def test_a_line_to_the_bureau_loads_no_command_line_and_a_store_no_server() -> None:
    """httpx brings rich and click for a command line of its own; they are half of its start."""
    script = (
        "import sys\n"
        "import shebao.bureau.client, shebao.store.opening, httpx\n"
        "httpx.Client().close()\n"
        "unwanted = ('rich', 'click', 'pygments', 'sqlalchemy.dialects.postgresql')\n"
        "print([name for name in unwanted if sys.modules.get(name)])"
    )
    done = run(script)
    assert done.stdout == "[]\n", done.stderr
