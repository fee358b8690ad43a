"""Why a cell has no answer: an error for the cell, a Chinese sentence for ``SB_WHY``."""

from dataclasses import dataclass
from enum import StrEnum


class Shown(StrEnum):
    """The Excel error that stands in the cell; VBA turns the text into the error itself."""

    VALUE = "#VALUE!"  # an argument cannot be read
    NOT_AVAILABLE = "#N/A"  # the rule or the record is not there
    NUMBER = "#NUM!"  # an argument is read, and lies where there is no answer


@dataclass(frozen=True, slots=True)
class Refusal:
    """One cell without an answer."""

    shown: Shown
    reason: str


class CellRefusedError(Exception):
    """One cell has no answer; its neighbours still get theirs."""

    def __init__(self, shown: Shown, reason: str) -> None:
        super().__init__(reason)
        self.refusal = Refusal(shown, reason)
