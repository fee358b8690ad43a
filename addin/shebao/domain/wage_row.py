"""One row of a wage sheet as the user left it."""

from dataclasses import dataclass

BY_PERSON = "*"  # the one wage that stands for all insurances


@dataclass(frozen=True, slots=True)
class WageCell:
    """One wage cell: what was typed, and its fen when that is a clean number."""

    insurance: str  # a code, or BY_PERSON
    header: str
    typed: object
    wage_fen: int | None


@dataclass(frozen=True, slots=True)
class WageRow:
    """One employee of a wage sheet.

    ``number`` is the worksheet row; ``key`` the hidden key that must equal ``id_number``.
    """

    number: int
    key: str
    name: str
    id_type: str
    id_number: str
    cells: tuple[WageCell, ...]

    def wages_fen(self) -> dict[str, int]:
        """Return the readable wages by insurance code, or the one under BY_PERSON."""
        return {c.insurance: c.wage_fen for c in self.cells if c.wage_fen is not None}
