"""The cells of one column over many rows as XML, made in bulk where values are of one kind."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from workbook_file.cells.cells import is_plain, text_xml
from workbook_file.cells.rows import cell_xml, is_used
from workbook_file.cells.values import Settler
from workbook_file.parts.addresses import column_letters

_EDGE_SPACE = re.compile(r"(?m)^\s|\s$")
_NONE = type(None)


@dataclass(frozen=True, slots=True)
class Target:
    """Where values of a column go, which all meet the same style.

    ``restyle`` is what happened to the style after the values were assigned; an empty cell is
    written when its style is not the ``default`` of a missing one.
    """

    settler: Settler
    column: int
    rows: range
    style: int
    restyle: Callable[[int], int]
    default: int

    @property
    def is_text(self) -> bool:
        return self.settler.styles.is_text(self.style)

    def head(self) -> str:
        """A cell's start tag without its end, its row to be filled in."""
        style = self.restyle(self.style)
        told = f' s="{style}"' if style else ""
        return f'<c r="{column_letters(self.column)}%d"{told}'


def column_xml(target: Target, values: Sequence[Any]) -> list[str]:
    """One XML text per row for the values."""
    kinds = set(map(type, values))
    filled = kinds - {_NONE}
    head, has_gaps = target.head(), _NONE in kinds
    empty = f"{head}/>" if target.restyle(target.style) != target.default else ""
    if not filled:
        return [empty % row for row in target.rows] if empty else [""] * len(target.rows)
    if filled <= {float, int} and not target.is_text and _small(values, kinds):
        return _joined(head + "><v>%r</v></c>", empty, target.rows, values, gaps=has_gaps)
    if filled == {bool} and not target.is_text:
        return _joined(head + ' t="b"><v>%d</v></c>', empty, target.rows, values, gaps=has_gaps)
    if filled == {str}:
        out = _texts(target, head, empty, values, gaps=has_gaps)
        if out is not None:
            return out
    return _one_by_one(target, values)


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
    target: Target, head: str, empty: str, values: Sequence[Any], *, gaps: bool
) -> list[str] | None:
    texts = [value for value in values if value is not None] if gaps else values
    joined = "\n".join(texts)
    if "" in texts:
        return None
    formulas = joined.startswith("=") or "\n=" in joined
    if formulas and not target.is_text:
        return None
    plain = is_plain(joined) and not _EDGE_SPACE.search(joined)
    if plain and joined.count("\n") == len(texts) - 1:
        pattern = head + ' t="inlineStr"><is><t>%s</t></is></c>'
        return _joined(pattern, empty, target.rows, values, gaps=gaps)
    encoded = [None if value is None else text_xml(value) for value in values]
    return _joined(head + ' t="inlineStr">%s</c>', empty, target.rows, encoded, gaps=gaps)


def _one_by_one(target: Target, values: Sequence[Any]) -> list[str]:
    out = []
    known: dict[Any, tuple[str, str]] = {}
    for row, value in zip(target.rows, values, strict=True):
        # Values repeat in a column: the text around the row's number is kept. 1, 1.0 and True
        # are equal as keys but not as cells.
        key = (type(value), value)
        parts = known.get(key)
        if parts is None:
            cell = target.settler.cell(value, target.style)
            cell = cell._replace(style=target.restyle(cell.style))
            full = is_used(cell, target.default)
            first, _, rest = (
                cell_xml(0, target.column, cell).partition('0"') if full else ("", "", "")
            )
            parts = known[key] = (first, f'"{rest}') if full else ("", "")
        out.append(f"{parts[0]}{row}{parts[1]}" if parts[0] else "")
    return out
