# ruff: noqa: N802, N803 - the members carry Excel's own names
"""Range: how its cells look, and what hangs on them."""

from typing import Any

from . import looks, marks
from .errors import refusal
from .range_content import RangeContent
from .rect import Rect


def _format(key: str) -> Any:
    def put(self: "RangeLooks", value: Any) -> None:
        for area in self._areas:
            self._grid.layer(key).set(area, value)

    return property(None, put)


class RangeLooks(RangeContent):
    """Formats, sizes, rules, notes."""

    WrapText = _format("WrapText")
    HorizontalAlignment = _format("HorizontalAlignment")
    VerticalAlignment = _format("VerticalAlignment")

    @property
    def NumberFormat(self) -> Any:
        return self._grid.layer("NumberFormat").uniform(self._rect)

    @NumberFormat.setter
    def NumberFormat(self, value: Any) -> None:
        for area in self._areas:
            self._grid.layer("NumberFormat").set(area, value)

    @property
    def Interior(self) -> Any:
        return looks.Interior(self._world, self._grid, self._areas)

    @property
    def Font(self) -> Any:
        return looks.Font(self._world, self._grid, self._areas)

    def _across(self) -> Rect:
        return Rect(1, self._rect.c1, 1, self._rect.c2)

    def _along(self) -> Rect:
        return Rect(self._rect.r1, 1, self._rect.r2, 1)

    def _set_width(self, value: float) -> None:
        if not 0 <= value <= 255:
            raise refusal("Unable to set the ColumnWidth property of the Range class")
        self._grid.column_width.set(self._across(), float(value))

    ColumnWidth = property(None, _set_width)

    @property
    def Hidden(self) -> bool:
        by_row = self._rect.whole_rows
        layer = self._grid.row_hidden if by_row else self._grid.column_hidden
        hidden: bool = layer.uniform(self._along() if by_row else self._across())
        return hidden

    @Hidden.setter
    def Hidden(self, value: bool) -> None:
        if self._rect.whole_rows:
            self._grid.row_hidden.set(self._along(), bool(value))
        else:
            self._grid.column_hidden.set(self._across(), bool(value))

    @property
    def Comment(self) -> Any:
        known = (self._rect.r1, self._rect.c1) in self._grid.notes
        return marks.Comment(self._world) if known else None

    def AddComment(self, Text: str) -> Any:
        at = (self._rect.r1, self._rect.c1)
        if self._rect.size > 1 or at in self._grid.notes:
            raise refusal("Application-defined or object-defined error")
        self._grid.notes[at] = Text
        return marks.Comment(self._world)

    @property
    def FormatConditions(self) -> Any:
        return marks.FormatConditions(self._world, self._book, self._grid, self._areas)

    @property
    def Validation(self) -> Any:
        return marks.Validation(self._world, self._book, self._grid, self._areas)
