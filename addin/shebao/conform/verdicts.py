"""What was checked, and what came of it: kept, broken, or not checked, with the reason."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

Value = TypeVar("Value")


class Mark(StrEnum):
    """What came of one check; values are what ``--json`` tells."""

    KEPT = "passed"
    BROKEN = "failed"
    OPEN = "unchecked"


class BrokenPromiseError(Exception):
    """An answer is not as the contract promises; the text says how, in Chinese."""


class NotCheckableError(Exception):
    """Something that the check needs is not there; the text says what, in Chinese."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check; ``reason`` is empty when the promise is kept."""

    area: str
    title: str
    mark: Mark
    reason: str = ""


LONGEST_REASON = 500
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(slots=True)
class Verdicts:
    """All checks of a run, in turn."""

    given: list[Verdict] = field(default_factory=list)

    @contextmanager
    def on(self, area: str, title: str) -> Iterator[None]:
        """Note what comes of the block; what it raises of the two errors ends it alone."""
        try:
            yield
        except BrokenPromiseError as error:
            self.given.append(Verdict(area, title, Mark.BROKEN, _shown(error)))
        except NotCheckableError as error:
            self.given.append(Verdict(area, title, Mark.OPEN, _shown(error)))
        else:
            self.given.append(Verdict(area, title, Mark.KEPT))

    def count(self, mark: Mark) -> int:
        """How many came out so."""
        return sum(verdict.mark is mark for verdict in self.given)


def _shown(error: Exception) -> str:
    """Say why, in what a terminal prints and does not obey: part of it is the bureau's own."""
    return _CONTROLS.sub("", str(error))[:LONGEST_REASON]


def expect(is_kept: object, otherwise: str) -> None:
    """Go on when it is so.

    Raises BrokenPromiseError.
    """
    if not is_kept:
        raise BrokenPromiseError(otherwise)


def need(value: Value | None, what: str) -> Value:
    """Return what an earlier check should have brought.

    Raises NotCheckableError.
    """
    if value is None or value == []:
        raise NotCheckableError(f"没有{what}")
    return value
