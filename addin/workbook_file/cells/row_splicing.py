"""Puts new cells into a row's XML where the old ones stood."""

import re

from workbook_file.cells.rows import DROPPED
from workbook_file.parts.addresses import column_letters, column_number

_PIECE = re.compile(r'<c r="([A-Z]+)\d+"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
FEW = 4  # cells that are looked for one by one; for more the row is made anew


def spliced(text: str, number: int, cells: dict[int, str], last_column: int) -> str:
    """The row with the XML of some cells replaced, or taken out by an empty text.

    ``text`` is the row as it stands, ``last_column`` the sheet's last one.
    """
    tag = text[: text.index(">") + 1]
    inner = text[len(tag) : text.rindex("<")] if not tag.endswith("/>") else ""
    tag = DROPPED.sub("", tag).replace("<row", f'<row r="{number}"', 1)
    if len(cells) <= FEW:
        found = _in_place(inner, number, cells, last_column)
        if found is not None:
            return _closed(tag, found)
    merged = {column_number(piece[1]): piece[0] for piece in _PIECE.finditer(inner)} | cells
    return _closed(tag, "".join(merged[column] for column in sorted(merged)))


def opening_attributes(text: str) -> str:
    """The attributes of a row's start tag but its number; empty for no row."""
    if not text:
        return ""
    return DROPPED.sub("", text[: text.index(">")].rstrip("/"))[4:].rstrip()


def _in_place(inner: str, number: int, cells: dict[int, str], last_column: int) -> str | None:
    """The row's cells with some replaced; None when a new one has its place in between."""
    for column, xml in sorted(cells.items()):
        at = inner.find(f'<c r="{column_letters(column)}{number}"')
        if at >= 0:
            end = inner.find("<c ", at + 3)
            inner = inner[:at] + xml + (inner[end:] if end >= 0 else "")
        elif column > last_column:
            inner += xml
        elif xml:
            return None
    return inner


def _closed(tag: str, inner: str) -> str:
    bare = tag[:-2] if tag.endswith("/>") else tag[:-1]
    return f"{bare}>{inner}</row>" if inner else f"{bare}/>"
