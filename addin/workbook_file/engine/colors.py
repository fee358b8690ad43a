"""Colours as xlwings gives them and as the file keeps them."""

from typing import Any


def to_hex(color: Any) -> str:
    """RRGGBB of a tuple, a ``#rrggbb`` text or Excel's number (red lowest)."""
    if isinstance(color, str):
        return color.lstrip("#").upper()
    if isinstance(color, int):
        red, green, blue = color & 255, color >> 8 & 255, color >> 16 & 255
    else:
        red, green, blue = (int(part) for part in color)
    return f"{red:02X}{green:02X}{blue:02X}"


def from_hex(color: str | None) -> tuple[int, int, int] | None:
    """The tuple of an RRGGBB text; None for none and for colours of the theme."""
    if color is None or len(color) != 6:
        return None
    return int(color[:2], 16), int(color[2:4], 16), int(color[4:], 16)
