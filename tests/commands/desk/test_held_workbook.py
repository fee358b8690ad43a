"""A workbook that cannot be written stops a command before it does anything."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desk import Desk

HOLDS = "import fcntl, sys; f = open(sys.argv[1], 'r+b'); fcntl.flock(f, fcntl.LOCK_EX)"


@contextmanager
def held_by_another_program(path: Path) -> Iterator[None]:
    """As a program that leaves no ~$ file beside it holds it."""
    code = f"{HOLDS}; print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        yield
        assert holder.stdin is not None
        holder.stdin.close()


@pytest.mark.feature("X-HEADLESS")
def test_held_workbook_is_refused_before_anything_is_sent(desk: Desk) -> None:
    """Filed, and nothing on the sheet: HR would not know that it was filed."""
    desk.until_filled()
    before = desk.book.read_bytes()

    with held_by_another_program(desk.book):
        ran = desk.run("submit_wages", {})

    assert ran.status == 1
    assert "正被其他程序打开" in ran.said
    assert "已经执行" not in ran.said
    assert desk.bureau.received().get("wage_filing", 0) == 0
    assert desk.book.read_bytes() == before
    desk.done("submit_wages", {})


@pytest.mark.parametrize("what", ["write-protected", "no room"])
def test_whatever_else_keeps_it_from_being_written_is_known_before(
    tmp_path: Path, what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """``login`` would have asked the bureau: there is none, and it is not missed."""
    book = tmp_path / "社保费.xlsx"
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({20_000}, {20_000}))"
    code = (
        "import sys; from shebao import cli; cli.main(['new', 'shebao', '--out', sys.argv[1]]);"
        + (f"{limit};" if what == "no room" else "import os; os.chmod(sys.argv[1], 0o444);")
        + "sys.exit(cli.main(['run', 'login', '--book', sys.argv[1]]))"
    )
    environment = {**os.environ, "SHEBAO_HOME": str(tmp_path / "home")}
    environment["SHEBAO_BUREAU_URL"] = "http://127.0.0.1:9"
    subprocess.run([sys.executable, "-c", code, str(book)], env=environment, check=False)

    said = capfd.readouterr().err
    assert ("不能写入" if what == "write-protected" else "磁盘已满") in said
    assert said.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == [book.name]
