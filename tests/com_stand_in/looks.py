"""Interior and Font of a range: windows on the sheet's layers, to be written."""

from typing import Any

from .grid import Grid
from .rect import Rect
from .world import Face, World


def _look(key: str, kind: type) -> Any:
    def put(self: "_Look", value: Any) -> None:
        for area in self._areas:
            self._grid.layer(f"{self._com}.{key}").set(area, kind(value))

    return property(None, put)


class _Look(Face):
    def __init__(self, world: World, grid: Grid, areas: tuple[Rect, ...]) -> None:
        super().__init__(world)
        self._grid = grid
        self._areas = areas


class Interior(_Look):
    """The fill of a range."""

    _com = "Interior"
    Color = _look("Color", int)


class Font(_Look):
    """The font of a range."""

    _com = "Font"
    Bold = _look("Bold", bool)
    Size = _look("Size", float)
    Color = _look("Color", int)
