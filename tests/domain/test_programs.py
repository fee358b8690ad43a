"""What lies beside a received workbook is never run, whatever PATH says."""

import ast
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shebao.commands.batch.batch import _started, start_worker
from shebao.demo.round import bureau_process
from shebao.domain.programs import WITHOUT_CURRENT_FOLDER, find_program
from shebao.kit_way_in import _run
from shebao.printing.pdf import PdfOptions, render_pdf
from shebao.setup.this_host import LinuxHost
from shebao.sheets.outside_file import read_apart
from shebao.sheets.unreadable import UnreadableError

SOURCES = Path(__file__).parents[2] / "addin"
PROGRAMS = ("wkhtmltopdf", "fc-list", "pgrep")
MODULES = ("openpyxl", "shebao", "tempfile", "fastapi", "json")


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a received workbook, which is the current one and stands in PATH as that."""
    folder = tmp_path / "received"
    folder.mkdir()
    mark = tmp_path / "ran"
    for name in (*PROGRAMS, *(f"{name}.exe" for name in PROGRAMS)):
        path = folder / name
        path.write_text(f"#!/bin/sh\ntouch '{mark}'\n", encoding="utf-8")
        path.chmod(0o755)
    for name in MODULES:
        text = f"import pathlib\npathlib.Path({str(mark)!r}).touch()\nraise SystemExit\n"
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "./", os.environ["PATH"]]))
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    return mark


def print_something() -> None:
    assert render_pdf("<html><body>x</body></html>", PdfOptions(timeout_seconds=60))


def look_for_excel() -> None:
    assert not LinuxHost(dict(os.environ)).is_running("no-such-process")


def read_a_file() -> None:
    with pytest.raises(UnreadableError):
        read_apart(b"no workbook", "x", ".xlsx", 1000)


def start_the_practice_bureau() -> None:
    with bureau_process(Path.cwd().parent, ["--employees", "1"]) as said:
        assert said["url"]


def start_a_worker() -> None:
    """It writes what it says into a log, and outlives whoever started it."""
    start_worker(Path.cwd().parent)
    _started.pop().wait()


def run_the_kits_python() -> None:
    """The kit names its interpreter in full; what that imports is the kit's."""
    status, said = _run([sys.executable, WITHOUT_CURRENT_FOLDER, "-c", "import json; print(1)"])
    assert (status, said.strip()) == (0, "1")


STARTS: dict[str, Callable[[], None]] = {
    "shebao/printing/pdf.py": print_something,
    "shebao/setup/host.py": look_for_excel,
    "shebao/sheets/outside_file.py": read_a_file,
    "shebao/demo/round.py": start_the_practice_bureau,
    "shebao/commands/batch/batch.py": start_a_worker,
    "shebao/kit_way_in.py": run_the_kits_python,
}


@pytest.mark.parametrize("place", STARTS)
def test_planted_program_or_module_is_not_run(planted: Path, place: str) -> None:
    """On Windows the current folder is looked in first; in Excel it may be the workbook's."""
    STARTS[place]()
    assert not planted.exists()


def test_every_place_that_starts_something_is_tested() -> None:
    """A new one looks in the current folder until somebody thinks of it."""
    starting, looking = set(), set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            name = path.relative_to(SOURCES).as_posix()
            if called in ("subprocess.run", "subprocess.Popen", "os.startfile", "os.system"):
                starting.add(name)
            if called.endswith("which"):
                looking.add(name)
    assert looking == set()
    assert starting == set(STARTS)


def test_programs_are_found_by_full_names_alone(tmp_path: Path) -> None:
    program = tmp_path / "there"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    environment = {"PATH": os.pathsep.join([".", str(tmp_path)])}
    assert find_program("there", environment) is None  # not executable
    program.chmod(0o755)

    assert find_program("there", environment) == program
    assert find_program(str(program), {}) == program
    for name in ("../there", "./there", "", ".", "a/b"):
        assert find_program(name, environment) is None
    assert find_program("there", {}) is None
