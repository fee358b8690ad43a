"""A library is gone: doctor, a click and the terminal still say so."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shebao.setup.checks import component_checks
from shebao.setup.checks.component_checks import find_broken_components
from shebao.setup.checks.findings import FaultCode
from tests.patience import PATIENCE_SECONDS

# As Windows answers when an antivirus took away what a module is linked with.
TAKEN = """
import sys
class Taken:
    def find_spec(self, name, path, target=None):
        if name in {modules!r} or not {modules!r} and name.split(".")[0] not in {ours!r}:
            raise ImportError(f"DLL load failed while importing {{name}}", name=name)
sys.meta_path.insert(0, Taken())
"""
OURS = {"shebao", "shebao_udfs", "workbook_file", *sys.stdlib_module_names}


def run_without(
    modules: set[str], code: str, home: Path, page: str = "utf-8"
) -> subprocess.CompletedProcess[str]:
    """Run a piece of Python while these modules do not load; an empty set takes all libraries."""
    return subprocess.run(
        [sys.executable, "-c", TAKEN.format(modules=modules, ours=OURS) + code],
        env={**os.environ, "SHEBAO_HOME": str(home), "PYTHONIOENCODING": page},
        capture_output=True,
        encoding=page,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


@pytest.mark.parametrize(
    "taken", [{"pydantic_core._pydantic_core"}, {"sqlcipher3._sqlite3"}, set()], ids=str
)
def test_doctor_names_the_library_that_does_not_load(tmp_path: Path, taken: set[str]) -> None:
    """Its traceback was all that the clerk of a mended antivirus had to show."""
    done = run_without(
        taken, "from shebao import cli; sys.exit(cli.main(['doctor', '--json']))", tmp_path
    )

    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    findings = json.loads(done.stdout)["findings"]
    assert findings[0]["code"] == "component_broken"
    for name in taken or {"pydantic_core", "psycopg"}:
        assert name.split(".")[0] in findings[0]["sentence"]
    assert "安全软件" in findings[0]["mend"]
    if taken != {"sqlcipher3._sqlite3"}:  # without that one every other check still runs
        assert findings[-1]["code"] == "check_failed"


@pytest.mark.parametrize("taken", [{"pydantic_core._pydantic_core"}, {"xlwings"}, set()], ids=str)
def test_click_says_which_library_does_not_load(tmp_path: Path, taken: set[str]) -> None:
    """Raised to VBA it would be garbled, and a click without an answer is clicked again."""
    book = "type('Book', (), {'fullname': 'a.xlsx', 'app': None})()"
    code = f"""
if {taken!r} == {{"pydantic_core._pydantic_core"}}:
    import xlwings
    xlwings.Book.caller = classmethod(lambda cls: {book})
from shebao import ribbon
assert ribbon.run('login') is None
"""
    done = run_without(taken, code, tmp_path)

    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr.count("\n") == 1
    assert f"组件“{min(taken, default='xlwings')}”缺失或不能加载" in done.stderr
    assert "不会重复提交" in done.stderr


def test_terminal_says_which_library_does_not_load(tmp_path: Path) -> None:
    done = run_without(
        {"pydantic_core._pydantic_core"},
        "from shebao import cli; sys.exit(cli.main("
        "['run', 'login', '--book', 'a.xlsx', '--json']))",
        tmp_path,
        "gbk",
    )

    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    answer = json.loads(done.stdout)
    assert (answer["code"], "pydantic_core" in answer["message"]) == ("BUG", True)
    assert done.stdout.isascii()


def test_missing_file_of_a_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an archive unpacked: everything may still load until that file is needed."""
    (tmp_path / "one-1.dist-info").mkdir()
    (tmp_path / "one-1.dist-info" / "METADATA").write_text(
        "Name: one\nVersion: 1\nRequires-Dist: two>=2\nRequires-Dist: mac; sys_platform == 'x'\n"
    )
    (tmp_path / "one-1.dist-info" / "RECORD").write_text(
        "one.py,,\none/__pycache__/a.pyc,,\none/data.txt,,\n../../Scripts/one.exe,,\n"
    )
    (tmp_path / "one.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(component_checks, "PRODUCT", "one")
    monkeypatch.setattr(component_checks, "LIBRARIES", ())

    fault = find_broken_components()

    assert fault is not None
    assert fault.code is FaultCode.COMPONENT_BROKEN
    assert "one 缺少 one/data.txt；缺少 two。" in fault.sentence


def test_whole_program_has_no_such_fault() -> None:
    assert find_broken_components() is None
