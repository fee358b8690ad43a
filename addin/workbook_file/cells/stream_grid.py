"""The cells of a large sheet as the XML they came in, under layers of what was done since.

Nothing is unpacked cell by cell until a row must be written or read that a layer touches. Rows
nobody touched are saved as the text they were.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, repeat
from typing import Any

from workbook_file.cells.base_rows import BaseRows
from workbook_file.cells.blocks import Block
from workbook_file.cells.cells import Cell, constant_text
from workbook_file.cells.column_xml import Target, column_xml
from workbook_file.cells.layers import Layer, resolve
from workbook_file.cells.plain_grid import PlainGrid, Surroundings
from workbook_file.cells.rows import FEW, cell_xml, is_used, opening_attributes, row_text, spliced
from workbook_file.cells.trimming import trimmed
from workbook_file.parts.addresses import MAX_ROWS, Rect
from workbook_file.parts.styles import StyleChange

_CHUNK = 4096


class StreamGrid:
    """Cells as base text plus layers, oldest first."""

    def __init__(self, around: Surroundings, xml: bytes) -> None:
        self._around = around
        self._base = BaseRows(around, xml)
        self._layers: list[Layer] = []
        self._attributes: dict[int, str] = {}
        self._extent: Rect | None = None
        self._extent_known = False

    def put(self, block: Block) -> None:
        """Assign the block's values. Raises ValueError or TypeError before anything is kept."""
        block.check()
        self._base.unshare()
        self._add(Layer(block.rect, self._defaults(block.rect), block.clears, block=block))

    def restyle(self, rect: Rect, change: StyleChange) -> None:
        """Change the style of a rectangle, or of the existing cells of whole columns."""
        is_whole = rect.whole_columns
        defaults = {} if is_whole else self._defaults(rect)
        self._add(Layer(rect, defaults, existing_only=is_whole, change=change))

    def change_rows(self, row1: int, row2: int, change: Callable[[str], str]) -> None:
        """Change the attributes of rows (hidden)."""
        for number in range(row1, row2 + 1):
            self._attributes[number] = change(self.row_attributes(number))

    def _add(self, layer: Layer) -> None:
        self._layers.append(layer)
        self._extent_known = False

    def _defaults(self, rect: Rect) -> dict[int, int]:
        columns = range(rect.column1, rect.column2 + 1)
        styles = {column: self._around.column_style(column) for column in columns}
        return {column: style for column, style in styles.items() if style}

    def row_attributes(self, number: int) -> str:
        own = self._attributes.get(number)
        return self._base.attributes(number) if own is None else own

    def has_row_styles(self) -> bool:
        """Whether a row gives a style to new cells."""
        return self._base.row_styles is not None

    def has_formulas(self) -> bool:
        return self._base.has_formulas() or any(
            layer.block.has_formulas() for layer in self._layers if layer.block is not None
        )

    def _has_formulas_in(self, rect: Rect) -> bool:
        return self._base.has_formulas_in(rect) or any(
            layer.block.has_formulas()
            for layer in self._layers
            if layer.block is not None and layer.rect.meet(rect) is not None
        )

    def extent(self) -> Rect | None:
        """The rectangle around all cells with content or a style; None on an empty sheet."""
        if not self._extent_known:
            self._extent = self._measured()
            self._extent_known = True
        return self._extent

    def bounds(self) -> Rect | None:
        """A rectangle that no cell lies outside of."""
        box = self._base.extent()
        for layer in self._layers:
            if not layer.existing_only:
                box = layer.rect if box is None else box.span(layer.rect)
        return box

    def _measured(self) -> Rect | None:
        box = self.bounds()
        if box is None:
            return None
        if not self._layers and not self._base.has_blanks():
            return box
        return trimmed(
            box,
            list(self._chunks(box.row1, box.row2)),
            self._cells,
            lambda column, rows: self._column_cells(column, *rows),
            self._any_used,
        )

    def _any_used(self, line: Sequence[Cell | None], row: int, column1: int) -> bool:
        own, default = self._base.row_style(row), self._around.column_style
        return any(
            is_used(cell, default(column) if own is None else own)
            for column, cell in enumerate(line, column1)
        )

    def values(self, rect: Rect) -> list[list[Any]]:
        """Values by row, as COM hands them out."""
        touched, value = self._touched(rect), self._around.value
        out = self._base.values(rect, besides=touched)
        for column in touched:
            place = column - rect.column1
            at = 0
            for row1, row2 in self._chunks(rect.row1, rect.row2):
                for cell in self._column_cells(column, row1, row2):
                    if cell is not None and cell.inner:
                        out[at][place] = value(cell)
                    at += 1
        return out

    def filled(self, rect: Rect) -> list[list[bool]]:
        """Which cells have content, a formula without a result too."""
        if not self.has_formulas():
            return [[value is not None for value in row] for row in self.values(rect)]
        return [
            [cell is not None and cell.inner != "" for cell in line]
            for row1, row2 in self._chunks(rect.row1, rect.row2)
            for line in self._cells(rect._replace(row1=row1, row2=row2))
        ]

    def formulas(self, rect: Rect) -> list[list[str]]:
        """Formulas by row; constants as text, empty cells as ``""``."""
        if not self._has_formulas_in(rect):  # no cell has to be cut out of its row
            date1904 = self._around.settler.date1904
            return [
                ["" if value is None else constant_text(value, date1904=date1904) for value in row]
                for row in self.values(rect)
            ]
        return [
            [self._around.formula(cell) for cell in line]
            for row1, row2 in self._chunks(rect.row1, rect.row2)
            for line in self._cells(rect._replace(row1=row1, row2=row2))
        ]

    def styles(self, rect: Rect) -> list[list[int]]:
        """Style numbers by row, of cells that do not exist too."""
        out = []
        columns = range(rect.column1, rect.column2 + 1)
        default = [self._around.column_style(column) for column in columns]
        for row1, row2 in self._chunks(rect.row1, rect.row2):
            for place, line in enumerate(self._cells(rect._replace(row1=row1, row2=row2))):
                own = self._base.row_style(row1 + place)
                missing = default if own is None else [own] * len(line)
                pairs = zip(line, missing, strict=True)
                out.append([style if cell is None else cell.style for cell, style in pairs])
        return out

    def _chunks(self, row1: int, row2: int) -> Iterator[tuple[int, int]]:
        """The rows cut so that every layer covers each piece whole or not at all."""
        cuts = {row1, row2 + 1}
        for layer in self._layers:
            cuts |= {cut for cut in (layer.rect.row1, layer.rect.row2 + 1) if row1 < cut <= row2}
        for low, high in pairwise(sorted(cuts)):
            for start in range(low, high, _CHUNK):
                yield start, min(start + _CHUNK, high) - 1

    def _over(self, row1: int, column: int | None = None) -> list[Layer]:
        return [
            layer
            for layer in self._layers
            if layer.rect.row1 <= row1 <= layer.rect.row2
            and (column is None or layer.rect.column1 <= column <= layer.rect.column2)
        ]

    def _touched(self, rect: Rect) -> list[int]:
        """The columns of a rectangle that any layer reaches."""
        columns: set[int] = set()
        for layer in self._layers:
            cut = layer.rect.meet(rect)
            if cut is not None:
                columns.update(range(cut.column1, cut.column2 + 1))
        return sorted(columns)

    def _cells(self, rect: Rect) -> list[list[Cell | None]]:
        """The cells of a chunk (see ``_chunks``) by row."""
        out = self._base.cells(rect)
        for column in self._touched(rect):
            cells = self._column_cells(column, rect.row1, rect.row2)
            for line, cell in zip(out, cells, strict=True):
                line[column - rect.column1] = cell
        return out

    def _column_cells(self, column: int, row1: int, row2: int) -> list[Cell | None]:
        base = self._base.column(column, row1, row2)
        layers = self._over(row1, column)
        return resolve(self._around.settler, layers, column, row1, base, self._base.row_styles)

    def render(self) -> Iterator[str]:
        """The inner XML of the sheetData element."""
        last = max(
            [self._base.last_row, *self._attributes]
            + [layer.rect.row2 for layer in self._layers if not layer.existing_only]
        )
        if not last:
            return
        for row1, row2 in self._chunks(1, min(last, MAX_ROWS)):
            layers = self._over(row1)
            creating = any(not layer.existing_only for layer in layers)
            is_changed = creating or (layers and self._base.any_rows(row1, row2))
            if is_changed or any(row1 <= number <= row2 for number in self._attributes):
                yield from self._rendered(row1, row2)
            else:
                yield self._base.text(row1, row2)

    def _rendered(self, row1: int, row2: int) -> Iterator[str]:
        rows = range(row1, row2 + 1)
        bounds = self.bounds()
        reach = Rect(row1, 1, row2, bounds.column2 if bounds is not None else 1)
        touched = [column for column in self._touched(reach) if self._over(row1, column)]
        made = {column: self._column_texts(column, rows) for column in touched}
        there = self._base.any_rows(row1, row2)
        old = self._base.texts(row1, row2) if there else repeat("")
        wide = self._base.extent() if there else None
        left = set(range(wide.column1, wide.column2 + 1)) - made.keys() if wide else set()
        if not left or len(made) > FEW:
            made |= {column: self._base.column_pieces(column, row1, row2) for column in left}
            columns = [made[column] for column in sorted(made)]
            joined = map("".join, zip(*columns, strict=True)) if made else repeat("")
            for number, text, inner in zip(rows, old, joined, strict=False):
                own = self._attributes.get(number)
                yield row_text(number, opening_attributes(text) if own is None else own, inner)
            return
        last_column = wide.column2 if wide is not None else 0
        for place, (number, text) in enumerate(zip(rows, old, strict=False)):
            cells = {column: texts[place] for column, texts in made.items()}
            if number in self._attributes or not text:
                merged = self._base.pieces(number) | cells
                inner = "".join(merged[column] for column in sorted(merged))
                yield row_text(number, self.row_attributes(number), inner)
            else:
                yield spliced(text, number, cells, last_column)

    def _column_texts(self, column: int, rows: range) -> list[str]:
        """The XML of a column's cells in a chunk, one text per row."""
        settler = self._around.settler
        layers = self._over(rows[0], column)
        default = self._around.column_style(column)
        blocks = [(at, la.block) for at, la in enumerate(layers) if la.block is not None]
        if len(blocks) == 1 and not blocks[0][1].clears and self._base.row_styles is None:
            at, block = blocks[0]
            base: Sequence[Cell | None] = self._base.styled_column(column, rows[0], rows[-1])
            before = resolve(settler, layers[:at], column, rows[0], base, self._base.row_styles)
            styles = layers[at].styles_under(before, column, rows[0], self._base.row_styles)
            if len(set(styles)) == 1:
                changes = [la.change for la in layers[at + 1 :] if la.change is not None]

                def restyle(style: int) -> int:
                    for change in changes:
                        style = settler.styles.change(style, change)
                    return style

                data = block.column(column, rows[0], rows[-1])
                target = Target(settler, column, rows, styles[0], restyle, default)
                return column_xml(target, data)
        base = self._base.column(column, rows[0], rows[-1])
        cells = resolve(settler, layers, column, rows[0], base, self._base.row_styles)
        return [
            cell_xml(row, column, cell)
            if cell is not None and self._any_used([cell], row, column)
            else ""
            for row, cell in zip(rows, cells, strict=True)
        ]

    def to_plain(self) -> PlainGrid:
        """The same cells held one by one, for what cannot be streamed."""
        return PlainGrid.parse(self._around, "".join(self.render()))
