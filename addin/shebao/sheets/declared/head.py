"""Where the labelled cells of a sheet stand above its table.

Title, two lines for what the last command did, a row that is always in sight, the rows behind
更多条件, the headers. Label and cell lie in the table's own columns, for columns are moved and
merged cells would forbid it: a label runs out to the left over blank cells, a long value to the
right. What a sum stands in, above its column, stays free.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from shebao.sheets.declared.columns import Column, Parameter

HAND_ROW = 4  # the row of labelled cells that is always in sight
MORE_LABEL, MORE_HINT = "更多条件 ＋", "点击最左侧的 ＋ 展开，点击 － 收起"
SCREEN_PIXELS = 1300  # of a grid on a screen of 1366
WIDE_SIGN, SIGN = 13.4, 7.6  # pixels of a Chinese character and of a letter, at 10 points
BOLD, MARGIN, ARROW = 1.04, 8, 22  # the arrow is a list's
LEAST_CELL, USUAL_CELL, PATH_CELL = 60, 84, 260
_FREE_COLUMN = 8.43  # as wide as Excel makes it
_PATHS = ("文件", "文件夹")


@dataclass(frozen=True, slots=True)
class Cell:
    """A labelled cell, its label in the column before; rooms are in pixels, with blank cells."""

    row: int
    column: int
    label_room: float
    room: float
    end: int  # the last column of its room


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a sheet; ``folded`` are the rows behind 更多条件, ``more`` where that is said."""

    cells: dict[str, Cell]
    header_row: int
    folded: range
    more: Cell | None = None


def text_pixels(text: str) -> float:
    """Return how wide a text is at 10 points, a little more rather than less."""
    return sum(WIDE_SIGN if ord(sign) > 0x2000 else SIGN for sign in text)


def column_pixels(width: float) -> int:
    """Return the pixels of a column so many digits wide."""
    return int(width * 7 + 5)


@cache
def head_of(
    columns: tuple[Column, ...],
    wanted: tuple[Parameter, ...],
    sums: tuple[str, ...],
    beside: float | None,
) -> Head:
    """Return where the labelled cells of a sheet stand in a new workbook.

    ``beside`` is how wide the columns are that follow its own, None for blank ones.
    """
    pixels, taken = _pixels(columns, beside), _columns_of_sums(columns, sums)
    if not wanted and not taken:
        return Head({}, HAND_ROW, range(0))
    row = Row(pixels, taken, HAND_ROW)
    cells, more = row.fill(wanted), None
    if len(cells) < len(wanted):
        at_hand = [each for each in wanted if each.at_hand] or wanted
        room = text_pixels(MORE_LABEL) + MARGIN
        cells = row.fill(at_hand, behind=room)
        end = max((cell.end for cell in cells.values()), default=0)
        more = next(row.places(end, 0.0, room), None)
    rest = tuple(each for each in wanted if each.field not in cells)
    number = HAND_ROW
    while rest:
        number += 1
        found = Row(pixels, frozenset(), number).fill(rest)
        if not found:
            raise ValueError(f"no row has room for {rest[0].label}")
        cells |= found
        rest = rest[len(found) :]
    return Head(cells, number + 1, range(HAND_ROW + 1, number + 1), more)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of labelled cells over columns of these pixels, of which some are ``taken``."""

    pixels: tuple[int, ...]
    taken: frozenset[int]
    number: int

    def fill(self, wanted: Sequence[Parameter], behind: float = 0.0) -> dict[str, Cell]:
        """Return the cells of as many of the first as have room, leaving so much room behind."""

        @cache
        def best(at: int, start: int) -> tuple[Cell, ...]:
            found: tuple[Cell, ...] = ()
            if at == len(wanted):
                return found
            label = text_pixels(wanted[at].label) * BOLD + MARGIN
            for cell in self.places(start, label, _need(wanted[at])):
                if behind and next(self.places(cell.end, 0.0, behind), None) is None:
                    break
                more = (cell, *best(at + 1, cell.end))
                found = max(found, more, key=len)
            return found

        return {p.field: cell for p, cell in zip(wanted, best(0, 0), strict=False)}

    def _holds(self, at: int, label: float) -> bool:
        """Whether a column has room for a cell; no label runs out of a hidden one beside it."""
        least = LEAST_CELL if label else 1
        return self.pixels[at] >= least and (not label or self.pixels[at - 1] > 0)

    def places(self, start: int, label: float, need: float) -> Iterator[Cell]:
        """Yield the cells from a column on that leave their label and themselves enough room."""
        label_room = 0.0
        for at in range(start, len(self.pixels)):
            if at in self.taken:
                label_room = 0.0
                continue
            if label_room >= label and self._holds(at, label):
                end, room = at, 0.0
                while room < need and end < len(self.pixels) and end not in self.taken:
                    room += self.pixels[end]
                    end += 1
                if room >= need:
                    yield Cell(self.number, at + 1, label_room, room, end)
            label_room += self.pixels[at]


def _need(parameter: Parameter) -> float:
    is_list = parameter.choices or parameter.choices_of
    texts = [text_pixels(text) + MARGIN for text in (*parameter.choices, parameter.default)]
    usual = PATH_CELL if parameter.label.endswith(_PATHS) else USUAL_CELL
    return max(usual, *texts) + (ARROW if is_list else 0)


def _pixels(columns: tuple[Column, ...], beside: float | None) -> tuple[int, ...]:
    """Return the pixels of a screen's columns; a hidden one has none."""
    free = _FREE_COLUMN if beside is None else beside
    found = [column_pixels(c.width) if c.is_in_sight else 0 for c in columns]
    found += [column_pixels(free)] * (SCREEN_PIXELS // column_pixels(free))
    left = SCREEN_PIXELS
    for at, pixels in enumerate(found):
        left -= pixels
        if left < 0:
            return tuple(found[:at])
    return tuple(found)


def _columns_of_sums(columns: tuple[Column, ...], sums: tuple[str, ...]) -> frozenset[int]:
    """Return the columns (from 0) whose sums stand above them, and the one that says so."""
    fields = [column.field for column in columns]
    found = frozenset(fields.index(summed) for summed in sums)
    return found | {sum_label_column(columns, sums)} if found else found


def sum_label_column(columns: tuple[Column, ...], sums: tuple[str, ...]) -> int:
    """Return the column (from 0) in sight left of the first sum."""
    fields = [column.field for column in columns]
    first = min(fields.index(summed) for summed in sums)
    return max(at for at in range(first) if columns[at].is_in_sight)


_SMALLER = 0.9  # the note's letters beside the cells'
_BREAKS = "。；，、：）"
_LEAST = 0.6  # of a line, before which no break is looked for


def note_lines(text: str) -> tuple[str, str]:
    """Return the line and the next, empty while one will do; together they are the text."""
    if text_pixels(text) * _SMALLER <= SCREEN_PIXELS:
        return text, ""
    room = SCREEN_PIXELS / _SMALLER
    end, used = 0, 0.0
    while used + (step := text_pixels(text[end])) <= room:
        used, end = used + step, end + 1
    # Of two marks beside each other the second ends the line: none begins the next one.
    breaks = [at for at in range(int(end * _LEAST) + 1, end + 1) if _ends(text[at - 1 : at + 1])]
    end = breaks[-1] if breaks else end
    return text[:end], text[end:]


def _ends(pair: str) -> bool:
    return pair[0] in _BREAKS and pair[1:] not in _BREAKS
