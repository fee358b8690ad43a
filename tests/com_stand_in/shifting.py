"""Insert and delete cells: everything beyond moves, on the sheet and in what refers to it."""

from collections.abc import Callable
from typing import Any

from .errors import refusal
from .grid import Formula, Grid
from .layer import Layer
from .rect import MAX_COLUMNS, MAX_ROWS, Rect


def mover(rect: Rect, *, vertical: bool, insert: bool) -> Callable[[Rect], Rect | None]:
    """Where a rectangle is after the shift; None when all its cells are deleted.

    A rectangle that reaches beyond the shifted band stays, as Excel leaves such references.
    """
    band = rect if vertical else rect.turned()
    edge = MAX_ROWS if vertical else MAX_COLUMNS

    def move(other: Rect) -> Rect | None:
        lying = other if vertical else other.turned()
        if not (band.c1 <= lying.c1 and lying.c2 <= band.c2) or lying.rows == edge:
            return other
        if insert:
            first = lying.r1 + band.rows * (lying.r1 >= band.r1)
            last = lying.r2 + band.rows * (lying.r2 >= band.r1)
        else:
            first = _after_deletion(lying.r1, band, up=False)
            last = _after_deletion(lying.r2, band, up=True)
        if last < first:
            return None
        moved = lying._replace(r1=first, r2=min(last, edge))
        return moved if vertical else moved.turned()

    return move


def _after_deletion(row: int, band: Rect, *, up: bool) -> int:
    if row < band.r1:
        return row
    return row - band.rows if row > band.r2 else band.r1 - up


def shift(grid: Grid, rect: Rect, *, vertical: bool, insert: bool) -> Callable[[Rect], Rect | None]:
    """Move the sheet's own things; returns the mover, for names and formulas."""
    move = mover(rect, vertical=vertical, insert=insert)
    for table in grid.tables:
        _refuse_to_tear(table.rect, rect, vertical=vertical)
    cells = list(grid.filled())
    grid.columns = {}
    for row, column, content in cells:
        moved = move(Rect(row, column, row, column))
        if moved is not None:
            if isinstance(content, Formula):
                here = (moved.r1, moved.c1)
                content = Formula(content.at(row, column), here, content.result)
            grid.put(moved.r1, moved.c1, content)
    for layer in grid.layers.values():
        _shift_layer(layer, rect, vertical=vertical, insert=insert)
    rows, columns = (grid.row_height, grid.row_hidden), (grid.column_width, grid.column_hidden)
    sizes = rows if vertical else columns
    whole = rect.whole_rows if vertical else rect.whole_columns
    for layer in sizes if whole else ():
        _shift_layer(layer, rect, vertical=vertical, insert=insert)
    grid.merged = [moved for area in grid.merged if (moved := move(area))]
    grid.links = _kept(grid.links, move)
    grid.tables = _kept(grid.tables, move)
    for rule in grid.rules:
        rule.areas = [moved for area in rule.areas if (moved := move(area))]
    for validation in grid.validations:
        validation.areas = [moved for area in validation.areas if (moved := move(area))]
    grid.rules = [rule for rule in grid.rules if rule.areas]
    grid.validations = [kept for kept in grid.validations if kept.areas]
    notes = {move(Rect(*at, *at)): text for at, text in grid.notes.items()}
    grid.notes = {(at.r1, at.c1): text for at, text in notes.items() if at}
    return move


def _kept(things: list[Any], move: Callable[[Rect], Rect | None]) -> list[Any]:
    kept = []
    for thing in things:
        moved = move(thing.rect)
        if moved is not None:
            thing.rect = moved
            kept.append(thing)
    return kept


def _refuse_to_tear(table: Rect, rect: Rect, *, vertical: bool) -> None:
    band, body = (rect, table) if vertical else (rect.turned(), table.turned())
    reached = body.r2 >= band.r1 and body.c1 <= band.c2 and band.c1 <= body.c2
    if reached and not (band.c1 <= body.c1 and body.c2 <= band.c2):
        raise refusal("This operation is not allowed. It would shift cells in a table.")


def _shift_layer(layer: Layer, rect: Rect, *, vertical: bool, insert: bool) -> None:
    """Formats move with their cells; inserted cells take the format before them."""
    band = rect if vertical else rect.turned()
    edge = MAX_ROWS if vertical else MAX_COLUMNS

    def pieces(other: Rect) -> list[Rect]:
        lying = other if vertical else other.turned()
        within = lying.meet(Rect(1, band.c1, edge, band.c2))
        if within is None or within.rows == edge:
            return [other]
        found = lying.minus(within)
        before = within.meet(Rect(1, 1, band.r1 - 1, MAX_ROWS)) if band.r1 > 1 else None
        if before:
            if insert and before.r2 == band.r1 - 1:
                before = before._replace(r2=band.r2)
            found.append(before)
        start = band.r1 if insert else band.r2 + 1
        after = within.meet(Rect(start, 1, edge, MAX_ROWS)) if start <= edge else None
        if after:
            step = band.rows if insert else -band.rows
            found.append(after._replace(r1=after.r1 + step, r2=min(edge, after.r2 + step)))
        return [piece if vertical else piece.turned() for piece in found]

    layer.rebuilt(pieces)
