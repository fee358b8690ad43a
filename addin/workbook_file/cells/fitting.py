"""Column widths after their contents, estimated without a screen."""

import unicodedata

from workbook_file.cells.rows import height_of, with_height
from workbook_file.parts.addresses import Rect
from workbook_file.parts.worksheet import Worksheet

_ROWS_LOOKED_AT = 1000
_WIDEST = 255.0


def _width(text: str) -> int:
    """Digits' widths of the widest line; East Asian characters count two."""
    lines = text.split("\n")
    return max(sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line) for line in lines)


def fit_columns(sheet: Worksheet, rect: Rect) -> None:
    """Give columns the width of their contents, judged by the first thousand rows."""
    used = rect.meet(sheet.used_rect())
    if used is None:
        return
    looked = used._replace(row2=min(used.row2, used.row1 + _ROWS_LOOKED_AT - 1))
    rows = sheet.grid.formulas(looked)
    for place, column in enumerate(range(used.column1, used.column2 + 1)):
        widest = max((_width(row[place]) for row in rows if row[place][:1] != "="), default=0)
        if widest:
            sheet.columns.set_width(column, column, min(widest + 1.0, _WIDEST))
    sheet.touch()


def fit_rows(sheet: Worksheet, rect: Rect) -> None:
    """Take fixed heights away: Excel then fits rows itself when it opens the file."""
    used = rect.meet(sheet.used_rect())
    if used is None:
        return
    for number in range(used.row1, used.row2 + 1):
        if height_of(sheet.grid.row_attributes(number)) is not None:
            sheet.touch()
            sheet.grid.change_rows(number, number, lambda text: with_height(text, None))
