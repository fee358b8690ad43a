"""The rows of a declared sheet as they are read: by header, never by position."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, cast

from shebao.rules.cell_text import has_lost_digits, may_have_lost_digits, rounded
from shebao.sheets.cells import id_types_of, numbers_of, text_of, texts_of, values_of
from shebao.sheets.declared.row import SheetRow, rows_of
from shebao.sheets.declared.spec import Kind, SheetSpec
from shebao.sheets.grids import column_letters, grid, last_used
from shebao.sheets.head import SheetHead
from shebao.sheets.image import Part
from shebao.sheets.place import INSURANCE_HEAD, Place, find_place

if TYPE_CHECKING:
    import xlwings as xw
    from typing_extensions import TypeVar

    R = TypeVar("R", bound="Row | SheetRow", default="Row")
else:
    from typing import TypeVar

    R = TypeVar("R")

Row = dict[str, object]  # of a sheet without a row class


class SheetRows(SheetHead, Generic[R]):
    """The rows of one declared sheet; ``tell`` is called once, when there are rows in use."""

    def __init__(
        self,
        book: xw.Book,
        spec: SheetSpec,
        before_change: Callable[[Part], None] | None,
        is_behind: Callable[[], bool],
        tell: Callable[[], None],
        row: type[R] | None = None,
    ) -> None:
        super().__init__(book, spec, before_change, is_behind)
        self._row: Any = row  # until every sheet has one
        self._tell = tell
        self._was_read = False

    def row_count(self) -> int:
        """Return how many rows hold anything.

        Costs half of what reading them does, and asks nothing of what they hold.
        """
        header = int(self._anchor.row)
        last_row, last_column = last_used(self._sheet)
        if last_row <= header:
            return 0
        cells = self._sheet.range((header, 1), (last_row, last_column)).raw_value
        heads, *rows = grid(cells, last_row - header + 1)
        declared = {column.header for column in self.spec.columns}
        ours = [
            at
            for at, head in enumerate(map(text_of, heads))
            if head in declared or INSURANCE_HEAD.match(head)
        ]
        return sum(any(row[at] not in (None, "") for at in ours) for row in rows)

    def rows(self) -> list[R]:
        """Return every row that holds anything, with its worksheet row.

        Without a row class by field, the worksheet row as ``_row``: money and counts as typed (a
        number, or whatever stands there), every other cell as stripped text, insurance columns
        under their full header.

        Raises SheetError when a number stands where a text belongs and lost its last digits.
        """
        place = self._place()
        if place.last_row <= place.header_row:
            return []
        first, last = place.span()
        block = grid(
            self._sheet.range((place.header_row + 1, first), (place.last_row, last)).raw_value,
            place.last_row - place.header_row,
        )
        cells = list(zip(*block, strict=True))
        by_field = {c.field: cells[place.columns[c.header] - first] for c in self.spec.columns}
        typed = {c.field for c in self.spec.columns if c.kind in (Kind.MONEY, Kind.COUNT)}
        self._refuse_lost_digits(
            {field: column for field, column in by_field.items() if field not in typed},
            place.header_row + 1,
        )
        by_head = {head: cells[at - first] for head, at in place.insurances.items()}
        blank = (None, "")
        filled = [
            any(ours) or any(cell not in blank for cell in ours)  # a zero is something
            for ours in zip(*by_field.values(), *by_head.values(), strict=True)
        ]
        numbers = range(place.header_row + 1, place.last_row + 1)
        if self._row is not None:
            values = {c.field: values_of(by_field[c.field], c.kind) for c in self.spec.columns}
            found: list[R] = rows_of(self._row, {"at": numbers, **values}, filled)
            self._tell_read(found)
            return found
        columns: dict[str, Sequence[object]] = {
            field: numbers_of(column) if field in typed else texts_of(column)
            for field, column in by_field.items()
        }
        for field in _id_types(self.spec):
            columns[field] = id_types_of(texts_of(by_field[field]))
        columns.update({head: numbers_of(column) for head, column in by_head.items()})
        columns["_row"] = numbers
        rows: list[Row] = [
            dict(zip(columns, line, strict=True))
            for line, is_filled in zip(zip(*columns.values(), strict=True), filled, strict=True)
            if is_filled
        ]
        self._tell_read(rows)
        return rows  # type: ignore[return-value] # without a row class R is Row

    def fields(self, fields: Sequence[str]) -> list[Row]:
        """Return only some columns of every row that holds anything in them, one call each."""
        place = self._place()
        count = place.last_row - place.header_row
        if count <= 0:
            return []
        columns = place.fields(self.spec)
        read: dict[str, Sequence[object]] = {}
        texts: dict[str, list[object]] = {}
        for field in fields:
            at, kind = columns[field]
            target = self._sheet.range((place.header_row + 1, at), (place.last_row, at))
            cells = [row[0] for row in grid(target.raw_value, count)]
            if kind in (Kind.MONEY, Kind.COUNT):
                read[field] = numbers_of(cells)
                continue
            texts[field] = cells
            shown = texts_of(cells)
            read[field] = id_types_of(shown) if kind is Kind.ID_TYPE else shown
        self._refuse_lost_digits(texts, place.header_row + 1)
        rows: list[Row] = [
            {**dict(zip(fields, cells, strict=True)), "_row": number}
            for number, cells in enumerate(
                zip(*read.values(), strict=True), start=place.header_row + 1
            )
            if any(cell not in (None, "") for cell in cells)
        ]
        self._tell_read(rows)
        return rows

    def _refuse_lost_digits(self, texts: Mapping[str, Sequence[object]], top: int) -> None:
        """Raise SheetError for numbers that lost digits, of columns of texts from row ``top`` on.

        A text that only looks like one counts where the user types: our lists may quote it.
        """
        columns = [
            (c, texts[c.field])
            for c in self.spec.columns
            if c.field in texts and may_have_lost_digits(texts[c.field])
        ]
        lost = [
            f"第 {number} 行“{column.header}”（{rounded(cell)}）"
            for column, cells in columns
            for number, cell in enumerate(cells, start=top)
            if has_lost_digits(cell) and (column.is_input or not isinstance(cell, str))
        ]
        if lost:
            raise self._lost_digits(lost)

    def _tell_read(self, rows: Sequence[object]) -> None:
        if rows and not self._was_read:
            self._was_read = True
            self._tell()

    def column_references(self) -> dict[str, str]:
        """Return by field its whole column as other sheets' formulas name it."""
        title = self.title.replace("'", "''")
        letters = {f: column_letters(at) for f, (at, _) in self._place().fields(self.spec).items()}
        return {field: f"'{title}'!${one}:${one}" for field, one in letters.items()}

    def insurance_headers(self) -> list[str]:
        """Return the ``code|name`` headers from left to right."""
        return list(self._place().insurances)

    def selected_rows(self) -> set[int]:
        """Return the worksheet rows that the cursor covers and that are not hidden."""
        selection = self._book.app.selection
        if selection is None or str(selection.sheet.name) != self.title:
            return set()
        return set(self._visible(selection.row, selection.row + selection.shape[0] - 1))

    def visible_rows(self) -> set[int]:
        """Return the worksheet rows below the headers that are not hidden."""
        return set(self._visible(int(self._anchor.row) + 1, last_used(self._sheet)[0]))

    def has_hidden_rows(self) -> bool:
        """Whether any row below the headers is hidden; one call more a run of visible ones."""
        first, last = int(self._anchor.row), last_used(self._sheet)[0]
        runs = self._visible_runs(last)
        return not runs or runs[0].shape[0] <= last - first

    def _visible(self, first: int, last: int) -> Iterator[int]:
        """Yield the visible ones of these rows, of those that are in use."""
        for run in self._visible_runs(last):
            top = int(run.row)
            yield from range(max(first, top), min(last, top + run.shape[0] - 1) + 1)

    def _visible_runs(self, last: int) -> list[xw.Range]:
        """Return the visible cells of a visible column, from the headers' row on.

        Not ``rows.hidden``: xlwings asks Excel for it row by row, a million times for a column that
        is selected. Excel has no answer where nothing at all is visible, but the headers are.
        """
        first, (bottom, width) = int(self._anchor.row), last_used(self._sheet)
        heads = self._sheet.range((first, 1), (first, width)).get_special_cells("visible")
        column = int(cast("list[xw.Range]", heads)[0].column)
        whole = self._sheet.range((first, column), (max(first, min(last, bottom)), column))
        return cast("list[xw.Range]", whole.get_special_cells("visible"))

    def _place(self) -> Place:
        return find_place(self._sheet, self.spec, int(self._anchor.row))


def _id_types(spec: SheetSpec) -> list[str]:
    return [column.field for column in spec.columns if column.kind is Kind.ID_TYPE]
