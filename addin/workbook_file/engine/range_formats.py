"""How a range's cells look: number format, colours, font, alignment, widths and heights."""

from typing import Any

from workbook_file.cells.rows import height_of, is_hidden, with_height, with_hidden
from workbook_file.engine.calls import engine_object
from workbook_file.engine.colors import from_hex, to_hex
from workbook_file.engine.font import Font
from workbook_file.parts.addresses import Rect
from workbook_file.parts.styles import NO_FILL, StyleChange
from workbook_file.parts.worksheet import Worksheet

_ALIGNMENTS = {"center_across_selection": "centerContinuous"}
_ALIGNMENTS_BACK = {file: name for name, file in _ALIGNMENTS.items()}


@engine_object(None)
class RangeFormats:
    """The part of a range that is about looks."""

    rect: Rect
    part: Worksheet

    @property
    def _empty(self) -> bool:
        return min(self.rect.shape) < 1

    def clear_formats(self) -> None:
        self.restyle(StyleChange(reset=True))

    def restyle(self, change: StyleChange) -> None:
        if not self._empty:
            self.part.restyle(self.rect, change)

    def _styles(self) -> set[int]:
        """The different styles in the range; of whole columns, those of their used part."""
        rect = self.rect
        if rect.whole_columns or rect.whole_rows:
            columns = range(rect.column1, rect.column2 + 1)
            found = set() if rect.whole_rows else {self.part.columns.style(c) for c in columns}
            used = rect.meet(self.part.used_rect())
            if used is None:
                return found or {0}
            return found | {style for row in self.part.grid.styles(used) for style in row}
        return {style for row in self.part.grid.styles(rect) for style in row}

    def trait(self, name: str) -> Any:
        """A trait that all cells share, or None."""
        if self._empty:
            return None
        styles = self.part.shared.styles
        found = {getattr(styles.traits(style), name) for style in self._styles()}
        return found.pop() if len(found) == 1 else None

    @property
    def number_format(self) -> Any:
        if self._empty:
            return ""
        styles = self.part.shared.styles
        found = {styles.number_format(style) for style in self._styles()}
        return found.pop() if len(found) == 1 else None

    @number_format.setter
    def number_format(self, value: Any) -> None:
        self.restyle(StyleChange(number_format=str(value)))

    @property
    def color(self) -> Any:
        return from_hex(self.trait("fill"))

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        fill = NO_FILL if color_or_rgb is None else to_hex(color_or_rgb)
        self.restyle(StyleChange(fill=fill))

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def wrap_text(self) -> Any:
        return self.trait("wrap")

    @wrap_text.setter
    def wrap_text(self, value: Any) -> None:
        self.restyle(StyleChange(wrap=bool(value)))

    @property
    def horizontal_alignment(self) -> Any:
        found = self.trait("horizontal")
        return _ALIGNMENTS_BACK.get(found, found)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: Any) -> None:
        self.restyle(StyleChange(horizontal=_ALIGNMENTS.get(value, value)))

    @property
    def vertical_alignment(self) -> Any:
        return self.trait("vertical")

    @vertical_alignment.setter
    def vertical_alignment(self, value: Any) -> None:
        self.restyle(StyleChange(vertical=value))

    @property
    def column_width(self) -> Any:
        columns = self.part.columns
        found = {columns.width(c) for c in range(self.rect.column1, self.rect.column2 + 1)}
        return found.pop() if len(found) == 1 else None

    @column_width.setter
    def column_width(self, value: Any) -> None:
        self.part.columns.set_width(self.rect.column1, self.rect.column2, float(value))
        self.part.touch()

    @property
    def column_hidden(self) -> Any:
        columns = self.part.columns
        found = {columns.hidden(c) for c in range(self.rect.column1, self.rect.column2 + 1)}
        return found.pop() if len(found) == 1 else None

    @column_hidden.setter
    def column_hidden(self, value: Any) -> None:
        self.part.columns.set_hidden(self.rect.column1, self.rect.column2, hidden=bool(value))
        self.part.touch()

    def _row_numbers(self) -> range:
        last = min(self.rect.row2, max(self.part.used_rect().row2, self.rect.row1))
        return range(self.rect.row1, last + 1)

    @property
    def row_height(self) -> Any:
        grid, standard = self.part.grid, self.part.standard_height
        heights = {height_of(grid.row_attributes(n)) or standard for n in self._row_numbers()}
        return heights.pop() if len(heights) == 1 else None

    @row_height.setter
    def row_height(self, value: Any) -> None:
        self._change_rows(lambda text: with_height(text, float(value)))

    @property
    def row_hidden(self) -> Any:
        found = {self._is_row_hidden(number) for number in self._row_numbers()}
        return found.pop() if len(found) == 1 else None

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
