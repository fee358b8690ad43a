"""The rows of one declared sheet as they are written, under the headers wherever those stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from operator import length_hint
from typing import TYPE_CHECKING, Protocol

from shebao.domain.errors import SheetError
from shebao.domain.unit_mark import UnitMark
from shebao.sheets.cells import as_typed, cell_of_value, cells_of_values, grid, runs, text_of
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.row import Formula, R, Sheet, cells_of
from shebao.sheets.head import SheetHead
from shebao.sheets.image import Part, TableImage
from shebao.sheets.later_parts import dress_heads, free_column
from shebao.sheets.place import INSURANCE_HEAD, Place
from shebao.sheets.print_area import print_until
from shebao.sheets.rows import SheetRows
from shebao.sheets.writing import writing
from workbook_file.parts.addresses import column_letters

if TYPE_CHECKING:
    import xlwings as xw

_MANY = 2_000  # rows whose writing takes long enough to be shown
_AT_ONCE = 1_000  # rows in memory of those that come one by one


class UnitGuard(Protocol):
    """Whoever knows whose rows a sheet may hold."""

    def filling(self) -> UnitMark | None:
        """Return the unit for which sheets are filled now; None when it is not known."""

    def was_read(self, table: SheetHead) -> None:
        """Hear that a sheet's rows are in use; raise OtherUnitError when they are another's."""


class SheetTable(SheetRows[R]):
    """One declared sheet of an open workbook; every method makes a fixed number of engine calls.

    ``before_change`` is called before the first cell is written, and again before the first of the
    rows unless that was one; ``guard`` is told once when there are rows in use, and says whose mark
    a filled sheet gets. While work ``is_behind`` another, sheets are filled where they are and none
    is brought to the front. ``show`` hears how many columns of how many are written, between calls
    to the engine, and must not raise.
    """

    def __init__(
        self,
        book: xw.Book,
        spec: Sheet[R],
        before_change: Callable[[SheetTable[R], Part], None] | None = None,
        guard: UnitGuard | None = None,
        is_behind: Callable[[], bool] = lambda: False,
        show: Callable[[str, int, int], None] = lambda _label, _done, _total: None,
        knows_head: Callable[[str], bool] = lambda _head: False,
    ) -> None:
        self._guard = guard
        self._show_written = show
        super().__init__(
            book,
            spec,
            None if before_change is None else lambda part: before_change(self, part),
            is_behind,
            lambda: guard.was_read(self) if guard is not None else None,
            knows_head,
        )

    def replace(self, rows: Iterable[R], insurances: Sequence[str] = ()) -> None:
        """Put these rows in place of all present ones, in our columns and no others.

        Columns stay where the user moved them, and the user's own columns keep their cells. Each
        row is looked at once, so that many may come one by one.
        """
        self._give_columns(insurances)
        place = self._place(insurances)
        with self._changing():
            if self.spec.columns_by_insurance:
                place = self._write_insurance_headers(place, insurances)
            columns, count = self._columns(place, rows)
            for at, cells in columns.items():
                if Formula in set(map(type, cells)):
                    columns[at] = self._spelled(cells, place)
            self._write_columns(place, columns, count)
        self._mark_filled()
        self._show_filled(count)
        if self.spec.charted_rows:
            self._fit_chart(count)

    def show_rows(self, rows: Iterable[R]) -> None:
        """Put these rows in place of all present ones, and the sheet before the user."""
        self.replace(rows)
        self.activate()

    def append(self, rows: Sequence[R], insurances: Sequence[str] = ()) -> None:
        """Put these rows below the present ones, which keep every cell.

        ``insurances`` that have no column yet get one; none is taken away. The rules may have
        renamed an insurance: it keeps its column's header, and two would be refused from then on.
        """
        if not rows:
            return
        self._give_columns(insurances)
        present = [row.at for row in self.rows()]
        place = self._place(insurances)
        with self._changing():
            if self.spec.columns_by_insurance:
                codes = {head[:3] for head in place.insurances}
                fresh = [head for head in insurances if head[:3] not in codes]
                place = self._write_insurance_headers(place, [*place.insurances, *fresh])
            top = max(present, default=place.header_row) + 1
            columns, _ = self._columns(place, rows)
            for run in runs(columns):
                target = self._sheet.range((top, run[0]), (top + len(rows) - 1, run[-1]))
                target.raw_value = list(zip(*(columns[at] for at in run), strict=True))
            self._print_until(place, top + len(rows) - 1)
        if not present:
            self._mark_filled()
        self._show_filled(len(rows))

    def update(
        self,
        rows: Sequence[R],
        fields: Collection[str],
        columns: Mapping[str, Sequence[object]] = {},
    ) -> None:
        """Write some columns of rows that ``rows`` returned, each column in one call.

        ``columns`` are by field cells that the rows do not hold yet: 100,000 of them need not be
        made anew to be written. Rows of the sheet that are not among them keep their values and
        formulas.
        """
        if not rows:
            return
        place = self._place()
        places = place.fields(self.spec)
        cells = {**{field: list(cells_of(rows, field)) for field in fields}, **columns}
        with self._changing():
            # Who writes the identity itself says what row it belongs to.
            moves = bool(self.spec.identity) and self.spec.identity not in cells
            numbers = self._numbers_now(place, rows) if moves else [row.at for row in rows]
            for done, (field, column) in enumerate(cells.items()):
                if len(rows) > _MANY:
                    self._show_written(f"写入“{self.title}”（列）", done, len(cells))
                at, kind = places[field]
                self._write_cells(at, numbers, cells_of_values(column, kind))

    def _write_cells(self, at: int, numbers: Sequence[int], cells: Sequence[object]) -> None:
        """Write cells of one column in one call; those between them keep what they hold."""
        top, bottom = min(numbers), max(numbers)
        target = self._sheet.range((top, at), (bottom, at))
        column: list[object] = [None] * (bottom - top + 1)
        if len(column) != len(numbers):
            column = [kept[0] for kept in as_typed(target, len(column))]
        for number, cell in zip(numbers, cells, strict=True):
            column[number - top] = cell
        target.raw_value = [[cell] for cell in column]

    def rewrite(self, rows: Sequence[R]) -> None:
        """Write whole rows where they stand, but for the ticks.

        One call for each run of neighbouring rows, so it is for few rows of many.
        """
        if not rows:
            return
        place = self._place()
        columns = {f: c for f, c in place.fields(self.spec).items() if f != "tick"}
        by_number = {row.at: row for row in rows}
        with self._changing():
            for numbers in runs(by_number):
                for run in runs([at for at, _ in columns.values()]):
                    within = {
                        f: (at - run[0], kind) for f, (at, kind) in columns.items() if at in run
                    }
                    block: list[list[object]] = [[None] * len(run) for _ in numbers]
                    for cells, number in zip(block, numbers, strict=True):
                        for field, (at, kind) in within.items():
                            cells[at] = cell_of_value(by_number[number].get(field), kind)
                    target = self._sheet.range((numbers[0], run[0]), (numbers[-1], run[-1]))
                    target.raw_value = block

    def put_first(self, row: R, identity: str) -> None:
        """Put one row on top, in place of the older row with the same identity field."""
        others = [old for old in self.rows() if old.get(identity) != row.get(identity)]
        self.replace([row, *others])

    def empty(self, rows: Sequence[R]) -> None:
        """Leave nothing of ours in these rows; the rows themselves stay.

        Deleting worksheet rows would take the user's own columns along, and an undo could not
        bring those back.
        """
        if not rows:
            return
        place = self._place()
        numbers = self._numbers_now(place, rows)
        with self._changing():
            for at, _ in place.fields(self.spec).values():
                self._write_cells(at, numbers, [None] * len(rows))

    def clear(self) -> None:
        """Take every row and what stands in the labelled cells off the sheet.

        The user's own columns keep their cells.
        """
        place = self._place()
        if place.last_row > place.header_row:
            with self._changing():
                for run in runs(place.headers().values()):
                    first, last = (place.header_row + 1, run[0]), (place.last_row, run[-1])
                    self._sheet.range(first, last).clear_contents()
                self._print_until(place, 0)
        self.reset_head()

    def image(self) -> TableImage:
        """Return all of ours that the sheet holds, for ``restore``."""
        return replace(self.image_of_head(), columns=self.image_of_rows())

    def image_of_head(self) -> TableImage:
        """Return the same without any row: ``restore`` then leaves the rows as they are."""
        return TableImage(
            {},
            {
                p.field: self._named(self.spec.parameter_anchor(p)).raw_value
                for p in self.spec.parameters
            },
            self.noted(),
            self.unit(),
        )

    def image_of_rows(self) -> dict[str, list[object]]:
        """Return the cells of every row by header.

        A formula that someone put into a column of texts is kept as the text it shows: reading
        formulas costs as much as reading values, and texts are most of the cells.
        """
        place = self._place()
        columns: dict[str, list[object]] = {head: [] for head in place.headers()}
        if count := place.last_row - place.header_row:
            first, last = place.span()
            top = place.header_row + 1
            values = grid(self._sheet.range((top, first), (place.last_row, last)).raw_value, count)
            for head, at in place.headers().items():
                columns[head] = [cells[at - first] for cells in values]
            for run in runs(self._perhaps_formulas(place, columns)):
                typed = as_typed(self._sheet.range((top, run[0]), (place.last_row, run[-1])), count)
                for head, at in place.headers().items():
                    if at in run:
                        columns[head] = [cells[at - run[0]] for cells in typed]
        return columns

    def _perhaps_formulas(
        self, place: Place, columns: Mapping[str, Sequence[object]]
    ) -> Iterator[int]:
        kinds = dict(place.fields(self.spec).values())
        for head, at in place.headers().items():
            is_text = kinds[at] in (Kind.TEXT, Kind.TICK, Kind.ID_TYPE)
            if not is_text or int in set(map(type, columns[head])):  # how an error comes
                yield at

    def restore(self, image: TableImage) -> None:
        """Put back what ``image`` returned, under our headers wherever they stand now.

        A column that the image does not know keeps its cells.
        """
        if image.columns:
            self._restore_rows(image)
        with self._changing_head(Part.CELLS):
            for parameter in self.spec.parameters:
                if parameter.field in image.parameters:
                    cell = self._named(self.spec.parameter_anchor(parameter))
                    cell.raw_value = image.parameters[parameter.field]
            self._write_note(text_of(image.note))
        self.mark(image.unit)

    def _restore_rows(self, image: TableImage) -> None:
        heads = [head for head in image.columns if INSURANCE_HEAD.match(head)]
        self._give_columns(heads)
        place = self._place()
        with self._changing():
            if self.spec.columns_by_insurance:
                place = self._write_insurance_headers(place, heads)
            known = {
                at: image.columns[h] for h, at in place.headers().items() if h in image.columns
            }
            count = len(next(iter(known.values()), []))
            self._write_columns(place, known, count)
        if self.spec.charted_rows:
            self._fit_chart(count)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Let ``before_change`` see the rows first; say in our words what Excel refuses."""
        if self._before_change is not None:
            before_change, self._before_change = self._before_change, None
            before_change(Part.ROWS)
        with writing(self.title):
            yield

    def _columns(self, place: Place, rows: Iterable[R]) -> tuple[dict[int, list[object]], int]:
        """Return the cells of rows by column number, and how many rows there are."""
        fields = place.fields(self.spec)
        values: dict[str, list[object]] = {field: [] for field in fields}
        count, source = 0, iter(rows)
        while some := list(islice(source, _AT_ONCE)):
            if count >= _MANY:
                total = max(length_hint(rows), count + len(some) + 1)
                self._show_written(f"写入“{self.title}”", count, total)
            count += len(some)
            for field, column in values.items():
                column.extend(cells_of(some, field))
        made = {at: cells_of_values(values.pop(f), kind) for f, (at, kind) in fields.items()}
        return made, count

    def _show_filled(self, count: int) -> None:
        if count and not self.spec.in_background and not self._is_behind():
            self.show()

    def _mark_filled(self) -> None:
        if self._guard is not None and (unit := self._guard.filling()):
            self._was_read = True  # every row there is ours now
            self.mark(unit)

    def _spelled(self, cells: Sequence[object], place: Place) -> list[object]:
        """Return a column's cells, each formula in terms of its own row."""
        letters = {f: column_letters(at) for f, (at, _) in place.fields(self.spec).items()}
        return [
            cell.text.format(**{f: f"${letter}{number}" for f, letter in letters.items()})
            if isinstance(cell, Formula)
            else cell
            for number, cell in enumerate(cells, start=place.header_row + 1)
        ]

    def _write_columns(
        self, place: Place, columns: Mapping[int, Sequence[object]], count: int
    ) -> None:
        """Put ``count`` cells under the headers of these columns, and none below them."""
        first = place.header_row + 1
        below = first + count
        for run in runs(columns):
            # Cells that are written over need no clearing, which costs as much as the writing.
            if place.last_row >= below:
                self._sheet.range((below, run[0]), (place.last_row, run[-1])).clear_contents()
            if count:
                target = self._sheet.range((first, run[0]), (below - 1, run[-1]))
                target.raw_value = list(zip(*(columns[at] for at in run), strict=True))
        self._print_until(place, below - 1)

    def _print_until(self, place: Place, last_row: int) -> None:
        last_row = max(last_row, place.header_row + 1)
        print_until(self._sheet, self.spec, last_row, place.last_head)

    def _numbers_now(self, place: Place, rows: Sequence[R]) -> list[int]:
        """Return where the rows stand now; in a shared workbook others move them meanwhile.

        Raises SheetError when one of them cannot be found for certain.
        """
        read = [row.at for row in rows]
        at = place.columns[self.spec.column(self.spec.identity).header]
        first, last = place.header_row + 1, max(place.last_row, *read)
        cells = grid(self._sheet.range((first, at), (last, at)).raw_value, last - first + 1)
        keys = [text_of(row[0]) for row in cells]
        wanted = [text_of(row.get(self.spec.identity)) for row in rows]
        if all(keys[number - first] == key for number, key in zip(read, wanted, strict=True)):
            return read
        places = {key: number for number, key in enumerate(keys, start=first)}
        times = Counter(keys)
        lost = [row for row, key in zip(rows, wanted, strict=True) if times[key] != 1]
        if lost:
            raise SheetError(
                self.title,
                f"第 {lost[0].at} 行在处理期间被移动或删除，不能确定写回哪一行",
                "已经提交的申报不受影响；请停止其他人对本表的编辑，然后重新执行。",
            )
        return [places[key] for key in wanted]

    def _write_insurance_headers(self, place: Place, insurances: Sequence[str]) -> Place:
        """Keep the wanted insurance columns, empty the others, add new ones on the right."""
        header, bottom = place.header_row, max(place.last_row, place.header_row)
        kept = {head: at for head, at in place.insurances.items() if head in insurances}
        unwanted = [at for head, at in place.insurances.items() if head not in insurances]
        for run in runs(unwanted):
            self._sheet.range((header, run[0]), (bottom, run[-1])).clear_contents()
        fresh = [head for head in insurances if head not in kept]
        if fresh:
            start = free_column(self._sheet, header, len(fresh))
            heads = self._sheet.range((header, start), (header, start + len(fresh) - 1))
            heads.raw_value = [fresh]
            is_input = self.spec.columns_by_insurance is Kind.MONEY
            dress_heads(heads, is_input=is_input)
            kept.update({head: start + i for i, head in enumerate(fresh)})
        last_column = max([place.last_column, *kept.values()])
        last_head = max([place.last_head, *kept.values()])
        return Place(header, place.last_row, last_column, last_head, place.columns, kept)
