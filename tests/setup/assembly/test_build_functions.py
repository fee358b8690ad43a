"""The wrappers of the worksheet functions: generated, changed, built in, compiled and called."""

import importlib.util
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xlwings
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter._objects import MemberSpec, VBAObject, method
from pyopenvba.interpreter._values import error

from shebao.setup.assembly import build_functions
from shebao.setup.assembly.addin_lint import lint_modules
from shebao.setup.assembly.build_addin import addin_bytes, vba_modules
from shebao.setup.assembly.build_functions import (
    CHANGES,
    ERRORS_MODULE,
    MODULE,
    SERVER,
    Change,
    changed,
    function_modules,
    generated_wrappers,
)
from shebao.setup.assembly.build_sources import HELP_MODULE, AddinBuildError
from shebao.setup.checks.python_checks import UDF_MODULES
from shebao_udfs.declaration import WorksheetFunction
from shebao_udfs.functions import FUNCTIONS
from tests.setup import test_addin_libreoffice as libreoffice
from tests.setup.assembly.test_build_addin import read_by_oletools

BUILD = (
    "import sys, pathlib; from shebao.setup.assembly.build_addin import build_addin; "
    "from shebao.setup.assembly.build_functions import function_modules; "
    "build_addin(pathlib.Path(sys.argv[1]), function_modules=function_modules())"
)
PROBES = {MODULE: '"compiled"', ERRORS_MODULE: 'CStr(WithCellErrors("kept"))'}
ANSWERS = {MODULE: "compiled", ERRORS_MODULE: "kept"}


@cache
def modules() -> dict[str, str]:
    return function_modules()


@cache
def generated() -> dict[str, str]:
    return generated_wrappers()


@cache
def built() -> bytes:
    return addin_bytes(function_modules=modules())


def written(folder: Path) -> Path:
    path = folder / "shebao.xlam"
    path.write_bytes(built())
    return path


def wrapper_of(name: str) -> str:
    text = modules()[MODULE]
    start = text.index(f"\nFunction {name}(")
    return text[start : text.index("\nEnd Function\n", start)]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)
def test_every_function_has_its_wrapper(function: WorksheetFunction) -> None:
    """With the arguments of its declaration, in their order."""
    arguments = ", ".join(
        f"ParamArray {a.name}()" if a.repeats else f"{'Optional ' * a.is_optional}{a.name}"
        for a in function.arguments
    )
    names = ", ".join(a.name for a in function.arguments)
    passed = "argsArray" if any(a.repeats for a in function.arguments) else f"Array({names})"
    name = function.name

    lines = [line.strip() for line in wrapper_of(name).splitlines()]

    assert modules()[MODULE].count(f"Function {name}(") == 1
    assert f"Function {name}({arguments})" in lines
    assert (
        f'{name} = WithCellErrors(XLPy.CallUDF("{SERVER}", "{name}", {passed}, '
        "Nothing, Application.Caller))"
    ) in lines
    assert lines[-2:] == ["failed:", f"{name} = CVErr(2015)"]


def test_nothing_else_is_in_the_module() -> None:
    text = modules()[MODULE]

    assert text.count("\nEnd Function\n") == len(FUNCTIONS)
    for danger in ("ActiveWorkbook", "ThisWorkbook", "Err.Description", "Option Explicit"):
        assert danger not in text
    assert lint_modules(modules()) == []


def test_module_of_errors_is_the_file_beside_the_functions() -> None:
    assert f'Attribute VB_Name = "{ERRORS_MODULE}"\n' in modules()[ERRORS_MODULE]
    assert "Public Function WithCellErrors(" in modules()[ERRORS_MODULE]
    assert set(modules()) == {MODULE, ERRORS_MODULE, HELP_MODULE}
    assert set(modules()) & set(vba_modules({})) == {HELP_MODULE}  # empty without functions


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.why)
@pytest.mark.parametrize("times", [0, 2])
@pytest.mark.parametrize("name", [f.name for f in FUNCTIONS])
def test_change_that_does_not_fit_once_is_a_fault(name: str, times: int, change: Change) -> None:
    old = change.old.replace("{name}", name)

    _, faults = changed(name, generated()[name].replace(old, "|".join([old] * times)))

    assert len(faults) == 1
    assert name in faults[0]
    assert f"出现 {times} 次" in faults[0]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.why)
