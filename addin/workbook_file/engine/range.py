"""A rectangle of cells as xlwings sees it."""

from itertools import groupby
from typing import Any

from xlwings import base_classes

from workbook_file.cells.blocks import Block
from workbook_file.cells.strict_text import conversion
from workbook_file.engine.missing import engine_object
from workbook_file.engine.owners import OfSheet
from workbook_file.engine.range_extras import RangeExtras
from workbook_file.engine.range_formats import RangeFormats
from workbook_file.errors import TextConversionError
from workbook_file.parts import shifting, views
from workbook_file.parts.addresses import MAX_COLUMNS, MAX_ROWS, Rect


@engine_object(base_classes.Range)
class Range(RangeFormats, RangeExtras, base_classes.Range):
    """A rectangle; one without rows or columns is empty and takes no values."""

    sheet: Any = None
    part: Any = None
    # No chunks: a block stays one block.
    max_cells_per_read: Any = None
    max_cells_per_write: Any = None

    def __init__(self, sheet: OfSheet, rect: Rect) -> None:
        self.sheet = sheet
        self.part = sheet.part
        self.rect = rect
        if rect.row2 > MAX_ROWS or rect.column2 > MAX_COLUMNS or min(rect[:2]) < 1:
            raise ValueError("outside the sheet")

    @property
    def row(self) -> int:
        return self.rect.row1

    @property
    def column(self) -> int:
        return self.rect.column1

    @property
    def shape(self) -> tuple[int, int]:
        return self.rect.shape

    def get_special_cells(self, cell_type: str, value_type: object = None) -> list["Range"]:
        """Return the runs of visible rows; columns that are hidden are not looked at."""
        if (cell_type, value_type) != ("visible", None):
            raise NotImplementedError(f"Range.get_special_cells({cell_type!r})")
        visible: list[Range] = []
        first = self.rect.row1
        for is_hidden, run in groupby(range(first, self.rect.row2 + 1), self._is_row_hidden):
            last = first + len(list(run)) - 1
            if not is_hidden:
                visible.append(Range(self.sheet, self.rect._replace(row1=first, row2=last)))
            first = last + 1
        return visible

    def __len__(self) -> int:
        rows, columns = self.rect.shape
        return rows * columns

    def __call__(self, arg1: Any, arg2: Any = None) -> "Range":
        if arg2 is None:
            row, column = divmod(int(arg1) - 1, self.rect.shape[1])
        else:
            row, column = int(arg1) - 1, int(arg2) - 1
        row, column = self.rect.row1 + row, self.rect.column1 + column
        return Range(self.sheet, Rect(row, column, row, column))

    @property
    def raw_value(self) -> Any:
        if self._empty:
            return None
        values = self.part.values(self._bounded())
        return values[0][0] if len(self) == 1 else tuple(map(tuple, values))

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        if self._empty:
            return
        block = Block.of(self.rect, value)
        if self.sheet.book.strict and not block.clears:
            self._check_text(block)
        self.part.write(block)

    def _bounded(self) -> Rect:
        """The rectangle, refused where it would be whole columns of nothing."""
        if len(self) > 40_000_000:
            raise NotImplementedError("Range.raw_value of whole columns; use used_range")
        return self.rect

    def _check_text(self, block: Block) -> None:
        rect = block.rect
        for column in range(rect.column1, rect.column2 + 1):
            values = block.column(column, rect.row1, rect.row2)
            for row, value in enumerate(values, rect.row1):
                kind = conversion(value) if isinstance(value, str) else None
                if kind is not None:
                    cell = Rect(row, column, row, column)
                    style = self.part.grid.styles(cell)[0][0]
                    if not self.part.shared.styles.is_text(style):
                        raise TextConversionError(f"{self.sheet.name}!{cell.text()}", kind)

    @property
    def formula(self) -> Any:
        if self._empty:
            return None
        formulas = self.part.formulas(self._bounded())
        return formulas[0][0] if len(self) == 1 else tuple(map(tuple, formulas))

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    @property
    def has_array(self) -> bool:
        return False

    def clear_contents(self) -> None:
        if not self._empty:
            self.part.write(Block(self.rect, None, None))

    @property
    def address(self) -> str:
        if self._empty:
            rows, columns = self.rect.shape
            cell = Rect(self.row, self.column, self.row, self.column)
            return f"{cell.text(row_dollar=True, column_dollar=True)}{{{rows}x{columns}}}"
        return self.rect.text(row_dollar=True, column_dollar=True)

    def select(self) -> None:
        self.sheet.activate()
        views.select(self.part, self.rect)

    @property
    def rows(self) -> "Range":
        return self

    columns: Any = rows

    def insert(self, shift: Any = None, copy_origin: Any = None) -> None:
        """Insert blank rows. They take no format from their neighbours, unlike in Excel."""
        del copy_origin
        if not self.rect.whole_rows or shift not in (None, "down"):
            raise NotImplementedError("Range.insert of anything but whole rows, downwards")
        shifting.insert_rows(self.sheet.book.document, self.part, self.rect)
