"""What came out of reading a payroll: wages with their doubts, or a question to the user."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Grid = Sequence[Sequence[object]]
Area = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0


class Sheet(NamedTuple):
    """A sheet: its rows from A1 on hold str, float, bool, date or None.

    Hidden rows and columns and merged areas count from 0; only an .xlsx tells what is hidden.
    """

    name: str
    rows: Grid
    hidden_rows: Collection[int] = frozenset()
    hidden_columns: Collection[int] = frozenset()
    merged: Sequence[Area] = ()


class DoubtKind(StrEnum):
    """Why nobody's wage was filled from a row, or why an employee got none."""

    UNKNOWN = "unknown"  # the id is not an insured employee's
    UNLISTED = "unlisted"  # the id is an insured employee's whom the sheet to fill does not name
    DUPLICATE = "duplicate"  # the id stands on several rows
    CONFLICT = "conflict"  # the id is an employee's, the name another's
    UNREADABLE = "unreadable"  # the amount or the id cannot be read
    ABSENT = "absent"  # an insured employee has no row


@dataclass(frozen=True, slots=True)
class Doubt:
    """One person for whom nothing was filled.

    ``id_number`` is the raw text when the id itself cannot be read. ``rows`` are worksheet row
    numbers from 1, empty for an absent person; ``value`` is the wage cell as the user sees it.
    """

    kind: DoubtKind
    id_number: str
    name: str
    sheet: str
    rows: tuple[int, ...]
    value: str
    sentence: str

    @property
    def row(self) -> int | None:
        """The first of the rows, None for an absent person."""
        return self.rows[0] if self.rows else None


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One column of the payroll; ``index`` counts from 0, ``reason`` says why it was chosen.

    ``months`` are the columns of a year to be averaged, ``index`` then the first of them.
    ``is_dated`` says that it is of one month, or of twelve, and must be chosen anew each time;
    ``is_answered`` that the user named it, now or at an earlier import.
    """

    index: int
    letter: str
    header: str
    reason: str
    months: tuple[int, ...] = ()
    is_dated: bool = False
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class PayrollReading:
    """What the chosen sheet says about the roster's people.

    Every roster id is either in ``wages_fen`` or in exactly one doubt. ``header_rows`` are the
    first and last header row, from 1. ``shape`` and ``columns`` are what to remember; what is of
    one month only is not among them, and ``is_dated`` says that there was such a choice.
    """

    sheet: str
    header_rows: tuple[int, int]
    name_column: ColumnChoice | None
    id_column: ColumnChoice
    wage_column: ColumnChoice
    wages_fen: Mapping[str, int]
    rows: Mapping[str, int]  # the worksheet row from which each wage was taken
    doubts: tuple[Doubt, ...]  # by row, absent people last in the roster's order
    notes: tuple[str, ...]
    shape: str
    columns: Mapping[str, int]
    is_dated: bool
    roundable: Mapping[str, int]  # fen of those whose only doubt is more than two decimals
    is_reserved: bool = False  # 预发, 不含绩效: taken because the user named the column

    def ids_of(self, kind: DoubtKind) -> tuple[str, ...]:
        """Return the id numbers in doubt for one reason, in the doubts' order."""
        return tuple(doubt.id_number for doubt in self.doubts if doubt.kind == kind)


class QuestionKind(StrEnum):
    """What keeps a payroll from being read until the user answers."""

    NO_SHEET = "no_sheet"  # the named sheet does not exist
    NO_ID_COLUMN = "no_id_column"
    NO_WAGE_COLUMN = "no_wage_column"
    NO_SUCH_COLUMN = "no_such_column"  # the named wage column does not exist
    AMBIGUOUS_COLUMN = "ambiguous_column"  # several wage columns are equally good
    UNCERTAIN_COLUMN = "uncertain_column"  # the only candidate may be a part of the wage
    AMBIGUOUS_SHEET = "ambiguous_sheet"  # several sheets are equally good
    BLANK_SHEET = "blank_sheet"  # another sheet as full of people has no wages to read
    SCOPE = "scope"  # the amounts may be of a year, in another unit, or provisional


@dataclass(frozen=True, slots=True)
class PayrollQuestion:
    """Nothing was read; the sentence says what to answer, with which parameter."""

    kind: QuestionKind
    sentence: str
    sheet: str = ""
    columns: tuple[ColumnChoice, ...] = ()
    sheets: tuple[str, ...] = ()
