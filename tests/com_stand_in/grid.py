"""The cells of one sheet: contents by column and row, formats in layers."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from . import references
from .errors import NotModelledError
from .layer import Layer
from .rect import EVERYTHING, Rect
from .typed import ErrorValue, serial_of, typed

DEFAULTS: dict[str, Any] = {
    "NumberFormat": "General",
    "WrapText": False,
    "HorizontalAlignment": 1,
    "VerticalAlignment": -4107,
    "IndentLevel": 0,
    "Locked": True,
    "Interior.Color": None,
    "Font.Bold": False,
    "Font.Italic": False,
    "Font.Underline": -4142,
    "Font.Size": 11.0,
    "Font.Name": "等线",
    "Font.Color": 0,
}
NOT_APPLICABLE = ErrorValue(-2146826246)


@dataclasses.dataclass(slots=True)
class Formula:
    """A formula as written at its origin, with a result only if one was stored."""

    text: str
    origin: tuple[int, int]
    result: Any = None

    def at(self, row: int, column: int) -> str:
        return references.filled(self.text, self.origin, (row, column))


@dataclasses.dataclass(slots=True)
class Rule:
    """A conditional format; its formula is relative to the first cell of its first area.

    `source` is openpyxl's rule of a file; it keeps what it says, wherever it stands.
    """

    areas: list[Rect]
    formula: str = ""
    color: int | None = None
    stop_if_true: bool = False
    source: Any = None


@dataclasses.dataclass(slots=True)
class Validation:
    """A list of choices, separated by commas; `source` is openpyxl's validation of a file."""

    areas: list[Rect]
    choices: str = ""
    in_cell_dropdown: bool = True
    source: Any = None


@dataclasses.dataclass(slots=True)
class Link:
    """A hyperlink of a file, as openpyxl has it."""

    rect: Rect
    source: Any


@dataclasses.dataclass(slots=True)
class Table:
    """A ListObject of the file."""

    name: str
    rect: Rect


class Grid:
    """One worksheet's content and looks."""

    def __init__(self, name: str, today: dt.date) -> None:
        self.name = name
        self.today = today
        self.visible = -1
        self.columns: dict[int, dict[int, Any]] = {}
        self.layers = {key: Layer(value) for key, value in DEFAULTS.items()}
        self.column_width = Layer(8.38)
        self.row_height = Layer(14.25)
        self.column_hidden = Layer(default=False)
        self.row_hidden = Layer(default=False)
        self.merged: list[Rect] = []
        self.links: list[Link] = []
        self.notes: dict[tuple[int, int], str] = {}
        self.tables: list[Table] = []
        self.rules: list[Rule] = []
        self.validations: list[Validation] = []
        self.selection = Rect(1, 1, 1, 1)
        self.gridlines = True
        self.refusal: Exception | None = None

    def refuse_change(self) -> None:
        """What a protected sheet, or one with a cell being edited, does."""
        if self.refusal is not None:
            raise self.refusal

    def layer(self, key: str) -> Layer:
        """The layer of an attribute; borders come into being when first touched."""
        return self.layers.setdefault(key, Layer(None))

    def get(self, row: int, column: int) -> Any:
        return self.columns.get(column, {}).get(row)

    def put(self, row: int, column: int, content: Any) -> None:
        if content is not None:
            self.columns.setdefault(column, {})[row] = content
            return
        cells = self.columns.get(column)
        if cells is not None:
            cells.pop(row, None)
            if not cells:
                del self.columns[column]

    def filled(self, rect: Rect = EVERYTHING) -> Iterator[tuple[int, int, Any]]:
        """Row, column and content of the cells that hold something."""
        for column in sorted(self.columns):
            if rect.c1 <= column <= rect.c2:
                for row, content in sorted(self.columns[column].items()):
                    if rect.r1 <= row <= rect.r2:
                        yield row, column, content

    def clear_contents(self, rect: Rect) -> None:
        for row, column, _ in list(self.filled(rect)):
            self.put(row, column, None)

    def clear(self, rect: Rect) -> None:
        """Take values and formats of a sheet that has nothing else."""
        if self.merged or self.links or self.notes or self.tables or self.rules:
            raise NotModelledError("Range.Clear of more than values and formats")
        self.clear_contents(rect)
        for layer in self.layers.values():
            if layer.entries():
                layer.set(rect, layer.default)

    def enter(self, rect: Rect, value: Any) -> None:
        """Put a scalar or rows into the rectangle as Excel does.

        A scalar fills; one row repeats downward, one column rightward; cells beyond the rows
        become #N/A; rows beyond the cells are dropped.
        """
        if value is None or value == "":
            self.clear_contents(rect)
            return
        formats = self.layers["NumberFormat"].reader(rect)
        for row in range(rect.r1, rect.r2 + 1):
            for column in range(rect.c1, rect.c2 + 1):
                item, origin = value, (rect.r1, rect.c1)
                if isinstance(value, list):
                    item, origin = _item(value, row - rect.r1, column - rect.c1), (row, column)
                self._enter_cell(row, column, item, origin, formats(row, column))

    def _enter_cell(
        self, row: int, column: int, item: Any, origin: tuple[int, int], number_format: str
    ) -> None:
        content, takes_format = _content(item, origin, number_format, self.today)
        self.put(row, column, content)
        if takes_format is not None and number_format == "General":
            self.layers["NumberFormat"].set(Rect(row, column, row, column), takes_format)

    def used(self) -> Rect:
        """The hull of what has content or a format of its own; A1 on an untouched sheet."""
        hull: Rect | None = None
        for column, cells in self.columns.items():
            part = Rect(min(cells), column, max(cells), column)
            hull = hull.hull(part) if hull else part
        for layer in self.layers.values():
            for spot, value in layer.entries():
                if value != layer.default and not spot.whole_columns and not spot.whole_rows:
                    hull = hull.hull(spot) if hull else spot
        return hull or Rect(1, 1, 1, 1)


def _item(rows: list[list[Any]], down: int, right: int) -> Any:
    down = 0 if len(rows) == 1 else down
    right = 0 if len(rows[0]) == 1 else right
    return rows[down][right] if down < len(rows) and right < len(rows[0]) else NOT_APPLICABLE


def _content(
    item: Any, origin: tuple[int, int], number_format: str, today: dt.date
) -> tuple[Any, str | None]:
    """What is stored for a sent item, and the format that it brings along."""
    if item is None or item == "":
        return None, None
    if number_format == "@":
        return _as_text(item), None
    if isinstance(item, str):
        if item.startswith("=") and len(item) > 1:
            return Formula(item, origin), None
        return typed(item, today)
    if isinstance(item, dt.datetime):
        midnight = item.time() == dt.time(0)
        return serial_of(item), "yyyy/m/d" if midnight else "yyyy/m/d h:mm"
    if isinstance(item, Decimal):
        return float(item), "¥#,##0.00"
    return item, None


def _as_text(item: Any) -> str:
    """A cell formatted as text stores text, whatever is assigned."""
    if isinstance(item, str):
        return item.removeprefix("'")
    if isinstance(item, bool):
        return str(item).upper()
    if isinstance(item, dt.datetime):
        return f"{item.year}/{item.month}/{item.day}"
    return spelled_number(float(item))


def spelled_number(number: float) -> str:
    """A number as `Range.Formula` spells it, with fifteen digits."""
    return f"{number:.15g}" if abs(number) < 1e15 else f"{number:.15G}"
