"""A sheet declared once: a frozen class whose fields are its columns, and the sheet of such rows.

The classes are not dataclasses only because those cost 2 ms each to make, of every click.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as with_changes
from datetime import datetime
from enum import StrEnum
from itertools import compress
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, Generic, Self, TypeVar, dataclass_transform

from shebao.domain.moments import local_time
from shebao.sheets.declared.columns import INSURANCE_WIDTH, Chart, Column, Kind, Parameter
from shebao.sheets.declared.head import Head, head_of, sum_label_column


@dataclass(frozen=True, slots=True)
class Odd:
    """What somebody typed where a number of ours belongs; it is written back as it stood."""

    value: object

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Formula:
    """A worksheet formula for one row; ``{field}`` in it is that row's cell."""

    text: str


# What the cells of a kind hold in the code; a blank one None.
Fen = Annotated[int | Odd | None, Kind.MONEY]
Count = Annotated[int | Odd | None, Kind.COUNT]
Ppm = Annotated[int | Odd | None, Kind.PERCENT]
UNITS = {Kind.MONEY: "_fen", Kind.PERCENT: "_ppm"}  # as attributes are named that hold them


@dataclass_transform(frozen_default=True, kw_only_default=True)
class _Declaring(type):
    """Makes slots of the fields, and columns of those that are annotated with one."""

    columns: tuple[Column, ...]
    blanks: dict[str, Any]
    told_by: dict[str, tuple[str, bool]]  # an answer's attribute, and whether it is a text
    setters: dict[str, Callable[[Any, object], None]]
    values_of: Callable[[Any], tuple[object, ...]]  # in the order of the setters

    def __new__(mcs, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> "_Declaring":
        hints = space.get("__annotations__", {})
        blanks = {each: space.pop(each) for each in hints if each in space}
        slots = (*hints, *space.get("__slots__", ()))  # what is no field is not copied either
        made = super().__new__(mcs, name, bases, {**space, "__slots__": slots})
        above = [base for base in bases if isinstance(base, _Declaring)]
        made.blanks = {**above[0].blanks, **blanks} if above else blanks
        made.columns = above[0].columns if above else ()
        made.columns += tuple(_columns(hints))
        made.told_by = {
            column.field: (column.field + UNITS.get(column.kind, ""), column.kind is Kind.TEXT)
            for column in made.columns
        }
        made.setters = {each: getattr(made, each).__set__ for each in hints}
        made.setters |= above[0].setters if above else {}
        made.values_of = attrgetter(*made.setters, "__class__")  # two names at least give a tuple
        return made


def _columns(hints: Mapping[str, Any]) -> Iterator[Column]:
    """Yield the columns; one without a name gets its field's, as Python names a descriptor."""
    for name, hint in hints.items():
        known = getattr(hint, "__metadata__", ())
        for column in known:
            if isinstance(column, Column):
                if not column.field:
                    object.__setattr__(column, "field", name)
                    object.__setattr__(column, "kind", _kind(known, column.kind))
                yield column if column.field == name else with_changes(column, field=name)


def _kind(known: Sequence[object], otherwise: Kind) -> Kind:
    return next((each for each in known if isinstance(each, Kind)), otherwise)


class SheetRow(metaclass=_Declaring):
    """One row of a sheet; ``at`` is its worksheet row, 0 for one that is not there yet."""

    at: int = 0

    def __init__(self, **cells: object) -> None:
        kind = type(self)
        cells = {**kind.blanks, **cells}
        setters = kind.setters
        for name, cell in cells.items():
            setters[name](self, cell)
        if len(cells) < len(setters):
            lacking = [c.field for c in kind.columns if c.field not in cells]
            raise TypeError(f"{kind.__name__} lacks {', '.join(lacking)}")

    @classmethod
    def of(cls, source: object, /, **cells: object) -> Self:
        """Return the row with these cells; ``source`` has the others under the columns' names.

        An amount is its ``…_fen`` there, a rate its ``…_ppm``; what has a default is not taken.
        """
        cells = {**cls.blanks, **cells}
        for name, (attribute, is_text) in cls.told_by.items():
            if name not in cells:
                value = getattr(source, attribute)
                cells[name] = _text(value) if is_text and type(value) is not str else value
        return cls(**cells)

    def says(self, source: object, *fields: str) -> bool:
        """Whether these cells are what ``source`` calls the same, as ``of`` takes it."""
        for name in fields:
            attribute, is_text = type(self).told_by[name]
            told = getattr(source, attribute)
            if getattr(self, name) != (_text(told) if is_text else told):
                return False
        return True

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def by_field(self) -> dict[str, object]:
        """Return the cells by field."""
        return {column.field: getattr(self, column.field) for column in type(self).columns}

    def get(self, field: str, blank: object = None) -> object:
        """Return the cell of a field that is known by name only."""
        return getattr(self, field, blank)


def _text(value: object) -> object:
    """Return a state as its word, a moment in local time, an absent text as a blank."""
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, datetime):
        return local_time(value)
    return "" if value is None else value


