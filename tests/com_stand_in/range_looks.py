# ruff: noqa: N802, N803 - the members carry Excel's own names
"""Range: how its cells look, and what hangs on them."""

import unicodedata
from typing import Any

from . import looks, marks
from .errors import refusal
from .grid import Formula
from .range_content import RangeContent
from .rect import Rect


def _format(key: str) -> Any:
    def get(self: "RangeLooks") -> Any:
        values = [self._grid.layer(key).uniform(area) for area in self._areas]
        return values[0] if all(value == values[0] for value in values) else None

    def put(self: "RangeLooks", value: Any) -> None:
        for area in self._areas:
            self._grid.layer(key).set(area, value)

    return property(get, put)


class RangeLooks(RangeContent):
    """Formats, sizes, merging, rules, notes, links."""

    NumberFormat = _format("NumberFormat")
    WrapText = _format("WrapText")
    HorizontalAlignment = _format("HorizontalAlignment")
    VerticalAlignment = _format("VerticalAlignment")
    IndentLevel = _format("IndentLevel")
    Locked = _format("Locked")

    @property
    def Interior(self) -> Any:
        return looks.Interior(self._world, self._grid, self._areas)

    @property
    def Font(self) -> Any:
        return looks.Font(self._world, self._grid, self._areas)

    @property
    def Borders(self) -> Any:
        return looks.Borders(self._world, self._grid, self._areas)

    def _across(self) -> Rect:
        return Rect(1, self._rect.c1, 1, self._rect.c2)

    def _along(self) -> Rect:
        return Rect(self._rect.r1, 1, self._rect.r2, 1)

    @property
    def ColumnWidth(self) -> float | None:
        width: float | None = self._grid.column_width.uniform(self._across())
        return width

    @ColumnWidth.setter
    def ColumnWidth(self, value: float) -> None:
        if not 0 <= value <= 255:
            raise refusal("Unable to set the ColumnWidth property of the Range class")
        self._grid.column_width.set(self._across(), float(value))

    @property
    def RowHeight(self) -> float | None:
        height: float | None = self._grid.row_height.uniform(self._along())
        return height

    @RowHeight.setter
    def RowHeight(self, value: float) -> None:
        if not 0 <= value <= 409.5:
            raise refusal("Unable to set the RowHeight property of the Range class")
        self._grid.row_height.set(self._along(), float(value))

    def _points(self, first: int, last: int, *, rows: bool) -> Any:
        if rows:
            return sum(self._grid.row_height.get(row, 1) for row in range(first, last + 1))
        widths = (self._grid.column_width.get(1, column) for column in range(first, last + 1))
        return sum(width * 6 + 3.75 for width in widths)

    @property
    def Width(self) -> Any:
        return self._points(self._rect.c1, self._rect.c2, rows=False)

    @property
    def Height(self) -> Any:
        return self._points(self._rect.r1, self._rect.r2, rows=True)

    @property
    def Left(self) -> Any:
        return self._points(1, self._rect.c1 - 1, rows=False)

    @property
    def Top(self) -> Any:
        return self._points(1, self._rect.r1 - 1, rows=True)

    def AutoFit(self) -> bool:
        """Columns grow to their longest text; rows keep the standard height."""
        if self._by == "rows":
            return True
        widest: dict[int, int] = {}
        for _, column, content in self._grid.filled(self._rect):
            shown = content.result if isinstance(content, Formula) else content
            text = f"{shown:.11g}" if isinstance(shown, float) else str(shown or "")
            width = sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)
            widest[column] = max(widest.get(column, 0), width)
        for column, width in widest.items():
            self._grid.column_width.set(Rect(1, column, 1, column), min(255.0, width + 0.63))
        return True

    @property
    def Hidden(self) -> bool | None:
        by_row = self._rect.whole_rows
        layer = self._grid.row_hidden if by_row else self._grid.column_hidden
        hidden: bool | None = layer.uniform(self._along() if by_row else self._across())
        return hidden

    @Hidden.setter
    def Hidden(self, value: bool) -> None:
        if not (self._rect.whole_rows or self._rect.whole_columns):
            raise refusal("Unable to set the Hidden property of the Range class")
        if self._rect.whole_rows:
            self._grid.row_hidden.set(self._along(), bool(value))
        else:
            self._grid.column_hidden.set(self._across(), bool(value))

    def Merge(self, Across: bool | None = None) -> bool:
        rect = self._only_area("Merge")
        if self._grid.table_at(rect):
            raise refusal("This operation is not allowed in a table.")
        rows = range(rect.r1, rect.r2 + 1)
        for area in [rect._replace(r1=row, r2=row) for row in rows] if Across else [rect]:
            first = next((content for *_, content in self._grid.filled(area)), None)
            self._grid.clear_contents(area)
            self._grid.put(area.r1, area.c1, first)
            self._grid.merged = [m for m in self._grid.merged if not m.meet(area)]
            if area.size > 1:
                self._grid.merged.append(area)
        return True

    def UnMerge(self) -> bool:
        rect = self._rect
        self._grid.merged = [merged for merged in self._grid.merged if not merged.meet(rect)]
        return True

    @property
    def MergeCells(self) -> bool | None:
        if any(merged.covers(self._rect) for merged in self._grid.merged):
            return True
        return None if any(merged.meet(self._rect) for merged in self._grid.merged) else False

    @property
    def MergeArea(self) -> Any:
        if self._rect.size > 1:
            raise refusal("Unable to get the MergeArea property of the Range class")
        return self._place(self._grid.merge_area(self._rect.r1, self._rect.c1))

    @property
    def Hyperlinks(self) -> Any:
        return marks.Hyperlinks(self._world, self._book, self._grid, self._rect)

    @property
    def Comment(self) -> Any:
        at = (self._rect.r1, self._rect.c1)
        known = at in self._grid.notes
        return marks.Comment(self._world, self._book, self._grid, at) if known else None

    def AddComment(self, Text: str = "") -> Any:
        at = (self._rect.r1, self._rect.c1)
        if self._rect.size > 1 or at in self._grid.notes:
            raise refusal("Application-defined or object-defined error")
        self._grid.notes[at] = Text
        return marks.Comment(self._world, self._book, self._grid, at)

    @property
    def CommentThreaded(self) -> None:
        return None

    @property
    def FormatConditions(self) -> Any:
        return marks.FormatConditions(self._world, self._book, self._grid, self._areas)

    @property
    def Validation(self) -> Any:
        return marks.Validation(self._world, self._book, self._grid, self._areas)

    def AutoFilter(self, Field: int | None = None, **_criteria: Any) -> bool:
        """The filter is noted; no row is hidden by it."""
        if self._grid.table_at(self._rect) is None:
            off = Field is None and self._grid.autofilter is not None
            self._grid.autofilter = None if off else self._rect
        return True
