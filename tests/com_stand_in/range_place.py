# ruff: noqa: N802, N803 - the members carry Excel's own names
"""Range: where it lies."""

from typing import Any

from .counting import ComObject
from .errors import NotModelledError, refusal
from .grid import Grid
from .rect import EVERYTHING, MAX_COLUMNS, MAX_ROWS, Rect
from .workbook import Workbook
from .world import SheetFace, World


class RangePlace(SheetFace):
    """Geometry; `by` says whether it counts cells, rows or columns."""

    _com = "Range"

    def __init__(
        self,
        world: World,
        book: Workbook,
        grid: Grid,
        areas: tuple[Rect, ...],
        by: str = "cells",
    ) -> None:
        super().__init__(world, book, grid)
        if not all(EVERYTHING.covers(area) for area in areas):
            raise refusal("Application-defined or object-defined error")
        self._areas = areas
        self._rect = areas[0]
        self._by = by

    def _counted_by(self, by: str) -> Any:
        return type(self)(self._world, self._book, self._grid, self._areas, by)

    @property
    def Worksheet(self) -> Any:
        return self._sheet()

    @property
    def Areas(self) -> Any:
        return Areas(self._world, [self._place(area) for area in self._areas])

    @property
    def Row(self) -> int:
        return self._rect.r1

    @property
    def Column(self) -> int:
        return self._rect.c1

    @property
    def Rows(self) -> Any:
        return self._counted_by("rows")

    @property
    def Columns(self) -> Any:
        return self._counted_by("columns")

    @property
    def Count(self) -> int:
        if self._by != "cells":
            return self._rect.rows if self._by == "rows" else self._rect.columns
        count = sum(area.size for area in self._areas)
        if count > 2**31 - 1:
            raise refusal("Overflow")
        return count

    def _default(self, *args: Any) -> Any:
        row, column = args
        top, left = self._rect.r1 + int(row) - 1, self._rect.c1 + int(column) - 1
        return self._place(Rect(top, left, top, left))

    def Item(self, Index: int) -> Any:
        """One of the rows or columns."""
        rect = self._rect
        if self._by == "rows":
            return self._place(rect._replace(r1=rect.r1 + Index - 1, r2=rect.r1 + Index - 1))
        if self._by == "columns":
            return self._place(rect._replace(c1=rect.c1 + Index - 1, c2=rect.c1 + Index - 1))
        raise NotModelledError("Range.Item of cells")

    @property
    def Address(self) -> str:
        return ",".join(area.spelled() for area in self._areas)

    def GetAddress(
        self, RowAbsolute: bool, ColumnAbsolute: bool, _ReferenceStyle: int, External: bool
    ) -> str:
        if not (RowAbsolute and ColumnAbsolute) or External:
            raise NotModelledError("Range.GetAddress but as Range.Address")
        return self.Address

    @property
    def EntireRow(self) -> Any:
        return self._place(self._rect._replace(c1=1, c2=MAX_COLUMNS))

    @property
    def EntireColumn(self) -> Any:
        return self._place(self._rect._replace(r1=1, r2=MAX_ROWS))

    def Select(self) -> bool:
        if self._world.active is not self._book or self._book.active is not self._grid:
            raise refusal("Select method of Range class failed")
        self._grid.selection = self._rect
        return True


class Areas(ComObject):
    """The rectangles of a range."""

    _com = "Areas"

    def __init__(self, world: World, places: list[Any]) -> None:
        super().__init__(world.tally)
        self._places = places

    def _members(self) -> list[Any]:
        return self._places
