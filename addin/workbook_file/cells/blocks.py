"""A rectangle of values on its way into a sheet, column by column."""

import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from workbook_file.cells.values import as_plain
from workbook_file.parts.addresses import Rect
from workbook_file.parts.formulas import Fill

_PLAIN = {str, float, int, bool, datetime, date, time, timedelta, type(None)}
EMPTY = Rect(1, 1, 0, 0)


class Block:
    """Values for every cell of a rectangle: one value for all, or a list per column."""

    def __init__(self, rect: Rect, fill: Any, columns: list[Sequence[Any]] | None) -> None:
        self.rect = rect
        self.columns = columns
        self.fill = fill
        formula = isinstance(fill, str) and len(fill) > 1 and fill.startswith("=")
        pattern = Fill(fill) if formula else None
        self._formula = pattern if pattern is not None and pattern.relative else None

    @classmethod
    def of(cls, rect: Rect, data: Any) -> "Block":
        """The data as a block: a scalar fills, rows must have the rectangle's shape.

        Raises ValueError when the shape differs (Excel would fill in #N/A or cut off).
        """
        if hasattr(data, "tolist") and not isinstance(data, str):
            data = data.tolist()
        if not isinstance(data, (list, tuple)):
            return cls(rect, as_plain(data), None)
        rows = data if data and isinstance(data[0], (list, tuple)) else [data]
        height, width = rect.shape
        if len(rows) != height or any(len(row) != width for row in rows):
            raise ValueError(f"the values do not have the shape of {rect.text()}")
        columns: list[Sequence[Any]] = [_plain(column) for column in zip(*rows, strict=True)]
        return cls(rect, None, columns)

    def column(self, number: int, row1: int, row2: int) -> Sequence[Any]:
        """The values of a sheet column between two sheet rows, both included."""
        if self.columns is not None:
            start = self.rect.row1
            return self.columns[number - self.rect.column1][row1 - start : row2 - start + 1]
        if self._formula is not None:
            columns = number - self.rect.column1
            rows = range(row1 - self.rect.row1, row2 - self.rect.row1 + 1)
            return [self._formula.at(row, columns) for row in rows]
        return [self.fill] * (row2 - row1 + 1)

    def value(self, row: int, column: int) -> Any:
        return self.column(column, row, row)[0]

    @property
    def clears(self) -> bool:
        """Whether the block only empties cells."""
        return self.columns is None and (self.fill is None or self.fill == "")

    def check(self) -> None:
        """Raise ValueError or TypeError when a cell cannot hold one of the values."""
        for column in [[self.fill]] if self.columns is None else self.columns:
            kinds = set(map(type, column))
            if float in kinds and not all(math.isfinite(v) for v in column if type(v) is float):
                raise ValueError("a cell cannot hold a number that is not finite")
            for kind in kinds - _PLAIN:
                raise TypeError(f"a cell cannot hold a {kind.__name__}")

    def has_formulas(self) -> bool:
        """Whether any text may be a formula."""
        columns = [[self.fill]] if self.columns is None else self.columns
        return any(type(v) is str and v[:1] == "=" for column in columns for v in column)

    def size(self) -> int:
        rows, columns = self.rect.shape
        return rows * columns


def _plain(column: Sequence[Any]) -> Sequence[Any]:
    if set(map(type, column)) <= _PLAIN:
        return column
    return [as_plain(value) for value in column]
