"""What a command did, in words for the user and figures for scripts."""

from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """Whether the command did all it was asked."""

    DONE = "done"
    PARTIAL = "partial"  # done, and something is left that the message names


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one command; ``counts`` are whole numbers under English names."""

    message: str
    status: Status = Status.DONE
    counts: dict[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
