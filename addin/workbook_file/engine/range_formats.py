"""How a range's cells look: number format, colours, font, alignment, widths.

Number formats are read, and what is hidden; other looks are set alone.
"""

from collections.abc import Callable
from typing import Any, NoReturn

from xlwings import base_classes

from workbook_file.cells.rows import is_hidden, with_hidden
from workbook_file.engine.missing import engine_object
from workbook_file.parts.addresses import Rect
from workbook_file.parts.styles import NO_FILL, StyleChange
from workbook_file.parts.worksheet import Worksheet


def to_hex(color: Any) -> str:
    """RRGGBB of a tuple, a ``#rrggbb`` text or Excel's number (red lowest)."""
    if isinstance(color, str):
        return color.lstrip("#").upper()
    if isinstance(color, int):
        red, green, blue = color & 255, color >> 8 & 255, color >> 16 & 255
    else:
        red, green, blue = (int(part) for part in color)
    return f"{red:02X}{green:02X}{blue:02X}"


def _unread(_: object) -> NoReturn:
    raise NotImplementedError("Range: this look can be set, but not read, without Excel")


def _trait(name: str, to_file: Callable[[Any], Any]) -> Any:
    """A property that sets a trait of all the cells."""

    def put(cells: "Font | RangeFormats", value: Any) -> None:
        cells.restyle(StyleChange(**{name: to_file(value)}))

    return property(_unread, put)


def _same(found: set[Any]) -> Any:
    """The one thing that was found; None where there are several."""
    return found.pop() if len(found) == 1 else None


@engine_object(base_classes.Font)
class Font(base_classes.Font):
    """Weight, size, colour and name of a range's cells."""

    bold: Any = _trait("bold", bool)
    size: Any = _trait("size", float)
    color: Any = _trait("font_color", to_hex)
    name: Any = _trait("font_name", str)

    def __init__(self, cells: "RangeFormats") -> None:
        self.restyle = cells.restyle


_ALIGNMENTS = {"center_across_selection": "centerContinuous"}


class RangeFormats:
    """The part of a range that is about looks."""

    rect: Rect
    part: Worksheet
    color: Any = _trait("fill", lambda c: NO_FILL if c is None else to_hex(c))
    wrap_text: Any = _trait("wrap", bool)
    horizontal_alignment: Any = _trait("horizontal", lambda v: _ALIGNMENTS.get(v, v))
    vertical_alignment: Any = _trait("vertical", lambda value: value)

    @property
    def _empty(self) -> bool:
        return min(self.rect.shape) < 1

    def restyle(self, change: StyleChange) -> None:
        if not self._empty:
            self.part.restyle(self.rect, change)

    def _styles(self) -> set[int]:
        """The different styles in the range; of whole columns, those of their used part."""
        rect = self.rect
        if rect.whole_columns or rect.whole_rows:
            columns = () if rect.whole_rows else self._column_numbers()
            found = set(map(self.part.columns.style, columns))
            used = rect.meet(self.part.used_rect())
            if used is None:
                return found or {0}
            return found | {style for row in self.part.grid.styles(used) for style in row}
        return {style for row in self.part.grid.styles(rect) for style in row}

    @property
    def number_format(self) -> Any:
        if self._empty:
            return ""
        styles = self.part.shared.styles
        return _same({styles.number_format(style) for style in self._styles()})

    @number_format.setter
    def number_format(self, value: Any) -> None:
        self.restyle(StyleChange(number_format=str(value)))

    @property
    def font(self) -> Font:
        return Font(self)

    def _set_width(self, value: Any) -> None:
        self.part.columns.set_width(self.rect.column1, self.rect.column2, float(value))
        self.part.touch()

    column_width: Any = property(_unread, _set_width)

    @property
    def column_hidden(self) -> Any:
        return _same(set(map(self.part.columns.hidden, self._column_numbers())))

    @column_hidden.setter
    def column_hidden(self, value: Any) -> None:
        self.part.columns.set_hidden(self.rect.column1, self.rect.column2, hidden=bool(value))
        self.part.touch()

    def _column_numbers(self) -> range:
        return range(self.rect.column1, self.rect.column2 + 1)

    def _row_numbers(self) -> range:
        last = min(self.rect.row2, max(self.part.used_rect().row2, self.rect.row1))
        return range(self.rect.row1, last + 1)

    @property
    def row_hidden(self) -> Any:
        return _same(set(map(self._is_row_hidden, self._row_numbers())))

    @row_hidden.setter
    def row_hidden(self, value: Any) -> None:
        self._change_rows(lambda text: with_hidden(text, hidden=bool(value)))

    def _is_row_hidden(self, number: int) -> bool:
        return is_hidden(self.part.grid.row_attributes(number))

    def _change_rows(self, change: Any) -> None:
        if self.rect.whole_columns:
            raise NotImplementedError("row traits of a whole sheet are not available without Excel")
        self.part.touch()
        self.part.grid.change_rows(self.rect.row1, self.rect.row2, change)
