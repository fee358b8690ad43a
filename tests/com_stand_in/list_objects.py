# ruff: noqa: N802, N803 - the members carry Excel's own names
"""ListObjects, ListObject, their rows and columns."""

from typing import Any

from . import shifting
from .errors import NotModelledError, refusal
from .grid import Formula, Grid, Table
from .rect import Rect
from .workbook import Workbook
from .world import Face, SheetFace, World

_YES = 1


class ListObjects(SheetFace):
    """The tables of a sheet."""

    _com = "ListObjects"

    def _wrap(self, table: Table) -> "ListObject":
        return ListObject(self._world, self._book, self._grid, table)

    def _default(self, *args: Any) -> Any:
        key = args[0]
        for number, table in enumerate(self._grid.tables, start=1):
            if number == key or (isinstance(key, str) and table.name.lower() == key.lower()):
                return self._wrap(table)
        raise refusal("Subscript out of range")

    def Item(self, Index: Any) -> Any:
        return self._default(Index)

    def _members(self) -> list[Any]:
        return [self._wrap(table) for table in self._grid.tables]

    @property
    def Count(self) -> int:
        return len(self._grid.tables)

    def Add(
        self,
        SourceType: int,
        Source: Any,
        LinkSource: Any = None,
        XlListObjectHasHeaders: int = _YES,
        Destination: Any = None,
        TableStyleName: str | None = None,
    ) -> Any:
        """Make a table; a header row alone gets an empty row beneath it."""
        if SourceType != 1 or XlListObjectHasHeaders != _YES or LinkSource or Destination:
            raise NotModelledError("a table without headers, or from outside")
        rect: Rect = Source._rect
        blank = rect.rows == 1
        rect = rect._replace(r2=rect.r2 + blank)
        if self._grid.table_at(rect) or any(m.meet(rect) for m in self._grid.merged):
            raise refusal("A table cannot overlap a range that contains another table.")
        taken = {table.name.lower() for _, table in self._book.tables()}
        number = 1
        while f"表{number}" in taken:
            number += 1
        table = Table(f"表{number}", rect, TableStyleName or "", blank)
        self._grid.tables.append(table)
        _write_headers(self._grid, table)
        return self._wrap(table)


def _write_headers(grid: Grid, table: Table) -> None:
    """Headers are text, none is empty, none twice."""
    taken: set[str] = set()
    row = table.rect.r1
    for number, column in enumerate(range(table.rect.c1, table.rect.c2 + 1), start=1):
        content = grid.get(row, column)
        if isinstance(content, Formula):
            content = content.result
        if isinstance(content, float):
            content = f"{content:.15g}"
        header = f"列{number}" if content is None else str(content)
        base, count = header, 2
        while header.lower() in taken:
            header, count = f"{base}{count}", count + 1
        taken.add(header.lower())
        grid.put(row, column, header)


def _switch(key: str, *, default: bool) -> Any:
    def get(self: "ListObject") -> bool:
        return self._table.switches.get(key, default)

    def put(self: "ListObject", value: bool) -> None:
        self._table.switches[key] = bool(value)

    return property(get, put)


class ListObject(SheetFace):
    """One table."""

    _com = "ListObject"
    ShowAutoFilter = _switch("ShowAutoFilter", default=True)
    ShowTableStyleColumnStripes = _switch("ShowTableStyleColumnStripes", default=False)
    ShowTableStyleFirstColumn = _switch("ShowTableStyleFirstColumn", default=False)
    ShowTableStyleLastColumn = _switch("ShowTableStyleLastColumn", default=False)
    ShowTableStyleRowStripes = _switch("ShowTableStyleRowStripes", default=True)

    def __init__(self, world: World, book: Workbook, grid: Grid, table: Table) -> None:
        super().__init__(world, book, grid)
        self._table = table

    @property
    def Name(self) -> str:
        return self._table.name

    @Name.setter
    def Name(self, value: str) -> None:
        self._book.check_name(value)
        others = [table for _, table in self._book.tables() if table is not self._table]
        taken = {table.name.lower() for table in others}
        taken |= {name.name.lower() for name in self._book.names}
        if value.lower() in taken:
            raise refusal("The name is already in use.")
        self._table.name = value

    @property
    def DisplayName(self) -> str:
        return self._table.name

    @DisplayName.setter
    def DisplayName(self, value: str) -> None:
        self.Name = value

    @property
    def Parent(self) -> Any:
        return self._sheet()

    @property
    def ShowHeaders(self) -> bool:
        return True

    @property
    def ShowTotals(self) -> bool:
        return False

    @property
    def Range(self) -> Any:
        return self._place(self._table.rect)

    @property
    def HeaderRowRange(self) -> Any:
        return self._place(self._table.rect._replace(r2=self._table.rect.r1))

    @property
    def DataBodyRange(self) -> Any:
        return None if self._table.blank else self._place(self._body())

    @property
    def InsertRowRange(self) -> Any:
        return self._place(self._body()) if self._table.blank else None

    @property
    def TotalsRowRange(self) -> None:
        return None

    def _body(self) -> Rect:
        return self._table.rect._replace(r1=self._table.rect.r1 + 1)

    @property
    def TableStyle(self) -> Any:
        return TableStyle(self._world, self._table.style)

    @TableStyle.setter
    def TableStyle(self, value: str) -> None:
        self._table.style = value

    def Resize(self, Range: Any) -> None:
        """Take the new rectangle: same header row, at least one body row, touching the old."""
        rect: Rect = Range._rect
        old = self._table.rect
        others = [table for table in self._grid.tables if table is not self._table]
        overlaps = any(table.rect.meet(rect) for table in others)
        if Range._grid is not self._grid or rect.r1 != old.r1 or rect.rows < 2:
            raise refusal("The range does not work for resizing the table.")
        if not rect.meet(old) or overlaps:
            raise refusal("The range does not work for resizing the table.")
        self._table.rect = rect
        self._table.blank = rect.rows == 2 and self._table.blank
        _write_headers(self._grid, self._table)

    def Unlist(self) -> None:
        self._grid.tables.remove(self._table)

    def Delete(self) -> None:
        self._grid.clear_contents(self._table.rect)
        self._grid.clear_formats(self._table.rect)
        self._grid.tables.remove(self._table)

    @property
    def ListRows(self) -> Any:
        return ListRows(self._world, self._book, self._grid, self._table)

    @property
    def ListColumns(self) -> Any:
        return ListColumns(self._world, self._book, self._grid, self._table)


