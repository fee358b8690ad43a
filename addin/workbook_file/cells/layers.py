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
    """An operation on a rectangle; ``defaults`` are its columns' styles at that time."""

    rect: Rect
    defaults: dict[int, int]

    @property
    def existing_only(self) -> bool:
        """Whether the operation makes no new cells."""
        return False

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


@dataclass(slots=True, frozen=True)
class ValueLayer(Layer):
    """Values assigned."""

    block: Block

    @property
    def existing_only(self) -> bool:
        return self.block.clears


@dataclass(slots=True, frozen=True)
class StyleLayer(Layer):
    """A style changed."""

    change: StyleChange
    only_there: bool = False

    @property
    def existing_only(self) -> bool:
        return self.only_there


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
        if isinstance(layer, ValueLayer):
            _assign(settler, layer, column, row1, cells, row_style)
        elif isinstance(layer, StyleLayer):
            change = settler.styles.change
            styles = layer.styles_under(cells, column, row1, row_style)
            for place, cell in enumerate(cells):
                if cell is not None:
                    cells[place] = cell._replace(style=change(styles[place], layer.change))
                elif not layer.existing_only:
                    cells[place] = Cell(change(styles[place], layer.change))
    return cells


def _assign(
    settler: Settler,
    layer: ValueLayer,
    column: int,
    row1: int,
    cells: list[Cell | None],
    row_style: RowStyle,
) -> None:
    if layer.block.clears:
        cells[:] = [None if cell is None else Cell(cell.style) for cell in cells]
        return
    values = layer.block.column(column, row1, row1 + len(cells) - 1)
    styles = layer.styles_under(cells, column, row1, row_style)
    cells[:] = map(settler.cell, values, styles)
