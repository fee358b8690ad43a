"""The rows of a declared sheet as they are read: by header, never by position."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Generic, cast

from shebao.domain.insurances import NATIONAL_NAMES
from shebao.rules.cell_text import has_lost_digits, may_have_lost_digits, rounded
from shebao.sheets.cells import grid, last_used, text_of, values_of
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.row import R, Sheet, rows_of
from shebao.sheets.head import SheetHead
from shebao.sheets.image import Part
from shebao.sheets.place import INSURANCE_HEAD, Place, find_place
from workbook_file.parts.addresses import column_letters

if TYPE_CHECKING:
    import xlwings as xw

NUMBERS = (Kind.MONEY, Kind.COUNT)


class SheetRows(SheetHead, Generic[R]):
    """The rows of one declared sheet; ``tell`` is called once, when there are rows in use.

    ``knows_head`` says of a header without a national name whether an insurance is called so.
    """

    spec: Sheet[R]

    def __init__(
        self,
        book: xw.Book,
        spec: Sheet[R],
        before_change: Callable[[Part], None] | None,
        is_behind: Callable[[], bool],
        tell: Callable[[], None],
        knows_head: Callable[[str], bool],
    ) -> None:
        super().__init__(book, spec, before_change, is_behind)
        self._row = spec.row
        self._tell = tell
        self._knows_head = knows_head
        # Whether a column headed so is ours.
        self._heads = {f"{code}|{name}": True for code, name in NATIONAL_NAMES.items()}
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
            if head in declared or self._is_insurance_head(head)
        ]
        return sum(any(row[at] not in (None, "") for at in ours) for row in rows)

    def rows(self) -> list[R]:
        """Return every row that holds anything.

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
        typed = {c.field for c in self.spec.columns if c.kind in NUMBERS}
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
        values = {c.field: values_of(by_field[c.field], c.kind) for c in self.spec.columns}
        if kind := self.spec.columns_by_insurance:
            of_heads = [values_of(column, kind) for column in by_head.values()]
            lines = zip(*of_heads, strict=True) if of_heads else [()] * len(filled)
            values["by_insurance"] = [dict(zip(by_head, line, strict=True)) for line in lines]
        # A class may have more fields than a sheet of it has columns.
        blanks = {field: repeat(blank) for field, blank in self._row.blanks.items()}
        rows = rows_of(self._row, {**blanks, "at": numbers, **values}, filled)
        self._tell_read(rows)
        return rows

    def fields(self, fields: Sequence[str]) -> list[R]:
        """Return only some columns of every row that holds anything in them, one call each.

        The rows have no others.
        """
        place = self._place()
        count = place.last_row - place.header_row
        if count <= 0:
            return []
        columns = place.fields(self.spec)
        cells: dict[str, list[object]] = {}
        for field in fields:
            at, _ = columns[field]
            target = self._sheet.range((place.header_row + 1, at), (place.last_row, at))
            cells[field] = [row[0] for row in grid(target.raw_value, count)]
        texts = {f: column for f, column in cells.items() if columns[f][1] not in NUMBERS}
        self._refuse_lost_digits(texts, place.header_row + 1)
        read = {field: values_of(column, columns[field][1]) for field, column in cells.items()}
        filled = [
            any(cell not in (None, "") for cell in line)
            for line in zip(*read.values(), strict=True)
        ]
        numbers = range(place.header_row + 1, place.last_row + 1)
        rows = rows_of(self._row, {"at": numbers, **read}, filled)
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

    def _place(self, wanted: Sequence[str] = ()) -> Place:
        row, is_head = int(self._anchor.row), self._is_insurance_head
        return find_place(self._sheet, self.spec, row, is_head, wanted)

    def _is_insurance_head(self, head: str) -> bool:
        """Whether a column headed so is one of ours: 999|备份 and 510|我的 are the user's own."""
        if not (self.spec.columns_by_insurance and INSURANCE_HEAD.match(head)):
            return False
        if head not in self._heads:
            self._heads[head] = self._knows_head(head)
        return self._heads[head]

    def _give_columns(self, insurances: Iterable[str]) -> None:
        """Let the columns of these ``code|name`` headers be ours."""
        self._heads.update(dict.fromkeys(insurances, True))
