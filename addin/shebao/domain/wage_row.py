"""One row of a wage sheet as the user left it."""

from dataclasses import dataclass
from typing import Protocol

BY_PERSON = "*"  # the one wage that stands for all insurances


def row_words(at: int, name: str) -> str:
    """Name a row in a sentence; one without a name is still told by its number."""
    return f"第 {at} 行 {name}" if name else f"第 {at} 行（没有姓名）"


@dataclass(frozen=True, slots=True)
class WageCell:
    """One wage cell, and its fen when a clean amount stands there.

    ``typed`` is what somebody typed in place of one; of a clean amount its fen, of a blank None.
    """

    insurance: str  # a code, or BY_PERSON
    header: str
    typed: object
    wage_fen: int | None

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there."""
        return self.typed is None or self.typed == ""


class WageRow(Protocol):
    """One employee of a wage sheet, as the checks see the row."""

    @property
    def number(self) -> int:
        """The worksheet row."""

    @property
    def key(self) -> str:
        """The hidden key, which must equal the id number."""

    @property
    def name(self) -> str:
        """The name as it stands there."""

    @property
    def id_type(self) -> str:
        """The code of the document, or what stands in its place."""

    @property
    def id_number(self) -> str:
        """The id number in capitals."""

    @property
    def cells(self) -> tuple[WageCell, ...]:
        """The wage cells from left to right."""

    def wages_fen(self) -> dict[str, int]:
        """Return the readable wages by insurance code, or the one under BY_PERSON."""
