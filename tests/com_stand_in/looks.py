# ruff: noqa: N802 - the members carry Excel's own names
"""Interior, Font and Borders of a range: windows on the sheet's layers."""

from typing import Any

from .errors import NotModelledError
from .grid import NO_FILL, Grid
from .rect import Rect
from .world import Face, World

_LINE, _NO_LINE, _THIN = 1, -4142, 2


class _Look(Face):
    def __init__(self, world: World, grid: Grid, areas: tuple[Rect, ...]) -> None:
        super().__init__(world)
        self._grid = grid
        self._areas = areas

    def _get(self, key: str) -> Any:
        values = [self._grid.layer(key).uniform(area) for area in self._areas]
        return values[0] if all(value == values[0] for value in values) else None

    def _put(self, key: str, value: Any) -> None:
        for area in self._areas:
            self._grid.layer(key).set(area, value)


class Interior(_Look):
    """The fill of a range."""

    _com = "Interior"

    def _agrees(self) -> bool:
        layer = self._grid.layer("Interior.Color")
        first = [layer.get(area.r1, area.c1) for area in self._areas]
        return len(set(first)) == 1 and all(layer.agrees(area) for area in self._areas)

    @property
    def Color(self) -> float:
        """White without a fill, 0 where fills differ."""
        color = self._get("Interior.Color")
        if color is None:
            return 16777215.0 if self._agrees() else 0.0
        return float(color)

    @Color.setter
    def Color(self, value: float) -> None:
        self._put("Interior.Color", int(value))

    @property
    def ColorIndex(self) -> int | None:
        if not self._agrees():
            return None
        return NO_FILL if self._get("Interior.Color") is None else 0

    @ColorIndex.setter
    def ColorIndex(self, value: int) -> None:
        if value != NO_FILL:
            raise NotModelledError("a colour of the palette")
        self._put("Interior.Color", None)


def _font(key: str) -> Any:
    def get(self: "Font") -> Any:
        return self._get(f"Font.{key}")

    def put(self: "Font", value: Any) -> None:
        self._put(f"Font.{key}", value)

    return property(get, put)


class Font(_Look):
    """The font of a range."""

    _com = "Font"
    Bold = _font("Bold")
    Italic = _font("Italic")
    Underline = _font("Underline")
    Size = _font("Size")
    Name = _font("Name")

    @property
    def Color(self) -> float | None:
        color = self._get("Font.Color")
        return None if color is None else float(color)

    @Color.setter
    def Color(self, value: float) -> None:
        self._put("Font.Color", int(value))


class Borders(_Look):
    """The borders of a range, by side."""

    _com = "Borders"

    def _default(self, *args: Any) -> Any:
        return Border(self._world, self._grid, self._areas, int(args[0]))

    def Item(self, Index: int) -> Any:  # noqa: N803 - Excel's name
        return self._default(Index)


def _sides(area: Rect, side: int) -> list[tuple[Rect, str]]:
    """The cells whose own border makes up a side of the rectangle."""
    inner_left = [(area._replace(c1=area.c1 + 1), "left")] if area.columns > 1 else []
    inner_top = [(area._replace(r1=area.r1 + 1), "top")] if area.rows > 1 else []
    return {
        5: [(area, "diagonal_down")],
        6: [(area, "diagonal_up")],
        7: [(area._replace(c2=area.c1), "left")],
        8: [(area._replace(r2=area.r1), "top")],
        9: [(area._replace(r1=area.r2), "bottom")],
        10: [(area._replace(c1=area.c2), "right")],
        11: inner_left,
        12: inner_top,
    }[side]


class Border(Face):
    """One side of a range."""

    _com = "Border"

    def __init__(self, world: World, grid: Grid, areas: tuple[Rect, ...], side: int) -> None:
        super().__init__(world)
        self._grid = grid
        self._strips = [strip for area in areas for strip in _sides(area, side)]

    def _get(self, key: str) -> Any:
        for strip, edge in self._strips:
            return self._grid.layer(f"Border.{edge}.{key}").get(strip.r1, strip.c1)
        return None

    def _put(self, key: str, value: Any) -> None:
        for strip, edge in self._strips:
            self._grid.layer(f"Border.{edge}.{key}").set(strip, value)

    @property
    def LineStyle(self) -> int:
        style = self._get("LineStyle")
        return _NO_LINE if style is None else int(style)

    @LineStyle.setter
    def LineStyle(self, value: int) -> None:
        self._put("LineStyle", None if value == _NO_LINE else value)

    @property
    def Weight(self) -> int:
        return int(self._get("Weight") or _THIN)

    @Weight.setter
    def Weight(self, value: int) -> None:
        self._draw()
        self._put("Weight", value)

    @property
    def ColorIndex(self) -> int:
        return _NO_LINE if self._get("LineStyle") is None else -4105

    @property
    def Color(self) -> float:
        return float(self._get("Color") or 0)

    @Color.setter
    def Color(self, value: float) -> None:
        self._draw()
        self._put("Color", int(value))

    def _draw(self) -> None:
        if self._get("LineStyle") is None:
            self._put("LineStyle", _LINE)
