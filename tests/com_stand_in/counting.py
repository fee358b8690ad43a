"""A COM object whose every get, set, call and enumeration step is counted once.

Members with a capital are Excel's; a call made while another is being answered is Excel talking
to itself, so it is not counted. Labels: `Range.Value` read, `Range.Value =` written,
`Range.Clear()` called, `Range()` the default member, `Worksheets.Next` one step of a `for`.
"""

import functools
import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from .errors import UNKNOWN_NAME, ComError, NotModelledError, StandInError


class Tally:
    """The round trips so far, by label."""

    def __init__(self) -> None:
        self.by_name: Counter[str] = Counter()
        self.refusals: list[Exception] = []  # of the next round trips, the last first
        self._depth = 0

    def answer(self, label: str, work: Callable[[], Any]) -> Any:
        """Do the work of one round trip and count it, unless it is nested in another."""
        if self._depth == 0:
            self.by_name[label] += 1
            if self.refusals:
                raise self.refusals.pop()
        self._depth += 1
        try:
            return work()
        except AttributeError as error:
            raise StandInError(f"{label}: {error}") from error
        finally:
            self._depth -= 1


class DispatchBaseClass:
    """The pywin32 class by which xlwings knows a COM object."""


class OleObject:
    """What pywin32 keeps in `_oleobj_`; here it leads back to the object itself."""

    def __init__(self, target: "ComObject") -> None:
        self.target = target

    def GetIDsOfNames(self, _locale: int, name: str) -> int:  # noqa: N802 - pywin32's name
        raise ComError(UNKNOWN_NAME, f"Unknown name: {name}", None, None)


def unwrapped(value: Any) -> Any:
    """The stand-in behind xlwings' retry wrapper; any other value as it is."""
    ole = getattr(value, "_oleobj_", None)
    return ole.target if isinstance(ole, OleObject) else value


def _counted(label: str, method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def answer(self: "ComObject", *args: Any, **options: Any) -> Any:
        plain = [unwrapped(arg) for arg in args]
        named = {key: unwrapped(value) for key, value in options.items()}
        return self._tally.answer(label, lambda: method(self, *plain, **named))

    return answer


class ComObject(DispatchBaseClass):
    """Base of all stand-ins; a subclass writes Excel's members as properties and methods."""

    _com = "Object"
    _tally: Tally

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, member in list(vars(cls).items()):
            if name[0].isupper() and inspect.isfunction(member):
                setattr(cls, name, _counted(f"{cls._com}.{name}()", member))

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    @property
    def _oleobj_(self) -> OleObject:
        return OleObject(self)

    def __getattribute__(self, name: str) -> Any:
        if not name[0].isupper():
            return object.__getattribute__(self, name)
        member = getattr(type(self), name, None)
        label = f"{type(self)._com}.{name}"
        if member is None or (isinstance(member, property) and member.fget is None):
            raise NotModelledError(label)
        if isinstance(member, property):
            return self._tally.answer(label, lambda: object.__getattribute__(self, name))
        return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if not name[0].isupper():
            object.__setattr__(self, name, value)
            return
        member = getattr(type(self), name, None)
        label = f"{type(self)._com}.{name} ="
        if not isinstance(member, property) or member.fset is None:
            raise NotModelledError(label)
        plain = unwrapped(value)
        self._tally.answer(label, lambda: object.__setattr__(self, name, plain))

    def __call__(self, *args: Any) -> Any:
        plain = [unwrapped(arg) for arg in args]
        return self._tally.answer(f"{self._com}()", lambda: self._default(*plain))

    def __iter__(self) -> Iterator[Any]:
        """Ask for the enumerator, then once for each member and once for the end."""
        members = iter(self._tally.answer(f"{self._com}._NewEnum", self._members))
        step: Callable[[], Any] = functools.partial(next, members, self)
        while (member := self._tally.answer(f"{self._com}.Next", step)) is not self:
            yield member

    def _default(self, *_args: Any) -> Any:
        raise NotModelledError(f"{self._com}()")

    def _members(self) -> list[Any]:
        raise NotModelledError(f"for … in {self._com}")
