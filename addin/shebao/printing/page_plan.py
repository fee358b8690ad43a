"""Which rows of a long table stand on which page.

Our wkhtmltopdf has no page numbers and repeats no table head, so every page is laid out as a form
of its own, and its rows have to be known beforehand.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

FONT_PX = 18
LINE_PX = 24
_NARROW = frozenset(" -,.:;()[]/|!'")


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page: the rows ``start`` to before ``stop``, and the height that they leave empty."""

    start: int
    stop: int
    spare_px: int


def text_lines(text: str, width_px: int) -> int:
    """Return how many lines a text takes at most when it may break anywhere."""
    # One character less than the width: the one that no longer fits leaves a gap.
    return max(1, math.ceil(sum(map(_width_px, text)) / (width_px - FONT_PX)))


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


def _width_px(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return FONT_PX
    if character in _NARROW:
        return FONT_PX * 0.45
    return FONT_PX * (0.58 if character.islower() or character.isdigit() else 0.95)
