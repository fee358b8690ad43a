# ruff: noqa: N802, N803 - the members carry Excel's own names
"""Names and Name."""

from typing import Any

from . import references
from .errors import refusal
from .grid import Grid
from .workbook import DefinedName, Workbook
from .world import BookFace, World


class Names(BookFace):
    """The names of a book, or those of one sheet."""

    _com = "Names"

    def __init__(self, world: World, book: Workbook, scope: Grid | None = None) -> None:
        super().__init__(world, book)
        self._scope = scope

    def _default(self, *args: Any) -> Any:
        name = self._book.find_name(args[0], self._scope)
        if name is None:
            raise refusal("Application-defined or object-defined error")
        return Name(self._world, self._book, name)

    @property
    def Count(self) -> int:
        return len(self._book.names_of(self._scope))

    def Add(self, Name: str, RefersTo: Any = None) -> Any:
        added = self._book.add_name(Name, str(RefersTo), self._scope)
        return _wrap(self._world, self._book, added)


class Name(BookFace):
    """One name."""

    _com = "Name"

    def __init__(self, world: World, book: Workbook, name: DefinedName) -> None:
        super().__init__(world, book)
        self._name = name

    @property
    def Name(self) -> str:
        sheet = self._name.sheet
        local = self._name.name
        return f"{references.quoted(sheet.name)}!{local}" if sheet else local

    @property
    def RefersToRange(self) -> Any:
        from . import ranges

        grid, rect = self._book.target(self._name)
        return ranges.Range(self._world, self._book, grid, (rect,))


def _wrap(world: World, book: Workbook, name: DefinedName) -> Name:
    return Name(world, book, name)
