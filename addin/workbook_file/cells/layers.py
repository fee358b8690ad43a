"""What was done to a streamed sheet, one layer per operation, and how layers settle on cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbook_file.cells.blocks import Block
from workbook_file.cells.cells import Cell
from workbook_file.cells.values import Settler
from workbook_file.parts.addresses import Rect
from workbook_file.parts.styles import StyleChange

RowStyle = Callable[[int], int | None] | None
"""The style that a row gives to new cells; None when no row of the sheet gives one."""


@dataclass(slots=True, frozen=True)
class Layer:
    """An operation on a rectangle: a block assigned, or a style changed.

    ``defaults`` are its columns' styles at that time; one of ``existing_only`` makes no new cells.
    """

    rect: Rect
    defaults: dict[int, int]
    existing_only: bool
    block: Block | None = None
    change: StyleChange | None = None

    def styles_under(
        self, cells: Sequence[Cell | None], column: int, row1: int, row_style: RowStyle
    ) -> list[int]:
        """The styles that the operation meets in a column, one per row."""
        default = self.defaults.get(column, 0)
        if row_style is None:
            return [default if cell is None else cell.style for cell in cells]
        out = []
        for row, cell in enumerate(cells, row1):
            own = row_style(row) if cell is None else cell.style
            out.append(default if own is None else own)
        return out


def resolve(
    settler: Settler,
    layers: Sequence[Layer],
    column: int,
    row1: int,
    base: Sequence[Cell | None],
    row_style: RowStyle,
) -> list[Cell | None]:
    """The cells of a column after the layers, all of which cover every row."""
    cells = list(base)
    for layer in layers:
        if layer.block is not None and layer.block.clears:
            cells = [None if cell is None else Cell(cell.style) for cell in cells]
            continue
        styles = layer.styles_under(cells, column, row1, row_style)
        if layer.block is not None:
            values = layer.block.column(column, row1, row1 + len(cells) - 1)
            cells = list(map(settler.cell, values, styles))
        elif layer.change is not None:
            for place, cell in enumerate(cells):
                if cell is not None:
                    style = settler.styles.change(styles[place], layer.change)
                    cells[place] = cell._replace(style=style)
                elif not layer.existing_only:
                    cells[place] = Cell(settler.styles.change(styles[place], layer.change))
    return cells
