"""Formats and sizes between the layers of a sheet and openpyxl's cells."""

import copy
from collections.abc import Iterator
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.colors import COLOR_INDEX

from .grid import DEFAULTS, Grid
from .rect import MAX_COLUMNS, MAX_ROWS, Rect, column_letters, column_number

_HORIZONTAL = {"general": 1, "left": -4131, "center": -4108, "right": -4152, "fill": 5,
               "justify": -4130, "centerContinuous": 7, "distributed": -4117}  # fmt: skip
_VERTICAL = {"top": -4160, "center": -4108, "bottom": -4107, "justify": -4130,
             "distributed": -4117}  # fmt: skip
_LINES = {"hair": (1, 1), "thin": (1, 2), "medium": (1, -4138), "thick": (1, 4),
          "dashed": (-4115, 2), "dotted": (-4118, 2), "double": (-4119, 4)}  # fmt: skip
_EDGES = ("left", "right", "top", "bottom")
_Seen = dict[tuple[Any, ...], Any]
_WIDEST = 512  # columns whose own format or width is written


def bgr(color: Any) -> int | None:
    """openpyxl's colour as COM's number; None for theme colours."""
    if color is None or color.type == "theme":
        return None
    text = COLOR_INDEX[color.indexed] if color.type == "indexed" and color.indexed < 64 else None
    text = color.rgb if color.type == "rgb" else text
    if not isinstance(text, str):
        return None
    red, green, blue = (int(text[at : at + 2], 16) for at in (2, 4, 6))
    return red + green * 256 + blue * 65536


def argb(number: int) -> str:
    """COM's colour as openpyxl spells it."""
    red, green, blue = number & 255, number >> 8 & 255, number >> 16 & 255
    return f"FF{red:02X}{green:02X}{blue:02X}"


def _looks_of(styled: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "NumberFormat": styled.number_format,
        "WrapText": bool(styled.alignment.wrap_text),
        "HorizontalAlignment": _HORIZONTAL[styled.alignment.horizontal or "general"],
        "VerticalAlignment": _VERTICAL[styled.alignment.vertical or "bottom"],
        "IndentLevel": int(styled.alignment.indent or 0),
        "Locked": bool(styled.protection.locked),
        "Interior.Color": bgr(styled.fill.fgColor) if styled.fill.fill_type == "solid" else None,
        "Font.Bold": bool(styled.font.bold),
        "Font.Italic": bool(styled.font.italic),
        "Font.Underline": 2 if styled.font.underline else -4142,
        "Font.Size": float(styled.font.size or 11),
        "Font.Name": styled.font.name or DEFAULTS["Font.Name"],
        "Font.Color": bgr(styled.font.color) or 0,
    }
    for edge in _EDGES:
        side = getattr(styled.border, edge)
        if side is not None and side.style:
            line, weight = _LINES.get(side.style, (1, 2))
            found[f"Border.{edge}.LineStyle"] = line
            found[f"Border.{edge}.Weight"] = weight
            found[f"Border.{edge}.Color"] = bgr(side.color) or 0
    return found


def load_looks(grid: Grid, sheet: Any) -> None:
    """Formats of columns, rows and cells, and their sizes."""
    for letters, width in sheet.column_dimensions.items():
        first = width.min or column_number(letters)
        last = min(width.max or first, MAX_COLUMNS)
        band = Rect(1, first, 1, last)
        if width.width and width.customWidth:
            grid.column_width.set(band, float(width.width))
        if width.hidden:
            grid.column_hidden.set(band, value=True)
        if width.has_style:
            _paint(grid, band._replace(r2=MAX_ROWS), _looks_of(width))
    _load_rows(grid, sheet)
    known: dict[tuple[int, ...], dict[str, Any]] = {}
    for (row, column), cell in sheet._cells.items():
        style = tuple(cell._style or ())
        if style not in known:
            known[style] = _looks_of(cell)
        _paint(grid, Rect(row, column, row, column), known[style])


def _load_rows(grid: Grid, sheet: Any) -> None:
    for row, height in sheet.row_dimensions.items():
        if height.height:
            grid.row_height.set(Rect(row, 1, row, 1), float(height.height))
        if height.hidden:
            grid.row_hidden.set(Rect(row, 1, row, 1), value=True)


def _paint(grid: Grid, rect: Rect, look: dict[str, Any]) -> None:
    for key, value in look.items():
        layer = grid.layer(key)
        if layer.get(rect.r1, rect.c1) != value:
            layer.set(rect, value)


