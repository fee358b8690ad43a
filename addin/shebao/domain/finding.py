"""A fault found in the user's data: a value that is shown, never raised."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a finding keeps its row from being submitted."""

    ERROR = "错误"
    WARNING = "提醒"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault on one row; ``column`` is the header of the cell at fault, or empty."""

    code: str
    severity: Severity
    key: str
    column: str
    sentence: str
