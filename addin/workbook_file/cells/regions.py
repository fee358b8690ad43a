"""Where filled cells end: the jumps of Ctrl+arrow and the region around a cell."""

from workbook_file.parts.addresses import MAX_COLUMNS, MAX_ROWS, Rect
from workbook_file.parts.worksheet import Worksheet

_STEPS = {
    "down": (1, 0),
    "d": (1, 0),
    "up": (-1, 0),
    "u": (-1, 0),
    "right": (0, 1),
    "r": (0, 1),
    "left": (0, -1),
    "l": (0, -1),
}


def end(sheet: Worksheet, row: int, column: int, direction: str) -> tuple[int, int]:
    """The cell that Ctrl+arrow reaches from a cell. Raises ValueError for an unknown direction."""
    if direction not in _STEPS:
        raise ValueError(f"not a direction: {direction!r}")
    down, right = _STEPS[direction]
    used = sheet.grid.extent() or Rect(1, 1, 1, 1)
    if down:
        limit = MAX_ROWS if down > 0 else 1
        line = _line(sheet, Rect(1, column, max(used.row2, row), column))
        return _jump(line, row, down, limit), column
    limit = MAX_COLUMNS if right > 0 else 1
    line = _line(sheet, Rect(row, 1, row, max(used.column2, column)))
    return row, _jump(line, column, right, limit)


def _line(sheet: Worksheet, rect: Rect) -> list[bool]:
    """Which cells of one row or column are filled, from the sheet's edge on."""
    return [full for row in sheet.grid.filled(rect) for full in row]


def _jump(filled: list[bool], start: int, step: int, limit: int) -> int:
    def full(place: int) -> bool:
        return 1 <= place <= len(filled) and filled[place - 1]

    at = start
    if full(at) and full(at + step):
        while full(at + step):
            at += step
        return at
    at += step
    last = len(filled) if step > 0 else 1
    while (at <= last if step > 0 else at >= last) and not full(at):
        at += step
    return at if full(at) else limit


def current_region(sheet: Worksheet, rect: Rect) -> Rect:
    """The rectangle around a range that blank rows and columns, or the sheet's edge, surround."""
    used = sheet.grid.extent()
    if used is None:
        return Rect(rect.row1, rect.column1, rect.row1, rect.column1)
    area = used.span(Rect(rect.row1, rect.column1, rect.row1, rect.column1))
    cells = sheet.grid.filled(area)

    def any_filled(row1: int, column1: int, row2: int, column2: int) -> bool:
        part = area.meet(Rect(max(row1, 1), max(column1, 1), row2, column2))
        if part is None:
            return False
        low, high = part.column1 - area.column1, part.column2 - area.column1 + 1
        lines = cells[part.row1 - area.row1 : part.row2 - area.row1 + 1]
        return any(any(line[low:high]) for line in lines)

    row1, column1, row2, column2 = rect.row1, rect.column1, rect.row1, rect.column1
    grew = True
    while grew:
        grew = False
        while row2 < area.row2 and any_filled(row2 + 1, column1 - 1, row2 + 1, column2 + 1):
            row2, grew = row2 + 1, True
        while row1 > area.row1 and any_filled(row1 - 1, column1 - 1, row1 - 1, column2 + 1):
            row1, grew = row1 - 1, True
        while column2 < area.column2 and any_filled(row1 - 1, column2 + 1, row2 + 1, column2 + 1):
            column2, grew = column2 + 1, True
        while column1 > area.column1 and any_filled(row1 - 1, column1 - 1, row2 + 1, column1 - 1):
            column1, grew = column1 - 1, True
    return Rect(row1, column1, row2, column2)
