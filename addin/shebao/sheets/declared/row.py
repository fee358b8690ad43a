"""A sheet declared once: a frozen class whose fields are its columns, and the sheet of such rows.

The classes are not dataclasses only because those cost 2 ms each to make, of every click.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as with_changes
from itertools import compress
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, dataclass_transform

from shebao.sheets.declared.columns import Column, Kind
from shebao.sheets.declared.spec import SheetSpec


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


@dataclass_transform(frozen_default=True, kw_only_default=True)
class _Declaring(type):
    """Makes slots of the fields, and columns of those that are annotated with one."""

    columns: tuple[Column, ...]
    blanks: dict[str, Any]
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

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def by_field(self) -> dict[str, object]:
        """Return the cells by field."""
        return {column.field: getattr(self, column.field) for column in type(self).columns}

    def get(self, field: str, blank: object = None) -> object:
        """Return the cell of a field that is known by name only."""
        return getattr(self, field, blank)


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


def put_back(rows: Sequence[R], changed: Sequence[R]) -> list[R]:
    """Return the rows with the changed ones in place of what they were."""
    by_number = {row.at: row for row in changed}
    return [by_number.get(row.at, row) for row in rows] if by_number else list(rows)


if TYPE_CHECKING:  # the same, but mypy looks at what is replaced as in a dataclass
    from dataclasses import replace as replace
else:
    replace = with_cells


@dataclass(frozen=True, slots=True)
class Sheet(SheetSpec, Generic[R]):
    """A sheet whose rows are typed."""

    columns: tuple[Column, ...] = ()  # the row's
    row: type[R] = field(kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", self.columns or self.row.columns)


AnySheet = Sheet[Any]
