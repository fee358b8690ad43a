# ruff: noqa: N802, N803 - the members carry Excel's own names
"""Range: where it lies, and what lies around it."""

import re
from typing import Any

from . import references
from .counting import ComObject
from .errors import NotModelledError, refusal
from .grid import Grid
from .rect import EVERYTHING, MAX_COLUMNS, MAX_ROWS, Rect, column_number
from .workbook import Workbook
from .world import SheetFace, World

_DIRECTIONS = {-4121: (1, 0), -4162: (-1, 0), -4161: (0, 1), -4159: (0, -1)}


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
    def Parent(self) -> Any:
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
    def Cells(self) -> Any:
        return self._counted_by("cells")

    @property
    def CountLarge(self) -> int:
        by = {"rows": self._rect.rows, "columns": self._rect.columns}
        return by.get(self._by, sum(area.size for area in self._areas))

    @property
    def Count(self) -> int:
        count: int = self.CountLarge
        if count > 2**31 - 1:
            raise refusal("Overflow")
        return count

    def _default(self, *args: Any) -> Any:
        row, column = (*args, None)[:2]
        rect = self._rect
        if isinstance(column, str):
            column = column_number(column)
        if column is None:
            return self._nth(int(row))
        top, left = rect.r1 + int(row) - 1, rect.c1 + int(column) - 1
        return self._place(Rect(top, left, top, left))

    def _nth(self, index: int) -> Any:
        rect = self._rect
        if self._by == "rows":
            return self._place(rect._replace(r1=rect.r1 + index - 1, r2=rect.r1 + index - 1))
        if self._by == "columns":
            return self._place(rect._replace(c1=rect.c1 + index - 1, c2=rect.c1 + index - 1))
        down, right = divmod(index - 1, rect.columns)
        return self._place(Rect(rect.r1 + down, rect.c1 + right, rect.r1 + down, rect.c1 + right))

    def _members(self) -> list[Any]:
        return [self._nth(index) for index in range(1, self.Count + 1)]

    def Item(self, RowIndex: Any, ColumnIndex: Any = None) -> Any:
        return self._default(RowIndex, ColumnIndex)

    @property
    def Address(self) -> str:
        return ",".join(area.spelled() for area in self._areas)

    def GetAddress(
        self,
        RowAbsolute: Any = True,
        ColumnAbsolute: Any = True,
        _ReferenceStyle: int = 1,
        External: Any = False,
    ) -> str:
        address = ",".join(
            area.spelled(row_absolute=bool(RowAbsolute), column_absolute=bool(ColumnAbsolute))
            for area in self._areas
        )
        if not External:
            return address
        place = f"[{self._book.name}]{self._grid.name}"
        needs_quotes = references.quoted(self._grid.name) != self._grid.name
        needs_quotes |= not re.fullmatch(r"[\w.]+", self._book.name)
        return f"'{place}'!{address}" if needs_quotes else f"{place}!{address}"

    def GetOffset(self, RowOffset: int = 0, ColumnOffset: int = 0) -> Any:
        rect = self._rect
        down, right = int(RowOffset), int(ColumnOffset)
        return self._place(Rect(rect.r1 + down, rect.c1 + right, rect.r2 + down, rect.c2 + right))

    def GetResize(self, RowSize: int | None = None, ColumnSize: int | None = None) -> Any:
        rect = self._rect
        rows, columns = RowSize or rect.rows, ColumnSize or rect.columns
        return self._place(Rect(rect.r1, rect.c1, rect.r1 + rows - 1, rect.c1 + columns - 1))

    @property
    def EntireRow(self) -> Any:
        return self._place(self._rect._replace(c1=1, c2=MAX_COLUMNS))

    @property
    def EntireColumn(self) -> Any:
        return self._place(self._rect._replace(r1=1, r2=MAX_ROWS))

    @property
    def CurrentRegion(self) -> Any:
        return self._place(self._grid.region(self._rect))

    def End(self, Direction: int) -> Any:
        down, right = _DIRECTIONS[Direction]
        row, column = self._grid.end(self._rect.r1, self._rect.c1, down, right)
        return self._place(Rect(row, column, row, column))

    @property
    def ListObject(self) -> Any:
        from . import list_objects

        table = self._grid.table_at(self._rect._replace(r2=self._rect.r1, c2=self._rect.c1))
        if table is None:
            return None
        return list_objects.ListObject(self._world, self._book, self._grid, table)

    @property
    def Name(self) -> Any:
        from . import defined_names

        here = f"={references.quoted(self._grid.name)}!{self._rect.spelled()}".lower()
        for name in self._book.names_of(None):
            if name.refers_to.lower() == here:
                return defined_names.Name(self._world, self._book, name)
        raise refusal("Application-defined or object-defined error")

    @Name.setter
    def Name(self, value: str) -> None:
        here = f"={references.quoted(self._grid.name)}!{self._rect.spelled()}"
        self._book.add_name(value, here, None)

    def Select(self) -> bool:
        if self._world.active is not self._book or self._book.active is not self._grid:
            raise refusal("Select method of Range class failed")
        self._grid.selection = self._rect
        return True

    Activate = Select

    def _only_area(self, work: str) -> Rect:
        if len(self._areas) > 1:
            raise NotModelledError(f"{work} of a range with several areas")
        return self._rect


class Areas(ComObject):
    """The rectangles of a range."""

    _com = "Areas"

    def __init__(self, world: World, places: list[Any]) -> None:
        super().__init__(world.tally)
        self._places = places

    @property
    def Count(self) -> int:
        return len(self._places)

    def _default(self, *args: Any) -> Any:
        return self._places[int(args[0]) - 1]

    def Item(self, Index: int) -> Any:
        return self._default(Index)

    def _members(self) -> list[Any]:
        return self._places
