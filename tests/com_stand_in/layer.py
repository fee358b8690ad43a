"""One attribute of all cells of a sheet, kept as the rectangles it was set on.

The newest setting of a cell counts. Single cells are kept apart, so that ten thousand of them
stay quick.
"""

from collections.abc import Callable
from typing import Any

from .errors import NotModelledError
from .rect import Rect


class Layer:
    """An attribute with a default."""

    def __init__(self, default: Any) -> None:
        self.default = default
        self._age = 0
        self._cells: dict[tuple[int, int], tuple[int, Any]] = {}
        self._rects: list[tuple[int, Rect, Any]] = []

    def set(self, rect: Rect, value: Any) -> None:
        self._age += 1
        if rect.size == 1:
            self._cells[rect.r1, rect.c1] = (self._age, value)
            return
        self._rects = [entry for entry in self._rects if not rect.covers(entry[1])]
        if rect.size > len(self._cells):
            hidden = [at for at in self._cells if rect.holds(*at)]
        else:
            hidden = [
                (row, column)
                for row in range(rect.r1, rect.r2 + 1)
                for column in range(rect.c1, rect.c2 + 1)
                if (row, column) in self._cells
            ]
        for at in hidden:
            del self._cells[at]
        self._rects.append((self._age, rect, value))

    def get(self, row: int, column: int) -> Any:
        born, value = self._cells.get((row, column), (0, self.default))
        for age, rect, other in reversed(self._rects):
            if age < born:
                break
            if rect.holds(row, column):
                return other
        return value

    def reader(self, rect: Rect) -> Callable[[int, int], Any]:
        """A quick `get` for the cells of one rectangle."""
        if self._same(rect):
            value = self.get(rect.r1, rect.c1)
            return lambda _row, _column: value
        return self.get

    def uniform(self, rect: Rect) -> Any:
        """The value that all cells share; one setting, or none, must decide for all."""
        if not self._same(rect):
            raise NotModelledError("what is read of cells that were formatted apart")
        return self.get(rect.r1, rect.c1)

    def _same(self, rect: Rect) -> bool:
        """Whether one setting, or none, decides for the whole rectangle."""
        if rect.size == 1:
            return True
        newest_cell = max(
            (born for at, (born, _) in self._cells.items() if rect.holds(*at)), default=0
        )
        for age, other, _ in reversed(self._rects):
            if other.covers(rect):
                return bool(newest_cell < age)
            if other.meet(rect):
                return False
        return bool(newest_cell == 0)

    def entries(self) -> list[tuple[Rect, Any]]:
        """All settings, oldest first."""
        found = [(age, rect, value) for age, rect, value in self._rects]
        found += [(age, Rect(*at, *at), value) for at, (age, value) in self._cells.items()]
        return [(rect, value) for _, rect, value in sorted(found, key=lambda entry: entry[0])]

    def rebuilt(self, move: Callable[[Rect], list[Rect]]) -> None:
        """Replace each rectangle by the pieces that became of it."""
        entries = self.entries()
        self._cells, self._rects, self._age = {}, [], 0
        for rect, value in entries:
            for piece in move(rect):
                self.set(piece, value)
