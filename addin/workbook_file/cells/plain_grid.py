"""The cells of a sheet one by one, in memory: simple, for sheets of moderate size."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from workbook_file.cells.blocks import Block
from workbook_file.cells.cells import Cell, constant_text, formula_of, value_of, with_formula
from workbook_file.cells.rows import Row, cleaned, is_used, parse_rows, row_xml, unshare, with_style
from workbook_file.cells.values import Settler
from workbook_file.parts.addresses import MAX_ROWS, Rect
from workbook_file.parts.styles import StyleChange


@dataclass(slots=True)
class Surroundings:
    """What a grid needs to know of its workbook and sheet."""

    settler: Settler
    strings: Callable[[], list[str]]
    strings_part: Callable[[], bytes | None]
    column_style: Callable[[int], int]
    styled_columns: Callable[[], list[tuple[int, int, int]]]

    def value(self, cell: Cell) -> Any:
        """The cell's value, as COM hands it out."""
        settler = self.settler
        strings = self.strings() if 't="s"' in cell.attributes else []
        date = settler.styles.is_date(cell.style)
        return value_of(cell, strings, is_date=date, date1904=settler.date1904)

    def formula(self, cell: Cell | None) -> str:
        """The cell's formula; a constant as text, an empty cell as ``""``."""
        if cell is None or not cell.inner:
            return ""
        own = formula_of(cell)
        if own is not None:
            return own
        return constant_text(self.value(cell), date1904=self.settler.date1904)