class TableStyle(Face):
    """The style a table wears."""

    _com = "TableStyle"

    def __init__(self, world: World, name: str) -> None:
        super().__init__(world)
        self._name = name

    @property
    def Name(self) -> str:
        return self._name


class _Strips(SheetFace):
    """Rows or columns of a table."""

    def __init__(self, world: World, book: Workbook, grid: Grid, table: Table) -> None:
        super().__init__(world, book, grid)
        self._table = table

    def _strips(self) -> list[Any]:
        raise NotImplementedError

    def _members(self) -> list[Any]:
        return self._strips()

    @property
    def Count(self) -> int:
        return len(self._strips())

    def Item(self, Index: Any) -> Any:
        return self._default(Index)


class ListRows(_Strips):
    """The body rows of a table."""

    _com = "ListRows"

    def _strips(self) -> list[Any]:
        rect = self._table.rect
        rows = range(rect.r1 + 1, rect.r2 + 1) if not self._table.blank else ()
        return [ListRow(self._world, self._book, self._grid, self._table, row) for row in rows]

    def _default(self, *args: Any) -> Any:
        rows = self._strips()
        if not 1 <= int(args[0]) <= len(rows):
            raise refusal("Subscript out of range")
        return rows[int(args[0]) - 1]

    def Add(self, Position: int | None = None) -> Any:
        """Insert a row, by default at the end; cells below the table move down."""
        table = self._table
        if table.blank:
            table.blank = False
            return self._strips()[0]
        count = table.rect.rows - 1
        row = table.rect.r1 + (Position if Position is not None else count + 1)
        strip = table.rect._replace(r1=row, r2=row)
        move = shifting.shift(self._grid, strip, vertical=True, insert=True)
        if Position is None:
            table.rect = table.rect._replace(r2=row)
        self._book.references_moved(self._grid, move)
        return ListRow(self._world, self._book, self._grid, table, row)


class ListRow(SheetFace):
    """One body row."""

    _com = "ListRow"

    def __init__(self, world: World, book: Workbook, grid: Grid, table: Table, row: int) -> None:
        super().__init__(world, book, grid)
        self._table = table
        self._row = row

    @property
    def Index(self) -> int:
        return self._row - self._table.rect.r1

    @property
    def Range(self) -> Any:
        return self._place(self._table.rect._replace(r1=self._row, r2=self._row))

    def Delete(self) -> None:
        """Remove the row; the last one leaves an empty insert row."""
        strip = self._table.rect._replace(r1=self._row, r2=self._row)
        if self._table.rect.rows == 2:
            self._grid.clear_contents(strip)
            self._table.blank = True
            return
        move = shifting.shift(self._grid, strip, vertical=True, insert=False)
        self._book.references_moved(self._grid, move)


class ListColumns(_Strips):
    """The columns of a table."""

    _com = "ListColumns"

    def _strips(self) -> list[Any]:
        columns = range(self._table.rect.c1, self._table.rect.c2 + 1)
        return [
            ListColumn(self._world, self._book, self._grid, self._table, column)
            for column in columns
        ]

    def _default(self, *args: Any) -> Any:
        for number, column in enumerate(self._strips(), start=1):
            if number == args[0] or column._header() == args[0]:
                return column
        raise refusal("Subscript out of range")


class ListColumn(SheetFace):
    """One column."""

    _com = "ListColumn"

    def __init__(self, world: World, book: Workbook, grid: Grid, table: Table, column: int) -> None:
        super().__init__(world, book, grid)
        self._table = table
        self._column = column

    def _header(self) -> str:
        return str(self._grid.get(self._table.rect.r1, self._column))

    def _strip(self) -> Rect:
        return self._table.rect._replace(c1=self._column, c2=self._column)

    @property
    def Name(self) -> str:
        return self._header()

    @Name.setter
    def Name(self, value: str) -> None:
        self._grid.put(self._table.rect.r1, self._column, value)

    @property
    def Index(self) -> int:
        return self._column - self._table.rect.c1 + 1

    @property
    def Range(self) -> Any:
        return self._place(self._strip())

    @property
    def DataBodyRange(self) -> Any:
        strip = self._strip()
        return None if self._table.blank else self._place(strip._replace(r1=strip.r1 + 1))
