"""Books, their sheets and their names, as Excel holds them in memory."""

import dataclasses
import datetime as dt
import re
from pathlib import Path

from . import references
from .errors import refusal
from .grid import Formula, Grid
from .rect import Rect, rect_of

_NAME = re.compile(r"[^\W\d][\w.\\?]*|\\[\w.]*")


@dataclasses.dataclass(slots=True, eq=False)
class DefinedName:
    """A name; `sheet` is its scope, None for the whole book."""

    name: str
    refers_to: str
    sheet: Grid | None = None


class Workbook:
    """One open book."""

    def __init__(self, name: str, today: dt.date) -> None:
        self.name = name
        self.today = today
        self.path: Path | None = None
        self.source: bytes | None = None  # the file it was opened from
        self.source_titles: dict[Grid, str] = {}
        self.sheets: list[Grid] = []
        self.names: list[DefinedName] = []
        self.active: Grid = self.add_sheet(0)

    @property
    def fullname(self) -> str:
        return str(self.path) if self.path else self.name

    def add_sheet(self, position: int) -> Grid:
        taken = {grid.name.lower() for grid in self.sheets}
        number = len(self.sheets) + 1
        while f"sheet{number}" in taken:
            number += 1
        grid = Grid(f"Sheet{number}", self.today)
        self.sheets.insert(position, grid)
        return grid

    def sheet(self, key: object) -> Grid:
        """Find a sheet by name, in any case, or by its number from 1."""
        if isinstance(key, int | float) and 1 <= key <= len(self.sheets):
            return self.sheets[int(key) - 1]
        for grid in self.sheets:
            if isinstance(key, str) and grid.name.lower() == key.lower():
                return grid
        raise refusal("Subscript out of range")

    def rename(self, grid: Grid, name: str) -> None:
        taken = any(
            other.name.lower() == name.lower() for other in self.sheets if other is not grid
        )
        if taken or not 1 <= len(name) <= 31 or re.search(r"[\\/?*\[\]:]", name):
            raise refusal("That name is already taken or not valid. Try a different one.")
        grid.name = name

    def check_name(self, name: str) -> None:
        """Raise unless the name can be given to a range."""
        if not _NAME.fullmatch(name) or rect_of(name) or re.fullmatch(r"(?i)[rc]|r\d+c\d+", name):
            raise refusal("The syntax of this name isn't correct.")

    def find_name(self, key: object, scope: Grid | None) -> DefinedName | None:
        """Find by `name`, `Sheet!name` or number; a bare name prefers the book, then the scope."""
        names = self.names_of(scope)
        if isinstance(key, int | float):
            return names[int(key) - 1] if 1 <= key <= len(names) else None
        sheet, local = references.sheet_and_address(str(key))
        found = [name for name in names if name.name.lower() == local.lower()]
        if sheet is not None:
            sheets = [grid for grid in self.sheets if grid.name.lower() == sheet.lower()]
            found = [name for name in found if name.sheet in sheets]
        return min(found, key=lambda name: name.sheet is not None, default=None)

    def names_of(self, scope: Grid | None) -> list[DefinedName]:
        """All names in Excel's order, or those of one sheet."""
        names = [name for name in self.names if scope is None or name.sheet is scope]
        return sorted(names, key=lambda name: (name.name.lower(), name.sheet is not None))

    def add_name(self, key: str, refers_to: str, scope: Grid | None) -> DefinedName:
        """Define, or redefine, a name; `Sheet!name` gives it that sheet's scope."""
        sheet, local = references.sheet_and_address(key)
        grid = self.sheet(sheet) if sheet else scope
        self.check_name(local)
        tables = [table for each in self.sheets for table in each.tables]
        if any(table.name.lower() == local.lower() for table in tables):
            raise refusal("The name is already in use by a table.")
        text = refers_to if refers_to.startswith("=") else f'="{refers_to}"'
        for name in self.names:
            if name.name.lower() == local.lower() and name.sheet is grid:
                name.refers_to = text
                return name
        self.names.append(DefinedName(local, text, grid))
        return self.names[-1]

    def target(self, name: DefinedName) -> tuple[Grid, Rect]:
        """The range a name stands for; refused when it is a constant or a formula."""
        sheet, address = references.sheet_and_address(name.refers_to.removeprefix("="))
        rect = rect_of(address)
        if rect is None or sheet is None:
            raise refusal("The name does not refer to a range.")
        return self.sheet(sheet), rect

    def references_moved(self, grid: Grid, move: references.Mover) -> None:
        """Carry inserted rows into names and formulas."""
        for name in self.names:
            home = name.sheet.name if name.sheet else ""
            name.refers_to = references.pushed(name.refers_to, home, grid.name, move)
        for other in self.sheets:
            for row, column, content in list(other.filled()):
                if isinstance(content, Formula):
                    text = content.at(row, column)
                    now = references.pushed(text, other.name, grid.name, move)
                    moved = Formula(now, (row, column), content.result)
                    other.put(row, column, moved if now != text else content)
