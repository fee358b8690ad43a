"""The VBA wrappers of the worksheet functions, from xlwings' own generator (BSD), then changed.

Each change must fit exactly once in each wrapper, or the build stops: another version of xlwings
may generate another text. The help texts stand in a module of their own: Excel takes them at run
time only.
"""

import importlib.util
import io
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from shebao.setup.assembly.build_sources import HELP_MODULE, AddinBuildError, help_module

MODULE = "shebao_functions"
ERRORS_MODULE = "ShebaoCellErrors"
SERVER = "shebao_udfs.server"  # imported by the function server alone: it reads the rules

# No Option Explicit: xlwings declares no variable for the loop over arguments that repeat.
_HEAD = f"""Attribute VB_Name = "{MODULE}"
' Made by the build with xlwings' generator from the functions of shebao_udfs.
#Const App = "Microsoft Excel"

"""


@dataclass(frozen=True, slots=True)
class Change:
    """Replaces ``old`` by ``new``; ``{name}`` in either is the function's name."""

    why: str
    old: str
    new: str


CHANGES = (
    Change(
        "the text of an error becomes the error",
        "On Error GoTo failed\n        {name} = XLPy.CallUDF(",
        "On Error GoTo failed\n        {name} = WithCellErrors(XLPy.CallUDF(",
    ),
    Change(
        "no workbook is searched for code in sheets, which would need a licence",
        ", ActiveWorkbook, Application.Caller)\n",
        ", Nothing, Application.Caller))\n",
    ),
    Change(
        "a call that failed is an error, not a text that SUM passes over (2015: #VALUE!)",
        "failed:\n    {name} = Err.Description\n",
        "failed:\n    {name} = CVErr(2015)\n",
    ),
)


def function_modules() -> dict[str, str]:
    """Return the VBA modules of the worksheet functions by name, with plain line ends.

    Raises AddinBuildError when a change does not fit exactly once in every wrapper.
    """
    from shebao_udfs.functions import FUNCTIONS

    generated = generated_wrappers()
    faults = []
    wrappers = []
    for name, text in generated.items():
        wrapper, found = changed(name, text)
        wrappers.append(wrapper)
        faults += found
    if faults:
        raise AddinBuildError(faults)
    errors = (files("shebao_udfs") / "cell_errors.bas").read_bytes().decode("ascii")
    return {
        MODULE: _HEAD + "".join(wrappers),
        ERRORS_MODULE: errors.replace("\r\n", "\n"),
        HELP_MODULE: help_module(FUNCTIONS),
    }


def changed(name: str, text: str) -> tuple[str, list[str]]:
    """Return the wrapper with all changes that fit, and in words those that do not."""
    faults = []
    for change in CHANGES:
        old, new = (part.replace("{name}", name) for part in (change.old, change.new))
        times = text.count(old)
        if times == 1:
            text = text.replace(old, new)
        else:
            faults.append(
                f"xlwings 生成的函数“{name}”已变化：“{old.strip()}”出现 {times} 次，应为 1 次"
            )
    return text, faults


def generated_wrappers() -> dict[str, str]:
    """Return what xlwings generates for each function, by name, in the order of ``FUNCTIONS``."""
    from shebao_udfs.declaration import worksheet_function
    from shebao_udfs.functions import FUNCTIONS

    wrappers = {}
    addin = types.SimpleNamespace(Name="shebao.xlam")
    with _xlwings_as_on_windows() as udfs:
        for function in FUNCTIONS:
            declared = worksheet_function(_copy(function.call))
            module = types.SimpleNamespace(**{function.name: declared})
            out = io.StringIO()
            udfs.generate_vba_wrapper(SERVER, module, out, addin)
            wrappers[function.name] = out.getvalue()
    return wrappers


def _copy(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function anew: what xlwings notes on it must not stay on the real one."""
    if not isinstance(function, types.FunctionType):
        raise AddinBuildError([f"“{function}”不是函数"])
    copy = types.FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copy.__doc__ = function.__doc__
    copy.__annotations__ = dict(function.__annotations__)
    return copy


@contextmanager
def _xlwings_as_on_windows() -> Iterator[Any]:
    """Yield xlwings' module of functions, loaded for this once, with its decorators in force.

    Off Windows neither loads without pywin32, of which the generator uses nothing. Afterwards
    all is as it was.
    """
    import xlwings

    xw: Any = xlwings
    stand_ins: dict[str, Any] = {
        name: types.ModuleType(name)
        for name in ("pythoncom", "pywintypes", "win32com", "win32com.client")
    }
    stand_ins["pythoncom"].CoInitialize = lambda: None
    stand_ins["win32com.client"].Dispatch = None
    modules = {name: sys.modules.get(name) for name in stand_ins}
    decorators = {name: getattr(xw, name) for name in ("func", "arg", "ret")}
    try:
        sys.modules.update(stand_ins)
        udfs = _fresh("xlwings.udfs")
        xw.func, xw.arg, xw.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
        yield udfs
    finally:
        for name, decorator in decorators.items():
            setattr(xw, name, decorator)
        for name, module in modules.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module


def _fresh(name: str) -> Any:
    """Load a module without entering it where imports look."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise AddinBuildError([f"没有安装 {name}"])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