class InsuranceRow(SheetRow):
    """A row of a sheet with a column for each insurance, by the header ``code|name``.

    None where a sheet of the same rows has no such columns.
    """

    by_insurance: Mapping[str, Any] | None = None

    def get(self, field: str, blank: object = None) -> object:
        """Return the cell of a field or of an insurance."""
        held = getattr(self, "by_insurance", None)  # not among the columns that were read
        return held[field] if held and field in held else getattr(self, field, blank)


R = TypeVar("R", bound=SheetRow)


def rows_of(
    row: type[R], columns: Mapping[str, Iterable[object]], wanted: Sequence[bool]
) -> list[R]:
    """Return the wanted rows of these columns, filled slot by slot: 100,000 of them take time.

    What is not among the columns is not known of them: it is no attribute.
    """
    rows = [row.__new__(row) for _ in range(sum(wanted))]
    for name, cells in columns.items():
        deque(map(row.setters[name], rows, compress(cells, wanted)), maxlen=0)
    return rows


def cells_of(rows: Sequence[SheetRow], field: str) -> Iterable[object]:
    """Return a column of rows of one class, a field's or an insurance's."""
    if field in type(rows[0]).setters:
        return map(attrgetter(field), rows)
    return [row.get(field) for row in rows]


def with_cells(row: R, /, **cells: object) -> R:
    """Return a row of any class with other cells; where the class is known, ``replace``."""
    kind = type(row)
    made = kind.__new__(kind)
    try:
        for setter, cell in zip(kind.setters.values(), kind.values_of(row), strict=False):
            setter(made, cell)
    except AttributeError:  # only some of its columns were read
        cells = {n: getattr(row, n) for n in kind.setters if hasattr(row, n)} | cells
    for name, cell in cells.items():
        kind.setters[name](made, cell)
    return made


def put_back(rows: Sequence[R], changed: Iterable[R]) -> list[R]:
    """Return the rows with the changed ones in place of what they were."""
    by_number = {row.at: row for row in changed}
    return [by_number.get(row.at, row) for row in rows] if by_number else list(rows)


if TYPE_CHECKING:  # the same, but mypy looks at what is replaced as in a dataclass
    from dataclasses import replace as replace
else:
    replace = with_cells


@dataclass(frozen=True, slots=True)
class Sheet(Generic[R]):
    """One sheet of typed rows. ``name`` is the stem of its defined names: renaming the tab is safe.

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
    columns: tuple[Column, ...] = ()  # the row's, where it names none
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
    row: type[R] = field(kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", self.columns or self.row.columns)

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
        beside = INSURANCE_WIDTH if self.columns_by_insurance else None
        try:
            return head_of(self.columns, self.parameters, self.sums, beside)
        except ValueError as error:
            raise ValueError(f"{self.title}: {error}") from error

    @property
    def header_row(self) -> int:
        """The worksheet row of the headers in a new workbook."""
        return self.head.header_row

    @property
    def sum_label_column(self) -> int:
        """The column (from 0) in sight left of the first sum."""
        return sum_label_column(self.columns, self.sums)

    def column(self, name: str) -> Column:
        """Return the fixed column of a field."""
        return next(c for c in self.columns if c.field == name)

    def default_of(self, field: str) -> str:
        """Return what the parameter of a field is in a new workbook."""
        return next(p.default for p in self.parameters if p.field == field)

    def label_of(self, field: str) -> str:
        """Return how the user knows the parameter of a field."""
        return next(p.label for p in self.parameters if p.field == field)


AnySheet = Sheet[Any]
