"""The rectangle around the cells of a large sheet that are really used, found from its edges."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from workbook_file.cells.cells import Cell
from workbook_file.parts.addresses import Rect

_Line = Sequence[Cell | None]
_Rows = tuple[int, int]
_FIRST_ROWS = 16


def trimmed(
    box: Rect,
    chunks: list[_Rows],
    cells: Callable[[Rect], Sequence[_Line]],
    column_cells: Callable[[int, _Rows], _Line],
    any_used: Callable[[_Line, int, int], bool],
) -> Rect | None:
    """The box without unused rows and columns at its edges; None when nothing in it is used.

    ``chunks`` are the box's rows in pieces that ``cells`` and ``column_cells`` can read at once;
    ``any_used`` judges a row's cells, given the row and the first one's column.
    """

    def used_rows(rows: _Rows) -> list[int]:
        lines = cells(box._replace(row1=rows[0], row2=rows[1]))
        return [row for row, line in enumerate(lines, rows[0]) if any_used(line, row, box.column1)]

    def used_column(column: int) -> bool:
        return any(
            any_used([cell], row, column)
            for rows in _from_top(chunks)
            for row, cell in enumerate(column_cells(column, rows), rows[0])
        )

    top = next((found[0] for found in map(used_rows, _from_top(chunks)) if found), None)
    if top is None:
        return None
    bottom = next(found[-1] for found in map(used_rows, _from_bottom(chunks)) if found)
    columns = range(box.column1, box.column2 + 1)
    left = next(filter(used_column, columns))
    right = next(filter(used_column, reversed(columns)))
    return Rect(top, left, bottom, right)


def _from_top(chunks: Iterable[_Rows]) -> Iterator[_Rows]:
    """Yield the chunks' rows in pieces, few at first: what is looked for mostly stands there."""
    size = _FIRST_ROWS
    for first, last in chunks:
        row = first
        while row <= last:
            yield row, min(row + size - 1, last)
            row, size = row + size, size * 2


def _from_bottom(chunks: Sequence[_Rows]) -> Iterator[_Rows]:
    size = _FIRST_ROWS
    for first, last in reversed(chunks):
        row = last
        while row >= first:
            yield max(row - size + 1, first), row
            row, size = row - size, size * 2
