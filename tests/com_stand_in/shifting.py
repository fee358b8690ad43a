"""Insert whole rows: everything below moves down, on the sheet and in what refers to it."""

from .grid import Formula, Grid, Link, Rule, Table, Validation
from .rect import MAX_ROWS, Rect
from .references import Mover


def mover(row: int, count: int) -> Mover:
    """Where a rectangle is after rows came in before `row`; one around them grows."""

    def move(rect: Rect) -> Rect:
        if rect.whole_columns:
            return rect
        first = rect.r1 + count * (rect.r1 >= row)
        last = rect.r2 + count * (rect.r2 >= row)
        return rect._replace(r1=first, r2=min(last, MAX_ROWS))

    return move


def insert_rows(grid: Grid, row: int, count: int) -> Mover:
    """Move the sheet's own things; returns the mover, for names and formulas."""
    move = mover(row, count)
    cells = list(grid.filled())
    grid.columns = {}
    for at, column, content in cells:
        moved = move(Rect(at, column, at, column))
        if isinstance(content, Formula):
            here = (moved.r1, moved.c1)
            content = Formula(content.at(at, column), here, content.result)
        grid.put(moved.r1, moved.c1, content)
    for layer in (*grid.layers.values(), grid.row_height, grid.row_hidden):
        layer.rebuilt(lambda rect: _pieces(rect, row, count))
    grid.merged = [move(area) for area in grid.merged]
    things: list[Link | Table] = [*grid.links, *grid.tables]
    for thing in things:
        thing.rect = move(thing.rect)
    marks: list[Rule | Validation] = [*grid.rules, *grid.validations]
    for mark in marks:
        mark.areas = [move(area) for area in mark.areas]
    notes = [(move(Rect(*at, *at)), text) for at, text in grid.notes.items()]
    grid.notes = {(at.r1, at.c1): text for at, text in notes}
    return move


def _pieces(rect: Rect, row: int, count: int) -> list[Rect]:
    """Formats move with their cells; inserted cells take the format above them."""
    if rect.whole_columns:
        return [rect]
    found = []
    if rect.r1 < row:
        last = min(rect.r2, row - 1)
        found.append(rect._replace(r2=row + count - 1 if last == row - 1 else last))
    if rect.r2 >= row:
        first = max(rect.r1, row) + count
        found.append(rect._replace(r1=first, r2=min(rect.r2 + count, MAX_ROWS)))
    return found
