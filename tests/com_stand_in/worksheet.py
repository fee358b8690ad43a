# ruff: noqa: N802, N803 - the members carry Excel's own names
"""Worksheets and Worksheet."""

from typing import Any

from . import defined_names, references
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

    def Add(self, Before: Any = None) -> Any:
        position = self._book.sheets.index(Before._grid if Before else self._book.active)
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

    def Move(self, Before: Any) -> None:
        self._book.sheets.remove(self._grid)
        self._book.sheets.insert(self._book.sheets.index(Before._grid), self._grid)
        self._book.active = self._grid

    def Range(self, Cell1: Any, Cell2: Any = None) -> Any:
        first = self._corner(Cell1)
        return self._place(first if Cell2 is None else first.hull(self._corner(Cell2)))

    def _corner(self, cell: Any) -> Rect:
        if isinstance(cell, SheetFace):
            if cell._grid is not self._grid:
                raise refusal("Application-defined or object-defined error")
            rect: Rect = cell._rect
            return rect
        rect_found = rect_of(str(cell))
        if rect_found is None:
            raise NotModelledError(f"Worksheet.Range({str(cell)!r})")
        return rect_found

    @property
    def Cells(self) -> Any:
        return self._place(EVERYTHING)

    @property
    def UsedRange(self) -> Any:
        return self._place(self._grid.used())

    @property
    def Names(self) -> Any:
        return defined_names.Names(self._world, self._book, self._grid)
