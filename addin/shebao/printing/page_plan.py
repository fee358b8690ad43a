"""Which rows of a long table stand on which page.

Our wkhtmltopdf has no page numbers and repeats no table head, so every page is laid out as a form
of its own, and its rows have to be known beforehand.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_NARROW = frozenset(" -,.:;()[]/|!'")


@dataclass(frozen=True, slots=True)
class TypeSize:
    """How large the texts of a form are, and what border and padding add to a cell's height."""

    font_px: int
    line_px: int
    frame_px: int


LARGE = TypeSize(18, 24, 12)
SMALL = TypeSize(13, 17, 8)  # for tables of a dozen columns and more


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page: the rows ``start`` to before ``stop``, and the height that they leave empty."""

    start: int
    stop: int
    spare_px: int


def text_lines(text: str, width_px: int, size: TypeSize = LARGE) -> int:
    """Return how many lines a text takes at most when it may break anywhere."""
    # One character less than the width: the one that no longer fits leaves a gap.
    room = max(size.font_px, width_px - size.font_px)
    return max(1, math.ceil(sum(map(_width, text)) * size.font_px / room))


def cell_px(text: str, width_px: int, size: TypeSize = LARGE) -> int:
    """Return the height that a bordered cell takes at most."""
    lines = text_lines(text, width_px - size.frame_px, size)
    return lines * size.line_px + size.frame_px


def plan_pages(heights_px: Sequence[int], room_px: int, last_room_px: int) -> list[PagePlan]:
    """Return the pages in order, at least one; the last one leaves room for the form's foot.

    Full pages first. The last page may be without rows when the last row and the foot do not go
    together. A row higher than a page stands alone.
    """
    pages: list[PagePlan] = []
    start, used = 0, 0
    for row, height in enumerate(heights_px):
        if row > start and used + height > room_px:
            pages.append(PagePlan(start, row, room_px - used))
            start, used = row, 0
        used += height
    stop = len(heights_px)
    if used <= last_room_px:
        return [*pages, PagePlan(start, stop, last_room_px - used)]
    moved = heights_px[-1]
    if stop - start == 1 or moved > last_room_px:
        return [
            *pages,
            PagePlan(start, stop, max(0, room_px - used)),
            PagePlan(stop, stop, last_room_px),
        ]
    return [
        *pages,
        PagePlan(start, stop - 1, room_px - used + moved),
        PagePlan(stop - 1, stop, last_room_px - moved),
    ]


def _width(character: str) -> float:
    """Return the width of a character in units of the font's size."""
    if unicodedata.east_asian_width(character) in "WFA":
        return 1
    if character in _NARROW:
        return 0.45
    return 0.58 if character.islower() or character.isdigit() else 0.95
