"""The cells of one sheet: contents by column and row, formats in layers."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from . import references
from .layer import Layer
from .rect import EVERYTHING, MAX_COLUMNS, MAX_ROWS, Rect
from .typed import ErrorValue, serial_of, typed

NO_FILL = -4142
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
    """A conditional format; its formulas are relative to the first cell of its first area."""

    areas: list[Rect]
    kind: int
    operator: int | None = None
    formula1: str | None = None
    formula2: str | None = None
    stop_if_true: bool = False
    looks: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(slots=True)
class Validation:
    """A data validation rule with its areas."""

    areas: list[Rect]
    settings: dict[str, Any]


@dataclasses.dataclass(slots=True)
class Link:
    """A hyperlink on a range."""

    rect: Rect
    address: str
    screen_tip: str = ""


@dataclasses.dataclass(slots=True)
class Table:
    """A ListObject; `blank` says that its one body row is only the insert row."""

    name: str
    rect: Rect
    style: str
    blank: bool = False
    switches: dict[str, bool] = dataclasses.field(default_factory=dict)


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
        self.print_area = ""
        self.autofilter: Rect | None = None
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

    def empty(self, rect: Rect) -> bool:
        for column, cells in self.columns.items():
            if rect.c1 <= column <= rect.c2:
                if rect.rows < len(cells):
                    if any(row in cells for row in range(rect.r1, rect.r2 + 1)):
                        return False
                elif any(rect.r1 <= row <= rect.r2 for row in cells):
                    return False
        return True

    def clear_contents(self, rect: Rect) -> None:
        for row, column, _ in list(self.filled(rect)):
            self.put(row, column, None)

    def clear_formats(self, rect: Rect) -> None:
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
        self._wake_tables(rect)

    def _enter_cell(
        self, row: int, column: int, item: Any, origin: tuple[int, int], number_format: str
    ) -> None:
        content, takes_format = _content(item, origin, number_format, self.today)
        self.put(row, column, content)
        if takes_format is not None and number_format == "General":
            self.layers["NumberFormat"].set(Rect(row, column, row, column), takes_format)

    def _wake_tables(self, rect: Rect) -> None:
        """An empty table's insert row becomes a body row once something stands in it."""
        for table in self.tables:
            body = Rect(table.rect.r1 + 1, table.rect.c1, table.rect.r2, table.rect.c2)
            if table.blank and body.meet(rect):
                table.blank = self.empty(body)

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

    def end(self, row: int, column: int, down: int, right: int) -> tuple[int, int]:
        """Where Ctrl with an arrow key leads from the cell."""
        if down:
            occupied = sorted(self.columns.get(column, {}))
            return _jump(row, occupied, down, MAX_ROWS), column
        occupied = sorted(other for other, cells in self.columns.items() if row in cells)
        return row, _jump(column, occupied, right, MAX_COLUMNS)

    def region(self, rect: Rect) -> Rect:
        """Grow until the ring around is empty."""
        while True:
            r1, c1 = max(1, rect.r1 - 1), max(1, rect.c1 - 1)
            r2, c2 = min(MAX_ROWS, rect.r2 + 1), min(MAX_COLUMNS, rect.c2 + 1)
            sides = {
                "r1": Rect(r1, c1, r1, c2),
                "c1": Rect(r1, c1, r2, c1),
                "r2": Rect(r2, c1, r2, c2),
                "c2": Rect(r1, c2, r2, c2),
            }
            grown = {
                side: getattr(Rect(r1, c1, r2, c2), side)
                for side, strip in sides.items()
                if getattr(rect, side) != getattr(Rect(r1, c1, r2, c2), side)
                and not self.empty(strip)
            }
            if not grown:
                return rect
            rect = rect._replace(**grown)

    def table_at(self, rect: Rect) -> Table | None:
        return next((table for table in self.tables if table.rect.meet(rect)), None)

    def merge_area(self, row: int, column: int) -> Rect:
        single = Rect(row, column, row, column)
        return next((area for area in self.merged if area.holds(row, column)), single)


def _item(rows: list[list[Any]], down: int, right: int) -> Any:
    down = 0 if len(rows) == 1 else down
    right = 0 if len(rows[0]) == 1 else right
    return rows[down][right] if down < len(rows) and right < len(rows[0]) else NOT_APPLICABLE


def _jump(start: int, occupied: list[int], step: int, edge: int) -> int:
    """From `start` along the occupied places: to the end of the block, or to the next one."""
    taken = set(occupied)
    if start in taken and start + step in taken:
        while start + step in taken:
            start += step
        return start
    if step > 0:
        return next((place for place in occupied if place > start), edge)
    return next((place for place in reversed(occupied) if place < start), 1)


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
