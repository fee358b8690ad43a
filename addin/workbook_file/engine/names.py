"""Defined names as xlwings sees them."""

from typing import Any

from xlwings import base_classes

from workbook_file.engine.missing import engine_object
from workbook_file.engine.owners import OfBook, OfSheet, cells
from workbook_file.parts.formulas import quote_sheet
from workbook_file.parts.names import DefinedName

_OF_THE_PAGE = ("Print_Titles", "Print_Area")


@engine_object(base_classes.Names)
class Names(base_classes.Names):
    """The names of a workbook, or of one sheet."""

    def __init__(self, book: OfBook, sheet: OfSheet | None) -> None:
        self._book = book
        self._sheet = sheet

    def _entry(self) -> Any:
        return self._sheet.entry if self._sheet is not None else None

    def _all(self) -> list[DefinedName]:
        names = self._book.document.names.visible(self._entry())
        return sorted(names, key=lambda name: name.name.casefold())

    def __call__(self, name_or_index: Any) -> "Name":
        if isinstance(name_or_index, (int, float)):
            return Name(self._book, self._all()[int(name_or_index) - 1])
        found = self._book.document.names.find(str(name_or_index), self._entry())
        if found is None or (self._sheet is not None and found.sheet is not self._entry()):
            raise KeyError(name_or_index)
        return Name(self._book, found)

    def contains(self, name_or_index: Any) -> bool:
        if isinstance(name_or_index, (int, float)):
            return 1 <= name_or_index <= len(self)
        found = self._book.document.names.find(str(name_or_index), self._entry())
        return found is not None and (self._sheet is None or found.sheet is self._entry())

    def __len__(self) -> int:
        return len(self._all())

    def add(self, name: Any, refers_to: Any) -> "Name":
        bare = str(name)
        if self._sheet is not None and bare in _OF_THE_PAGE:
            bare = f"_xlnm.{bare}"  # as Excel keeps it
        added = self._book.document.names.add(bare, str(refers_to), self._entry())
        return Name(self._book, added)


@engine_object(base_classes.Name)
class Name(base_classes.Name):
    """One defined name."""

    def __init__(self, book: OfBook, name: DefinedName) -> None:
        self._book = book
        self._name = name

    @property  # type: ignore[misc]  # formulas would lose a name that is called another way
    def name(self) -> str:
        own = self._name
        return own.name if own.sheet is None else f"{quote_sheet(own.sheet.name)}!{own.name}"

    @property  # type: ignore[misc]  # Names.add gives it another meaning
    def refers_to(self) -> str:
        return self._name.refers_to

    @property
    def refers_to_range(self) -> base_classes.Range:
        target = self._book.document.names.target(self._name)
        if target is None or target[0].worksheet is None:
            raise ValueError(f"the name {self._name.name!r} is no reference to cells")
        return cells(self._book.sheets(target[0].name), target[1])