def test_one_wrapper_that_differs_stops_the_build(
    monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    """Another version of xlwings; the other functions are as they were."""
    old = change.old.replace("{name}", "SB_CAP")
    other = {**generated(), "SB_CAP": generated()["SB_CAP"].replace(old, "")}
    monkeypatch.setattr(build_functions, "generated_wrappers", lambda: other)

    with pytest.raises(AddinBuildError, match="SB_CAP"):
        function_modules()


def test_generating_leaves_no_trace() -> None:
    """Neither stand-ins of pywin32, nor xlwings changed, nor notes on the real functions."""
    before = sys.modules.copy()
    had = {name: getattr(xlwings, name) for name in dir(xlwings)}
    helps = [function.call.__doc__ for function in FUNCTIONS]

    function_modules()

    assert {name for name in before.keys() ^ sys.modules.keys() if "win" in name} == set()
    assert all(sys.modules[name] is module for name, module in before.items())
    assert {name: getattr(xlwings, name) for name in dir(xlwings)} == had
    assert [function.call.__doc__ for function in FUNCTIONS] == helps
    if sys.platform != "win32":
        assert not any(hasattr(function.call, "__xlfunc__") for function in FUNCTIONS)


def test_a_generator_that_breaks_leaves_no_trace_either(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: object) -> Any:
        assert "pythoncom" in sys.modules
        raise RuntimeError("broken")

    before, had = sys.modules.get("pythoncom"), xlwings.func
    monkeypatch.setattr(build_functions, "_copy", breaks)

    with pytest.raises(RuntimeError, match="broken"):
        function_modules()

    assert sys.modules.get("pythoncom") is before
    assert xlwings.func is had


def test_rules_of_this_machine_are_not_read(tmp_path: Path) -> None:
    """The module of the server reads them when it is imported; the build must not."""
    code = (
        "import sys; from shebao.setup.assembly.build_functions import function_modules; "
        f"function_modules(); assert {SERVER!r} not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)


def test_every_module_reads_back_as_it_was_written(tmp_path: Path) -> None:
    assert read_by_oletools(written(tmp_path)) == vba_modules(modules())


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    """In this process a second time, and in others that differ."""
    assert function_modules() == modules()
    for seed, zone in (("1", "UTC"), ("77", "Asia/Shanghai")):
        path = tmp_path / f"{seed}.xlam"
        subprocess.run(
            [sys.executable, "-c", BUILD, str(path)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            check=True,
        )
        assert path.read_bytes() == built()


def test_server_is_of_the_package_in_the_settings() -> None:
    """And it is there."""
    assert SERVER == UDF_MODULES
    assert importlib.util.find_spec(SERVER) is not None


@pytest.mark.parametrize(
    "constants", [libreoffice.WINDOWS, libreoffice.MAC], ids=["windows", "mac"]
)
def test_every_module_compiles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, constants: dict[str, object]
) -> None:
    folder = with_functions(monkeypatch, tmp_path)

    assert libreoffice.probe(folder, constants) == libreoffice.ANSWERS | ANSWERS


@pytest.mark.parametrize("broken", [MODULE, ERRORS_MODULE])
def test_module_that_does_not_compile_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    folder = with_functions(monkeypatch, tmp_path)

    assert libreoffice.probe(folder, broken=broken) != libreoffice.ANSWERS | ANSWERS


def with_functions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let the probe take these modules too; return a folder for it.

    The folder's name becomes that of LibreOffice's pipe, which all test processes share.
    """
    monkeypatch.setattr(libreoffice, "vba_modules", lambda _: vba_modules(modules()))
    for module, probe in PROBES.items():
        monkeypatch.setitem(libreoffice.PROBES, module, probe)
    folder = tmp_path / f"functions-{os.getpid()}"
    folder.mkdir()
    return folder


class Server(VBAObject):  # type: ignore[misc]  # pyopenvba ships no types
    """What ``XLPy`` is: it answers as it is told and keeps what it was asked."""

    vba_type_name = "XLPython"

    def __init__(self) -> None:
        self.answer: object = None
        self.asked: list[tuple[object, ...]] = []

    @method  # type: ignore[untyped-decorator]
    def CallUDF(self, *arguments: object) -> object:  # noqa: N802
        self.asked.append(arguments)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Cell(VBAObject):  # type: ignore[misc]
    vba_type_name = "Range"


@pytest.fixture(scope="module")
def calling() -> tuple[ExcelApplication, Server]:
    """Return the wrappers in pyopenvba's interpreter, called from a cell."""
    app, server, cell = ExcelApplication(), Server(), Cell()
    for name, source in modules().items():
        app.add_module(source, name=name, kind="standard")
    app.add_module('Function XLPy()\nSet XLPy = CreateObject("x")\nEnd Function\n', name="xlwings")
    app.interpreter.host.create = lambda _: server
    type(app.application).vba_add_member(
        MemberSpec(name="Caller", kind="property", getter=lambda _: cell)
    )
    return app, server


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("#VALUE!", "Error 2015"),
        ("#NUM!", "Error 2036"),
        ("#N/A", "Error 2042"),
        ("男", "男"),
        ("", ""),
        (1280.0, "1280.0"),
        (error(1000, "no server"), "Error 2015"),
    ],
)
def test_cell_shows_the_answer_or_an_error(
    calling: tuple[ExcelApplication, Server], answer: object, shown: str
) -> None:
    """An error that stayed a text would be passed over by SUM in silence."""
    app, server = calling
    server.answer = answer

    for function in FUNCTIONS:
        needed = [a.name for a in function.arguments if not a.is_optional]
        assert str(app.run(function.name, *needed)) == shown
        module, name, _, workbook, _ = server.asked[-1]
        assert (module, name, str(workbook)) == (SERVER, function.name, "Nothing")


def test_area_of_answers_becomes_errors_cell_by_cell(
    calling: tuple[ExcelApplication, Server],
) -> None:
    app, _ = calling
    app.add_module(
        """Function Shown()
    Dim grid(0 To 1, 0 To 0), made
    grid(0, 0) = "#N/A"
    grid(1, 0) = 5
    made = WithCellErrors(grid)
    Shown = IsError(made(0, 0)) & " " & made(1, 0)
    made = WithCellErrors(Array("#NUM!", "kept"))
    Shown = Shown & " " & IsError(made(0)) & " " & made(1)
End Function
""",
        name="ask",
    )

    assert app.run("Shown") == "True 5 True kept"
