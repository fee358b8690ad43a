"""Where pictures and charts are anchored: rows and columns that come or go move them along."""

import re
from collections.abc import Callable

from workbook_file.parts.addresses import Rect
from workbook_file.parts.slices import attribute, read_text
from workbook_file.parts.worksheet import Worksheet

_ANCHOR = re.compile(r"<(?:\w+:)?(?:two|one)CellAnchor\b.*?</(?:\w+:)?(?:two|one)CellAnchor>", re.S)
# From and to, each column and row counted from 0, offsets within the cell between them.
_CORNER = re.compile(
    r"(<(?:\w+:)?(?:from|to)>\s*<(?:\w+:)?col>)(\d+)(</.*?<(?:\w+:)?row>)(\d+)(</)", re.S
)


def move(sheet: Worksheet, moved: Callable[[Rect], Rect | None]) -> None:
    """Move the anchors of a sheet's drawings with their cells.

    A corner whose cell is deleted stays where that cell was; what is anchored to no cell stays.
    """
    package = sheet.shared.package
    for part, kind in package.children_of(sheet.part).items():
        if kind != "drawing":
            continue
        before = read_text(package.read(part))
        after = _ANCHOR.sub(lambda found: _moved(found[0], moved), before)
        if after != before:
            package.put(part, after.encode())
            sheet.shared.changed = True


def _moved(anchor: str, moved: Callable[[Rect], Rect | None]) -> str:
    if attribute(anchor[: anchor.index(">") + 1], "editAs") == "absolute":
        return anchor

    def corner(found: re.Match[str]) -> str:
        row, column = int(found[4]) + 1, int(found[2]) + 1
        place = moved(Rect(row, column, row, column)) or Rect(row, column, row, column)
        return f"{found[1]}{place.column1 - 1}{found[3]}{place.row1 - 1}{found[5]}"

    return _CORNER.sub(corner, anchor)
