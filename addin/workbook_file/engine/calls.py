"""Counts calls into the engine and names the members it does not have.

A call into real Excel is a round trip between processes; what a test counts here is what Excel
would have to answer. Only outermost calls count, not what the engine asks of itself.
"""

import functools
import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

_INHERITED = {"expand", "snapshot"}


class _Counter(threading.local):
    total = 0
    depth = 0


_counter = _Counter()


class Calls:
    """The calls since it was made, or between entering and leaving a ``with`` block."""

    def __init__(self) -> None:
        self._start = _counter.total
        self._end: int | None = None

    @property
    def count(self) -> int:
        return (_counter.total if self._end is None else self._end) - self._start

    def __enter__(self) -> "Calls":
        self._start = _counter.total
        return self

    def __exit__(self, *_: object) -> None:
        self._end = _counter.total


def _counted(function: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        if _counter.depth:
            return function(*args, **kwargs)
        _counter.depth = 1
        _counter.total += 1
        try:
            return function(*args, **kwargs)
        finally:
            _counter.depth = 0

    return call


def engine_object(base: type | None) -> Callable[[type[T]], type[T]]:
    """Count the calls of a class, and let every member of ``base`` that it lacks say its name."""

    def finish(cls: type[T]) -> type[T]:
        for name, member in list(vars(cls).items()):
            if name.startswith("_") and name not in ("__call__", "__len__", "__iter__"):
                continue
            if isinstance(member, property):
                setattr(cls, name, _counted_property(member))
            elif callable(member) and not isinstance(member, (type, staticmethod)):
                setattr(cls, name, _counted(member))
        if "api" in dir(base) and "api" not in vars(cls):
            cls.api = NoApi()  # type: ignore[attr-defined]  # of every class that xlwings has
        own = {name for kind in cls.__mro__ for name in vars(kind) if kind is not base}
        for name in dir(base) if base is not None else ():
            if name.startswith("_") or name in _INHERITED or name in own:
                continue
            setattr(cls, name, _missing(f"{cls.__name__}.{name}", getattr(base, name)))
        return cls

    return finish


def _counted_property(member: property) -> property:
    get = _counted(member.fget) if member.fget is not None else None
    set_ = _counted(member.fset) if member.fset is not None else None
    return property(get, set_, doc=member.__doc__)


def _missing(name: str, member: Any) -> Any:
    def refuse(*_: Any, **__: Any) -> Any:
        raise NotImplementedError(f"{name} is not available without Excel")

    return property(refuse, refuse) if isinstance(member, property) else refuse


class NoApi:
    """Stands for the Excel object that is not there: true, and an error on any use."""

    def __bool__(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotImplementedError(f"api.{name} needs Excel")
