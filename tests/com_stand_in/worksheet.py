# ruff: noqa: N802, N803 - the members carry Excel's own names
"""Worksheets and Worksheet."""

import copy
from typing import Any

from . import defined_names, list_objects, marks, references
from .errors import NotModelledError, refusal
from .grid import Grid
from .rect import EVERYTHING, Rect, rect_of
from .world import BookFace, SheetFace


class Worksheets(BookFace):
    """The sheets of a book."""

    _com = "Worksheets"

    def _wrap(self, grid: Grid) -> "Worksheet":
        return Worksheet(self._world, self._book, grid)

    def _default(self, *args: Any) -> Any:
        return self._wrap(self._book.sheet(args[0]))

    def Item(self, Index: Any) -> Any:
        return self._default(Index)

    def _members(self) -> list[Any]:
        return [self._wrap(grid) for grid in self._book.sheets]

    @property
    def Count(self) -> int:
        return len(self._book.sheets)

    @property
    def Parent(self) -> Any:
        return self.Application._workbook(self._book)

    def Add(self, Before: Any = None, After: Any = None) -> Any:
        neighbour = (Before or After)._grid if Before or After else self._book.active
        position = self._book.sheets.index(neighbour) + (After is not None)
        self._book.active = self._book.add_sheet(position)
        return self._wrap(self._book.active)


class Worksheet(SheetFace):
    """One sheet."""

    _com = "Worksheet"

    @property
    def Name(self) -> str:
        return self._grid.name

    @Name.setter
    def Name(self, value: str) -> None:
        old = self._grid.name
        self._book.rename(self._grid, str(value))
        for name in self._book.names:
            sheet, address = references.sheet_and_address(name.refers_to.removeprefix("="))
            if sheet is not None and sheet.lower() == old.lower():
                name.refers_to = f"={references.quoted(self._grid.name)}!{address}"

    @property
    def Index(self) -> int:
        return self._book.sheets.index(self._grid) + 1

    @property
    def Parent(self) -> Any:
        return self.Application._workbook(self._book)

    @property
    def Visible(self) -> int:
        return self._grid.visible

    @Visible.setter
    def Visible(self, value: int) -> None:
        state = -1 if value is True else int(value)
        others = [g for g in self._book.sheets if g is not self._grid and g.visible == -1]
        if state != -1 and not others:
            raise refusal("Unable to set the Visible property of the Worksheet class")
        self._grid.visible = state
        if state != -1 and self._book.active is self._grid:
            self._book.active = others[0]

    def Activate(self) -> None:
        if self._grid.visible != -1:
            raise refusal("Activate method of Worksheet class failed")
        self._book.active = self._grid

    def Select(self, _Replace: bool = True) -> None:
        if self._grid.visible != -1:
            raise refusal("Select method of Worksheet class failed")
        self._book.active = self._grid

    def Delete(self) -> bool:
        others = [g for g in self._book.sheets if g is not self._grid and g.visible == -1]
        if not others:
            raise refusal("A workbook must contain at least one visible worksheet.")
        self._book.sheets.remove(self._grid)
        self._book.names = [name for name in self._book.names if name.sheet is not self._grid]
        if self._book.active is self._grid:
            self._book.active = others[0]
        return True

    def Move(self, Before: Any = None, After: Any = None) -> None:
        anchor = self._anchor(Before, After)
        self._book.sheets.remove(self._grid)
        position = self._book.sheets.index(anchor) + (After is not None)
        self._book.sheets.insert(position, self._grid)
        self._book.active = self._grid

    def Copy(self, Before: Any = None, After: Any = None) -> None:
        anchor = self._anchor(Before, After)
        twin = copy.deepcopy(self._grid)
        taken = {grid.name.lower() for grid in self._book.sheets}
        number = 2
        while f"{self._grid.name} ({number})".lower() in taken:
            number += 1
        twin.name = f"{self._grid.name} ({number})"
        names = {table.name.lower() for _, table in self._book.tables()}
        for table in twin.tables:
            while table.name.lower() in names:
                table.name += "_1"
        self._book.sheets.insert(self._book.sheets.index(anchor) + (After is not None), twin)
        self._book.active = twin

    def _anchor(self, before: Any, after: Any) -> Grid:
        anchor = before if before is not None else after
        if anchor is None or anchor._book is not self._book:
            raise NotModelledError("a sheet moved or copied to another book")
        grid: Grid = anchor._grid
        return grid

    def Range(self, Cell1: Any, Cell2: Any = None) -> Any:
        first, grid = self._corner(Cell1)
        if Cell2 is None:
            return self._place(first, grid)
        second, other = self._corner(Cell2)
        if grid is not self._grid or other is not self._grid:
            raise refusal("Application-defined or object-defined error")
        return self._place(first.hull(second))

    def _corner(self, cell: Any) -> tuple[Rect, Grid]:
        if isinstance(cell, SheetFace):
            rect: Rect = cell._rect
            return rect, cell._grid
        text = str(cell)
        if "," in text and "[" not in text:
            raise NotModelledError(f"a range with several areas: {text}")
        sheet, address = references.sheet_and_address(text)
        rect_found = rect_of(address)
        if rect_found and (sheet is None or sheet.lower() == self._grid.name.lower()):
            return rect_found, self._grid
        named = self._book.range_named(text, self._grid)
        if named is None or named[0] is not self._grid:
            raise refusal("Application-defined or object-defined error")
        return named[1], named[0]

    @property
    def Cells(self) -> Any:
        return self._place(EVERYTHING)

    @property
    def Rows(self) -> Any:
        return self._place(EVERYTHING)._counted_by("rows")

    @property
    def Columns(self) -> Any:
        return self._place(EVERYTHING)._counted_by("columns")

    @property
    def UsedRange(self) -> Any:
        return self._place(self._grid.used())

    @property
    def ListObjects(self) -> Any:
        return list_objects.ListObjects(self._world, self._book, self._grid)

    @property
    def Names(self) -> Any:
        return defined_names.Names(self._world, self._book, self._grid)

    @property
    def Comments(self) -> Any:
        places = sorted(self._grid.notes)
        return [marks.Comment(self._world, self._book, self._grid, at) for at in places]

    @property
    def CommentsThreaded(self) -> Any:
        return []

    @property
    def Hyperlinks(self) -> Any:
        return marks.Hyperlinks(self._world, self._book, self._grid, EVERYTHING)

    @property
    def AutoFilterMode(self) -> bool:
        return self._grid.autofilter is not None

    @AutoFilterMode.setter
    def AutoFilterMode(self, value: bool) -> None:
        if value:
            raise refusal("Unable to set the AutoFilterMode property of the Worksheet class")
        self._grid.autofilter = None

    @property
    def AutoFilter(self) -> Any:
        area = self._grid.autofilter
        return SheetFilter(self._world, self._book, self._grid) if area else None

    @property
    def PageSetup(self) -> Any:
        return PageSetup(self._world, self._book, self._grid)

    def Calculate(self) -> None:
        """Formulas are not evaluated."""


class SheetFilter(SheetFace):
    """The sheet's filter: where it is; what it hides is not modelled."""

    _com = "AutoFilter"

    @property
    def Range(self) -> Any:
        return self._place(self._grid.autofilter or EVERYTHING)


class PageSetup(SheetFace):
    """Print settings: the area only."""

    _com = "PageSetup"

    @property
    def PrintArea(self) -> str:
        return self._grid.print_area

    @PrintArea.setter
    def PrintArea(self, value: str | None) -> None:
        self._grid.print_area = value or ""