class PlainGrid:
    """Cells by row and column."""

    def __init__(self, around: Surroundings, rows: dict[int, Row]) -> None:
        self._around = around
        self.rows = rows

    @classmethod
    def parse(cls, around: Surroundings, xml: str) -> "PlainGrid":
        """The grid of a sheetData element's inner XML."""
        rows = dict(parse_rows(cleaned(xml)))
        if 't="shared"' in xml:
            unshare(rows)
        return cls(around, rows)

    def render(self) -> Iterator[str]:
        """The inner XML of the sheetData element, row by row."""
        for number in sorted(self.rows):
            yield row_xml(number, self.rows[number], self._around.column_style)

    def has_row_styles(self) -> bool:
        """Whether a row gives a style to new cells."""
        return any(row.style is not None for row in self.rows.values())

    def has_formulas(self) -> bool:
        return any("<f" in cell.inner for row in self.rows.values() for cell in row.cells.values())

    def to_plain(self) -> "PlainGrid":
        return self

    def extent(self) -> Rect | None:
        """The rectangle around all cells with content or a style of their own; None if empty."""
        box: Rect | None = None
        default = self._around.column_style
        for number, row in self.rows.items():
            own, cells = row.style, row.cells
            columns = sorted(cells)
            # From both ends: what lies between two used cells widens nothing.
            first, last = (
                next(
                    (at for at in order if is_used(cells[at], default(at) if own is None else own)),
                    None,
                )
                for order in (columns, reversed(columns))
            )
            if first is not None and last is not None:
                strip = Rect(number, first, number, last)
                box = strip if box is None else box.span(strip)
        return box

    def bounds(self) -> Rect | None:
        """A rectangle that no cell lies outside of."""
        return self.extent()

    def values(self, rect: Rect) -> list[list[Any]]:
        """Values by row, as COM hands them out."""
        return self._read(rect, self._around.value)

    def formulas(self, rect: Rect) -> list[list[str]]:
        """Formulas by row; constants as text, empty cells as ``""``."""
        return [[text or "" for text in row] for row in self._read(rect, self._around.formula)]

    def filled(self, rect: Rect) -> list[list[bool]]:
        """Which cells have content, a formula without a result too."""
        rows = self._read(rect, lambda _: True)
        return [[found is True for found in row] for row in rows]

    def styles(self, rect: Rect) -> list[list[int]]:
        """Style numbers by row, of cells that do not exist too."""
        out = []
        for number in range(rect.row1, rect.row2 + 1):
            row = self.rows.get(number)
            columns = range(rect.column1, rect.column2 + 1)
            out.append([self._style_at(row, column) for column in columns])
        return out

    def put(self, block: Block) -> None:
        """Assign the block's values."""
        rect = block.rect
        if block.clears:
            self._clear(rect)
            return
        cell_of = self._around.settler.cell
        columns = range(rect.column1, rect.column2 + 1)
        data = [block.column(column, rect.row1, rect.row2) for column in columns]
        made = []
        for number, values in enumerate(zip(*data, strict=True), rect.row1):
            row = self.rows.get(number)
            styles = [self._style_at(row, column) for column in columns]
            cells = [cell_of(value, style) for value, style in zip(values, styles, strict=True)]
            made.append((number, dict(zip(columns, cells, strict=True))))
        for number, changed in made:  # nothing is written when a value was refused
            row = self.rows.setdefault(number, Row())
            row.cells.update(changed)

    def restyle(self, rect: Rect, change: StyleChange) -> None:
        """Change the style of the rectangle's cells.

        Of whole rows and columns, existing cells are changed, and cells are made where a row's
        style meets a column's; the caller keeps the default of whole columns.
        """
        if rect.whole_columns:
            self._restyle_columns(rect, change)
        elif rect.whole_rows:
            self._restyle_rows(rect, change)
        else:
            self._restyle_cells(rect, change)

    def _restyle_cells(self, rect: Rect, change: StyleChange) -> None:
        changed = self._around.settler.styles.change
        for number in range(rect.row1, rect.row2 + 1):
            row = self.rows.setdefault(number, Row())
            for column in range(rect.column1, rect.column2 + 1):
                cell = row.cells.get(column) or Cell(self._style_at(row, column))
                row.cells[column] = cell._replace(style=changed(cell.style, change))

    def _restyle_columns(self, rect: Rect, change: StyleChange) -> None:
        changed = self._around.settler.styles.change
        for row in self.rows.values():
            own = row.style
            if own is not None and rect.whole_rows:
                row.attributes = with_style(row.attributes, changed(own, change))
            elif own is not None:
                for column in range(rect.column1, rect.column2 + 1):
                    row.cells.setdefault(column, Cell(own))
            for column, cell in list(row.cells.items()):
                if rect.column1 <= column <= rect.column2:
                    row.cells[column] = cell._replace(style=changed(cell.style, change))

    def _restyle_rows(self, rect: Rect, change: StyleChange) -> None:
        changed = self._around.settler.styles.change
        for number in range(rect.row1, rect.row2 + 1):
            row = self.rows.setdefault(number, Row())
            own = row.style
            if own is None:
                for first, last, style in self._around.styled_columns():
                    for column in range(first, last + 1):
                        row.cells.setdefault(column, Cell(style))
            row.attributes = with_style(row.attributes, changed(own or 0, change))
            for column, cell in row.cells.items():
                row.cells[column] = cell._replace(style=changed(cell.style, change))

    def change_rows(self, row1: int, row2: int, change: Callable[[str], str]) -> None:
        """Change the attributes of rows (hidden)."""
        for number in range(row1, row2 + 1):
            row = self.rows.setdefault(number, Row())
            row.attributes = change(row.attributes)

    def row_attributes(self, number: int) -> str:
        row = self.rows.get(number)
        return row.attributes if row is not None else ""

    def insert_rows(self, first: int, count: int) -> None:
        """Move the rows from ``first`` on down; what holds nothing may leave the sheet.

        Raises ValueError when cells would be lost.
        """
        used = self.extent()
        if used is not None and first <= used.row2 > MAX_ROWS - count:
            raise ValueError("cells would leave the sheet")
        moved = {n if n < first else n + count: row for n, row in self.rows.items()}
        self.rows = {n: row for n, row in moved.items() if n <= MAX_ROWS}

    def rewrite_formulas(self, change: Callable[[str], str]) -> None:
        """Pass every formula (with ``=``) through a function."""
        for row in self.rows.values():
            for column, cell in row.cells.items():
                formula = formula_of(cell)
                if formula is None or len(formula) == 1:
                    continue
                changed = change(formula)
                if changed != formula:
                    row.cells[column] = with_formula(cell, changed)

    def has_array(self) -> bool:
        """Whether an array formula or data table stands anywhere."""
        return any(
            't="array"' in cell.inner or 't="dataTable"' in cell.inner
            for row in self.rows.values()
            for cell in row.cells.values()
        )

    def _read(self, rect: Rect, read: Callable[[Cell], Any]) -> list[list[Any]]:
        width = rect.column2 - rect.column1 + 1
        out = []
        for number in range(rect.row1, rect.row2 + 1):
            line = [None] * width
            row = self.rows.get(number)
            if row is not None:
                for column, cell in row.cells.items():
                    if cell.inner and rect.column1 <= column <= rect.column2:
                        line[column - rect.column1] = read(cell)
            out.append(line)
        return out

    def _style_at(self, row: Row | None, column: int) -> int:
        if row is not None:
            cell = row.cells.get(column)
            if cell is not None:
                return cell.style
            own = row.style
            if own is not None:
                return own
        return self._around.column_style(column)

    def _clear(self, rect: Rect) -> None:
        for number, row in self.rows.items():
            if rect.row1 <= number <= rect.row2:
                for column, cell in list(row.cells.items()):
                    if rect.column1 <= column <= rect.column2:
                        row.cells[column] = Cell(cell.style)
