"""How a sheet is declared: once, for its template, its reading, its writing and the manual."""

from dataclasses import dataclass
from enum import StrEnum

from shebao.sheets.declared.head import head_of

MOST_FROZEN = 3  # columns, wide ones not among them
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
    default: str = ""
    choices: tuple[str, ...] = ()
    hint: str = ""
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


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """One sheet. ``name`` is also the stem of its defined names, so renaming the tab is safe.

    ``sums`` are the fields whose visible rows are summed above their headers.
    ``columns_by_insurance`` lets columns headed ``code|name`` follow the fixed ones; ``identity``
    is the field by which a row is found again when it moved while a command ran. The rows of a
    sheet are one unit's, unless ``of_machine``: what is there concerns this machine and no unit.

    ``charted_rows`` under the headers are what charts are drawn from, on this sheet (``chart``) or
    on another; of those only the filled ones are in sight.

    A new workbook shows what is ``at_start``; the other sheets appear when a command shows or
    fills them, but for those ``in_background``, which nobody has to read. ``first_rows`` stand in
    it from the start, each as fields and texts.
    """

    name: str
    title: str
    purpose: str
    columns: tuple[Column, ...]
    parameters: tuple[Parameter, ...] = ()
    sums: tuple[str, ...] = ()
    columns_by_insurance: Kind | None = None
    identity: str = ""
    of_machine: bool = False
    chart: Chart | None = None
    charted_rows: int = 0
    at_start: bool = False
    in_background: bool = False
    first_rows: tuple[tuple[tuple[str, str], ...], ...] = ()

    @property
    def anchor(self) -> str:
        """The defined name of the first header cell."""
        return f"sb_{self.name}"

    @property
    def note_anchor(self) -> str:
        """The defined name of the line that says what the last command did."""
        return f"sb_{self.name}_note"

    def parameter_anchor(self, parameter: Parameter) -> str:
        """The defined name of a parameter's value cell."""
        return f"sb_{self.name}_{parameter.field}"

    @property
    def header_row(self) -> int:
        """The worksheet row of the headers in a new workbook."""
        return head_of(self).header_row

    @property
    def insurance_width(self) -> float:
        """How wide a column of one insurance is."""
        return 14

    @property
    def frozen_columns(self) -> int:
        """How many columns stay in sight: those by which a person's row is known."""
        fields = [column.field for column in self.columns]
        is_list = "id_number" in fields and fields.index("id_number") <= MOST_FROZEN
        return fields.index("id_number") + 1 if is_list else 0

    def column(self, field: str) -> Column:
        """Return the fixed column of a field."""
        return next(c for c in self.columns if c.field == field)

    def default_of(self, field: str) -> str:
        """Return what the parameter of a field is in a new workbook."""
        return next(p.default for p in self.parameters if p.field == field)

    def label_of(self, field: str) -> str:
        """Return how the user knows the parameter of a field."""
        return next(p.label for p in self.parameters if p.field == field)
