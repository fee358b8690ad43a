"""The modules of pywin32, and of ctypes on Windows, as far as xlwings imports them.

They stand in `sys.modules` only within `installed`, together with a fresh `xlwings._xlwindows`.
"""

import atexit
import contextlib
import ctypes
import datetime as dt
import functools
import importlib.util
import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import xlwings

from workbook_file.engine import app

from .application import HWND
from .counting import DispatchBaseClass
from .errors import ComError, NotModelledError, WinError
from .variants import PyTime
from .world import World

PID = 4242
_OURS = ("xlwings._win32patch", "xlwings._xlwindows")  # the second imports the first
_ABSENT: Any = object()


class CDispatch:
    """pywin32's late-bound object; this Excel hands out early-bound ones only."""


class CoClassBaseClass:
    """Replaced by xlwings' own copy at import."""


class TimeZoneInfo:
    """`win32timezone.TimeZoneInfo`, for its UTC."""

    @staticmethod
    def utc() -> dt.tzinfo:
        return dt.UTC


def _module(name: str, **members: Any) -> ModuleType:
    module = ModuleType(name)
    module.__dict__.update(members)
    return module


def _refuse(name: str) -> Any:
    def function(*_args: Any, **_options: Any) -> Any:
        raise NotModelledError(name)

    return function


def _message_box(world: World) -> Any:
    def show(_hwnd: int, text: str, _title: str, style: int) -> int:
        """Answer 确定 or 是."""
        world.message_boxes.append(text)
        return 6 if style & 0xF in (3, 4) else 1

    return show


def _desktop(world: World) -> dict[str, ModuleType]:
    """One Excel window on an otherwise empty desktop."""
    user32 = SimpleNamespace(
        GetTopWindow=lambda _parent: HWND,
        GetWindow=lambda _hwnd, _which: 0,
        GetForegroundWindow=lambda: HWND,
        SetForegroundWindow=lambda _hwnd: 1,
    )
    ole32 = SimpleNamespace(CLSIDFromString=lambda _text, _guid: 0)
    oleacc = SimpleNamespace(AccessibleObjectFromWindow=lambda *_args: 0)
    from_unknown = SimpleNamespace()  # xlwings says what it returns, at import
    python_com = SimpleNamespace(PyCom_PyObjectFromIUnknown=from_unknown)
    windows_ctypes = _module(
        "ctypes",
        **{
            **vars(ctypes),
            "oledll": SimpleNamespace(ole32=ole32, oleacc=oleacc),
            "windll": SimpleNamespace(user32=user32),
            "PyDLL": lambda _path: python_com,
        },
    )
    client = _module(
        "win32com.client",
        CDispatch=CDispatch,
        CoClassBaseClass=CoClassBaseClass,
        DispatchBaseClass=DispatchBaseClass,
        Dispatch=_refuse("win32com.client.Dispatch"),
        DispatchEx=_refuse("win32com.client.DispatchEx"),
    )
    modules = (
        windows_ctypes,
        client,
        _module("win32com", client=client, __path__=[]),
        _module(
            "pywintypes",
            com_error=ComError,
            error=WinError,
            TimeType=PyTime,
            datetime=PyTime,
            IID=str,
        ),
        _module(
            "pythoncom",
            CoInitialize=lambda: None,
            CoUninitialize=lambda: None,
            com_error=ComError,
            ole_error=ComError,
            __file__="pythoncom.dll",
        ),
        _module("win32api", MessageBox=_message_box(world)),
        _module(
            "win32con",
            MB_OK=0,
            MB_OKCANCEL=1,
            MB_YESNOCANCEL=3,
            MB_YESNO=4,
            MB_ICONWARNING=48,
            MB_ICONINFORMATION=64,
        ),
        _module("win32gui", FindWindowEx=lambda hwnd, *_args: hwnd),
        _module("win32process", GetWindowThreadProcessId=lambda _hwnd: (1, PID)),
        _module("win32timezone", TimeZoneInfo=TimeZoneInfo),
    )
    return {module.__name__: module for module in modules}


@contextlib.contextmanager
def installed(world: World) -> Iterator[Any]:
    """Yield xlwings' Windows module over this world; afterwards everything is as before."""
    app.engine()  # it is registered once a process: met first below, it would be forgotten
    stubs = _desktop(world)
    windows_ctypes = stubs.pop("ctypes")
    with _modules_restored([*stubs, *_OURS]), _attributes_restored(), _engines_restored():
        sys.modules.update(stubs)
        with _modules_restored(["ctypes"]):  # Windows' ctypes is for this one import only
            sys.modules["ctypes"] = windows_ctypes
            for name in _OURS:
                module = _fresh(name)
        atexit.unregister(module.cleanup)  # at exit it would look for Excel processes to end
        engine = xlwings.main.Engine(impl=module.engine)
        xlwings.engines.add(engine)
        engine.activate()
        yield module


def _fresh(name: str) -> Any:
    """Import one of xlwings' modules anew, without compiling it again each time."""
    spec: Any = importlib.util.find_spec(name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    setattr(xlwings, name.rpartition(".")[2], module)
    exec(_code(name), vars(module))
    return module


@functools.cache
def _code(name: str) -> Any:
    spec: Any = importlib.util.find_spec(name)
    return spec.loader.get_code(name)


@contextlib.contextmanager
def _modules_restored(names: list[str]) -> Iterator[None]:
    before = {name: sys.modules.get(name) for name in names}
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module


@contextlib.contextmanager
def _attributes_restored() -> Iterator[None]:
    """The package attributes that the import sets, and a mock caller that a test may set."""
    places: list[tuple[Any, str]] = [(xlwings, name.rpartition(".")[2]) for name in _OURS]
    places.append((xlwings.Book, "_mock_caller"))
    before = [vars(owner).get(name, _ABSENT) for owner, name in places]
    try:
        yield
    finally:
        for (owner, name), value in zip(places, before, strict=True):
            if value is not _ABSENT:
                setattr(owner, name, value)
            elif name in vars(owner):
                delattr(owner, name)


@contextlib.contextmanager
def _engines_restored() -> Iterator[None]:
    engines = xlwings.engines
    listed, named, active = list(engines.engines), dict(engines.engines_by_name), engines.active
    try:
        yield
    finally:
        engines.engines[:] = listed
        engines.engines_by_name.clear()
        engines.engines_by_name.update(named)
        engines.active = active
