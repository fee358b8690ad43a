"""How a sheet is declared: once, for its template, its reading, its writing and the manual."""

from dataclasses import dataclass

from shebao.sheets.declared.columns import Column, Kind, Parameter
from shebao.sheets.declared.head import Head, head_of, sum_label_column

MOST_FROZEN = 3  # columns, wide ones not among them


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
    def head(self) -> Head:
        """Where its labelled cells and its headers stand in a new workbook."""
        beside = self.insurance_width if self.columns_by_insurance else None
        try:
            return head_of(self.columns, self.parameters, self.sums, beside)
        except ValueError as error:
            raise ValueError(f"{self.title}: {error}") from error

    @property
    def header_row(self) -> int:
        """The worksheet row of the headers in a new workbook."""
        return self.head.header_row

    @property
    def insurance_width(self) -> float:
        """How wide a column of one insurance is."""
        return 14

    @property
    def sum_label_column(self) -> int:
        """The column (from 0) in sight left of the first sum."""
        return sum_label_column(self.columns, self.sums)

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
