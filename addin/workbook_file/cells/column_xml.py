"""The cells of one column over many rows as XML, made in bulk where values are of one kind."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from workbook_file.cells.cells import is_plain, text_xml
from workbook_file.cells.rows import cell_xml, is_used
from workbook_file.cells.values import Settler

_EDGE_SPACE = re.compile(r"(?m)^\s|\s$")
_NONE = type(None)

Restyle = Callable[[int], int]


def column_xml(
    settler: Settler,
    column: int,
    letters: str,
    rows: range,
    values: Sequence[Any],
    style: int,
    restyle: Restyle,
    *,
    default: int,
) -> list[str]:
    """One XML text per row for values that all meet the same style.

    ``restyle`` is what happened to the style after the values were assigned; an empty cell is
    written when its style is not the ``default`` of a missing one.
    """
    kinds = set(map(type, values))
    filled = kinds - {_NONE}
    head = _head(letters, restyle(style))
    empty = _empty(letters, restyle(style), default=default)
    if not filled:
        return [empty % row for row in rows] if empty else [""] * len(rows)
    if filled <= {float, int} and not settler.styles.is_text(style) and _small(values, kinds):
        return _joined(head + "><v>%r</v></c>", empty, rows, values, gaps=_NONE in kinds)
    if filled == {bool} and not settler.styles.is_text(style):
        return _joined(head + ' t="b"><v>%d</v></c>', empty, rows, values, gaps=_NONE in kinds)
    if filled == {str}:
        out = _texts(settler, head, empty, rows, values, style, gaps=_NONE in kinds)
        if out is not None:
            return out
    return _one_by_one(settler, column, rows, values, style, restyle, default=default)


def _head(letters: str, style: int) -> str:
    return f'<c r="{letters}%d" s="{style}"' if style else f'<c r="{letters}%d"'


def _empty(letters: str, style: int, *, default: int) -> str:
    if style == default:
        return ""
    return f'<c r="{letters}%d" s="{style}"/>' if style else f'<c r="{letters}%d"/>'


def _small(values: Sequence[Any], kinds: set[type]) -> bool:
    """Whether all whole numbers are exact in Excel."""
    if int not in kinds:
        return True
    whole = [value for value in values if type(value) is int]
    return max(whole) <= 2**53 and min(whole) >= -(2**53)


def _joined(
    pattern: str, empty: str, rows: range, values: Sequence[Any], *, gaps: bool
) -> list[str]:
    if not gaps:
        return [pattern % pair for pair in zip(rows, values, strict=True)]
    if not empty:
        return [
            "" if pair[1] is None else pattern % pair for pair in zip(rows, values, strict=True)
        ]
    return [
        empty % pair[0] if pair[1] is None else pattern % pair
        for pair in zip(rows, values, strict=True)
    ]


def _texts(
    settler: Settler,
    head: str,
    empty: str,
    rows: range,
    values: Sequence[Any],
    style: int,
    *,
    gaps: bool,
) -> list[str] | None:
    texts = [value for value in values if value is not None] if gaps else values
    joined = "\n".join(texts)
    if "" in texts:
        return None
    formulas = joined.startswith("=") or "\n=" in joined
    if formulas and not settler.styles.is_text(style):
        return None
    plain = is_plain(joined) and not _EDGE_SPACE.search(joined)
    if plain and joined.count("\n") == len(texts) - 1:
        pattern = head + ' t="inlineStr"><is><t>%s</t></is></c>'
        return _joined(pattern, empty, rows, values, gaps=gaps)
    encoded = [None if value is None else text_xml(value) for value in values]
    return _joined(head + ' t="inlineStr">%s</c>', empty, rows, encoded, gaps=gaps)


def _one_by_one(
    settler: Settler,
    column: int,
    rows: range,
    values: Sequence[Any],
    style: int,
    restyle: Restyle,
    *,
    default: int,
) -> list[str]:
    out = []
    known: dict[Any, tuple[str, str]] = {}
    for row, value in zip(rows, values, strict=True):
        # Values repeat in a column: the text around the row's number is kept. 1, 1.0 and True
        # are equal as keys but not as cells.
        key = (type(value), value)
        parts = known.get(key)
        if parts is None:
            cell = settler.cell(value, style)
            cell = cell._replace(style=restyle(cell.style))
            full = is_used(cell, default)
            first, _, rest = cell_xml(0, column, cell).partition('0"') if full else ("", "", "")
            parts = known[key] = (first, f'"{rest}') if full else ("", "")
        out.append(f"{parts[0]}{row}{parts[1]}" if parts[0] else "")
    return out