def save_looks(grid: Grid, sheet: Any) -> None:
    """Write sizes, then the formats of whole columns, then those of cells."""
    _save_sizes(grid, sheet)
    seen: _Seen = {}
    for column in _formatted_columns(grid):
        dimension = sheet.column_dimensions[column_letters(column)]
        _dress(grid, MAX_ROWS, column, dimension, seen)
    for row, column in sorted(_touched(grid, sheet)):
        _dress(grid, row, column, sheet.cell(row, column), seen)


def _save_sizes(grid: Grid, sheet: Any) -> None:
    groups = [(d.min or 0, d.max or 0, d) for d in sheet.column_dimensions.values()]
    for first, last, group in groups:
        for column in range(first, min(last, _WIDEST) + 1):
            if column != first:
                twin = sheet.column_dimensions[column_letters(column)]
                twin._style = copy.copy(group._style)
        group.min = group.max = first or None
    for layer, attribute in ((grid.column_width, "width"), (grid.column_hidden, "hidden")):
        for rect, _ in layer.entries():
            for column in range(rect.c1, min(rect.c2, _WIDEST) + 1):
                dimension = sheet.column_dimensions[column_letters(column)]
                setattr(dimension, attribute, layer.get(1, column))
    for layer, attribute in ((grid.row_height, "height"), (grid.row_hidden, "hidden")):
        for rect, _ in layer.entries():
            for row in range(rect.r1, rect.r2 + 1):
                setattr(sheet.row_dimensions[row], attribute, layer.get(row, 1))


def _formatted_columns(grid: Grid) -> set[int]:
    return {
        column
        for layer in grid.layers.values()
        for rect, _ in layer.entries()
        if rect.whole_columns
        for column in range(rect.c1, min(rect.c2, _WIDEST) + 1)
    }


def _touched(grid: Grid, sheet: Any) -> set[tuple[int, int]]:
    places = {(row, column) for row, column, _ in grid.filled()} | set(sheet._cells)
    for layer in grid.layers.values():
        for rect, _ in layer.entries():
            if not rect.whole_columns and not rect.whole_rows:
                places.update(_places(rect))
    return places


def _places(rect: Rect) -> Iterator[tuple[int, int]]:
    for row in range(rect.r1, rect.r2 + 1):
        for column in range(rect.c1, rect.c2 + 1):
            yield row, column


def _dress(grid: Grid, row: int, column: int, styled: Any, seen: _Seen) -> None:
    """Give the cell the style that the layers say; `seen` keeps the styles already made."""
    want = {key: layer.get(row, column) for key, layer in grid.layers.items()}
    key = (tuple(styled._style or ()), tuple(want.values()))
    if key not in seen:
        _restyle(styled, want)
        seen[key] = copy.copy(styled._style)
    styled._style = copy.copy(seen[key])


def _restyle(styled: Any, want: dict[str, Any]) -> None:
    """Set the parts of the style that differ."""
    have = _looks_of(styled)
    changed = {key for key, value in want.items() if have.get(key) != value}
    if not styled.has_style:
        changed -= {key for key, value in want.items() if value == DEFAULTS.get(key)}
    if "NumberFormat" in changed:
        styled.number_format = want["NumberFormat"]
    if "Interior.Color" in changed:
        color = want["Interior.Color"]
        styled.fill = PatternFill() if color is None else PatternFill("solid", fgColor=argb(color))
    if "Locked" in changed:
        styled.protection = Protection(locked=want["Locked"])
    if any(key.startswith("Font.") for key in changed):
        styled.font = Font(
            name=want["Font.Name"],
            size=want["Font.Size"],
            bold=want["Font.Bold"],
            italic=want["Font.Italic"],
            underline="single" if want["Font.Underline"] == 2 else None,
            color=argb(want["Font.Color"]),
        )
    if changed & {"WrapText", "HorizontalAlignment", "VerticalAlignment", "IndentLevel"}:
        styled.alignment = Alignment(
            wrap_text=want["WrapText"],
            horizontal=_key_of(_HORIZONTAL, want["HorizontalAlignment"]),
            vertical=_key_of(_VERTICAL, want["VerticalAlignment"]),
            indent=want["IndentLevel"],
        )
    if any(key.startswith("Border.") for key in changed):
        styled.border = Border(
            left=_side(want, "left"),
            right=_side(want, "right"),
            top=_side(want, "top"),
            bottom=_side(want, "bottom"),
        )


def _key_of(codes: dict[str, int], code: int) -> Any:
    return next(key for key, value in codes.items() if value == code)


def _side(want: dict[str, Any], edge: str) -> Side:
    line = want.get(f"Border.{edge}.LineStyle")
    if line is None:
        return Side()
    pair = (line, want.get(f"Border.{edge}.Weight") or 2)
    style: Any = next((name for name, codes in _LINES.items() if codes == pair), "thin")
    return Side(style=style, color=argb(want.get(f"Border.{edge}.Color") or 0))
