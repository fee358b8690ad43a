"""What a sheet is made of: its columns, and the labelled cells above them."""

from dataclasses import dataclass
from enum import StrEnum

INSURANCE_WIDTH = 14  # of a column for one insurance
SENTENCE_WIDTH = 36  # from here on a text takes as many lines as it needs


class Kind(StrEnum):
    """What the cells of a column hold."""

    TICK = "tick"
    TEXT = "text"
    MONEY = "money"  # yuan in the cell, fen in the code
    COUNT = "count"
    PERCENT = "percent"  # a fraction in the cell, ppm in the code
    WORD = "word"  # a text that a formula gives
    ID_TYPE = "id_type"  # 居民身份证 in the cell, 201 in the code


GAP = "_0"  # as wide as a digit: no figure stands against the text on its right
NUMBER_FORMATS: dict[Kind, str] = {
    Kind.TICK: "@",
    Kind.TEXT: "@",
    Kind.MONEY: f"#,##0.00{GAP};[Red]-#,##0.00{GAP}",
    Kind.COUNT: f"0{GAP}",
    Kind.PERCENT: f"0.00##%{GAP}",
    Kind.WORD: "General",
    Kind.ID_TYPE: "@",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``is_input`` marks what the user fills, ``field`` is its name in a row class.

    ``choices`` is a drop-down list; ``choices_of`` names one on the sheet 可选项, where ``{field}``
    stands for what the row holds, so that a list can depend on another cell. ``since`` is the
    version that brought it: a workbook without it is older, and it is added (``later_parts``).
    A rarely read one ``is_folded`` where a new workbook has no room for it: one click shows it.
    """

    header: str
    field: str = ""
    kind: Kind = Kind.TEXT
    width: float = 14
    is_input: bool = False
    is_hidden: bool = False
    choices: tuple[str, ...] = ()
    choices_of: str = ""
    since: str = ""
    is_folded: bool = False

    @property
    def is_in_sight(self) -> bool:
        """Whether a new workbook shows it."""
        return not (self.is_hidden or self.is_folded)

    @property
    def wraps(self) -> bool:
        """Whether its cells hold sentences, read without clicking however long they are."""
        return self.kind is Kind.TEXT and self.width >= SENTENCE_WIDTH


@dataclass(frozen=True, slots=True)
class Parameter:
    """One labelled cell at the head of a sheet; empty ``choices`` take any text.

    ``choices_of`` names a column, ``sheet.field``, that a list offers beside which anything may be
    typed. ``since`` is the version that brought it, as of a column. One ``at_hand`` stays in sight
    where not all have room in a row; without any, the first are.
    """

    label: str
    field: str
    hint: str = ""
    default: str = ""
    choices: tuple[str, ...] = ()
    since: str = ""
    at_hand: bool = False
    choices_of: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of ``rows`` rows of two columns, ``bar`` lying or ``column`` standing.

    ``skipped`` rows stand above them; a hidden row is not drawn.
    """

    title: str
    kind: str
    categories: str
    values: str
    rows: int
    skipped: int = 0
