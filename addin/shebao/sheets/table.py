"""The rows of one declared sheet, found by header and never by position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from shebao.domain.errors import SheetError
from shebao.domain.unit_mark import UnitMark, bare_title
from shebao.rules.cell_text import LOST_DIGITS, has_lost_digits, rounded
from shebao.sheets.cells import (
    Formula,
    cell_of_value,
    id_types_of,
    is_error,
    number_of,
    numbers_of,
    text_of,
    texts_of,
)
from shebao.sheets.declared.head import head_of
from shebao.sheets.declared.spec import Kind, SheetSpec
from shebao.sheets.grids import as_typed, column_letters, grid, last_used, runs
from shebao.sheets.image import TableImage
from shebao.sheets.later_parts import add_parameters, dress_heads
from shebao.sheets.note_lines import note_lines
from shebao.sheets.place import INSURANCE_HEAD, Place, find_place
from shebao.sheets.writing import writing

if TYPE_CHECKING:
    import xlwings as xw

Row = dict[str, object]
_MOST_NAMED = 5
NOTE_ROW = 2  # of the template


class UnitGuard(Protocol):
    """Whoever knows whose rows a sheet may hold."""

    def filling(self) -> UnitMark | None:
        """Return the unit for which sheets are filled now; None when it is not known."""

    def was_read(self, table: SheetTable) -> None:
        """Hear that a sheet's rows are in use; raise OtherUnitError when they are another's."""


class SheetTable:
    """One declared sheet of an open workbook; every method makes a fixed number of engine calls.

    ``before_change`` is called once, before the first cell is written; ``guard`` is told once when
    there are rows in use, and says whose mark a filled sheet gets. While work ``is_behind``
    another, sheets are filled where they are and none is brought to the front.
    """

    def __init__(
        self,
        book: xw.Book,
        spec: SheetSpec,
        before_change: Callable[[SheetTable], None] | None = None,
        guard: UnitGuard | None = None,
        is_behind: Callable[[], bool] = lambda: False,
    ) -> None:
        self.spec = spec
        self._book = book
        self._cells: dict[str, xw.Range] = {}  # by defined name; looking one up costs five calls
        # Before any row is read: a labelled cell that came later may move the rows down.
        add_parameters(book, spec)
        self._anchor = self._named(spec.anchor)
        self._sheet = self._anchor.sheet
        self._before_change = before_change
        self._guard = guard
        self._is_behind = is_behind
        self._was_read = False
        self._heading: tuple[xw.Range, str] | None = None
        self._is_note_of_two: bool | None = None

    @property
    def title(self) -> str:
        """The tab's present name."""
        return str(self._sheet.name)

    def activate(self) -> None:
        """Bring the sheet to the front, also one that was put away."""
        if not self._is_behind():
            self.show()
            self._sheet.activate()

    def show(self) -> None:
        """Let the sheet be seen where it stands."""
        if not self._sheet.visible:
            with writing(self.title):
                self._sheet.visible = True

    def put_away(self) -> None:
        """Hide the sheet; what it holds stays."""
        with writing(self.title):
            self._sheet.visible = False

    def is_put_away(self) -> bool:
        """Whether the sheet is hidden."""
        return not self._sheet.visible

    def is_active(self) -> bool:
        """Whether the user looks at this sheet."""
        return str(self._book.sheets.active.name) == self.title

    def parameters(self) -> dict[str, str]:
        """Return the labelled cells by field, as stripped text.

        Raises SheetError for a word that is none of the choices and for a number without its end.
        """
        found = {}
        for parameter in self.spec.parameters:
            value = self._named(self.spec.parameter_anchor(parameter)).raw_value
            text = text_of(value)
            if has_lost_digits(value):
                raise self._lost_digits([f"的“{parameter.label}”（{rounded(value)}）"])
            if parameter.choices and text and text not in parameter.choices:
                raise SheetError(
                    self.title,
                    f"的“{parameter.label}”是“{text[:40]}”，只能是 {'、'.join(parameter.choices)}",
                    "请改正后重试。",
                )
            found[parameter.field] = text or parameter.default
        return found

    def set_parameter(self, field: str, value: str) -> None:
        """Fill one labelled cell."""
        parameter = next(p for p in self.spec.parameters if p.field == field)
        cell = self._named(self.spec.parameter_anchor(parameter))
        with self._changing():
            cell.raw_value = value

    def note(self, text: str) -> None:
        """Say under the title what the last command did."""
        with self._changing():
            self._write_note(text)

    def noted(self) -> str:
        """Return what stands under the title."""
        cell = self._named(self.spec.note_anchor)
        if not self._has_second_line():
            return text_of(cell.raw_value)
        lines = grid(self._note_lines().raw_value, 2)
        return "".join(text_of(line[0]) for line in lines)

    def _write_note(self, text: str) -> None:
        if self._has_second_line():
            first, second = note_lines(text)
            self._note_lines().raw_value = [[first or None], [second or None]]
        else:
            self._named(self.spec.note_anchor).raw_value = text

    def _note_lines(self) -> xw.Range:
        cell = self._named(self.spec.note_anchor)
        row, column = int(cell.row), int(cell.column)
        return self._sheet.range((row, column), (row + 1, column))

    def _has_second_line(self) -> bool:
        """Whether the row below is the note's too; an older sheet has a labelled cell there."""
        if self._is_note_of_two is None:
            below = int(self._named(self.spec.note_anchor).row) + 1
            heads = [self._anchor.row]
            if self.spec.parameters:
                first = next(iter(head_of(self.spec).cells))
                parameter = next(p for p in self.spec.parameters if p.field == first)
                heads.append(self._named(self.spec.parameter_anchor(parameter)).row)
            self._is_note_of_two = below < min(map(int, heads))
        return self._is_note_of_two

    def check_writable(self) -> None:
        """Return when cells can be written, so that nothing is sent whose answer has no place.

        Raises SheetError for a protected sheet and while a cell is being edited.
        """
        cell = self._named(self.spec.note_anchor)
        with self._changing():
            cell.raw_value = cell.raw_value

    def unit(self) -> UnitMark | None:
        """Return the unit that the sheet was filled for; None when its title names none."""
        found = self._find_heading()
        return UnitMark.in_title(found[1]) if found is not None else None

    def mark(self, unit: UnitMark | None) -> None:
        """Let the title name the unit whose rows the sheet holds, or none."""
        found = self._find_heading()
        if found is None:
            return
        cell, present = found
        title = bare_title(present) or self.spec.title
        wanted = unit.behind(title) if unit is not None else title
        if present != wanted:
            with self._changing():
                cell.raw_value = wanted
            self._heading = (cell, wanted)

    def _find_heading(self) -> tuple[xw.Range, str] | None:
        """Return the title's cell and text; None when the user took its row away.

        It stands in the first cell, or above the note when the user put something before it. It
        has no defined name of its own: an older workbook would not have it.
        """
        if self._heading is None:
            cell = self._sheet.range((1, 1))
            text = text_of(cell.raw_value)
            if not text.startswith(self.spec.title) and UnitMark.in_title(text) is None:
                note = self._named(self.spec.note_anchor)
                row = int(note.row)
                if row == 1:
                    return None
                cell = self._sheet.range((row - 1, int(note.column)))
                text = text_of(cell.raw_value)
            self._heading = (cell, text)
        return self._heading

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

    def rows(self) -> list[Row]:
        """Return every row that holds anything, by field; ``_row`` is its worksheet row.

        Money and counts come as typed (a number, or whatever stands there); every other cell as
        stripped text. Insurance columns come under their full header.

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
        columns: dict[str, Sequence[object]] = {
            field: numbers_of(column) if field in typed else texts_of(column)
            for field, column in by_field.items()
        }
        for field in _id_types(self.spec):
            columns[field] = id_types_of(texts_of(by_field[field]))
        by_head = {head: cells[at - first] for head, at in place.insurances.items()}
        columns.update({head: numbers_of(column) for head, column in by_head.items()})
        columns["_row"] = range(place.header_row + 1, place.last_row + 1)
        blank = (None, "")
        filled = [
            any(cell not in blank for cell in ours)
            for ours in zip(*by_field.values(), *by_head.values(), strict=True)
        ]
        rows: list[Row] = [
            dict(zip(columns, line, strict=True))
            for line, is_filled in zip(zip(*columns.values(), strict=True), filled, strict=True)
            if is_filled
        ]
        self._tell_read(rows)
        return rows

    def _refuse_lost_digits(self, texts: Mapping[str, Sequence[object]], top: int) -> None:
        """Raise SheetError for numbers that lost digits, of columns of texts from row ``top`` on.

        A text that only looks like one counts where the user types: our lists may quote it.
        """
        columns = [(c, texts[c.field]) for c in self.spec.columns if c.field in texts]
        lost = [
            f"第 {number} 行“{column.header}”（{rounded(cell)}）"
            for column, cells in columns
            for number, cell in enumerate(cells, start=top)
            if has_lost_digits(cell) and (column.is_input or not isinstance(cell, str))
        ]
        if lost:
            raise self._lost_digits(lost)

    def _lost_digits(self, where: Sequence[str]) -> SheetError:
        more = f"等 {len(where)} 处" if len(where) > _MOST_NAMED else ""
        return SheetError(
            self.title,
            f"{'、'.join(where[:_MOST_NAMED])}{more}{LOST_DIGITS}，没有执行",
            "请把单元格设为文本格式，重新录入完整的号码（或清空该单元格）后重试。",
        )

    def _tell_read(self, rows: Sequence[Row]) -> None:
        if rows and self._guard is not None and not self._was_read:
            self._was_read = True
            self._guard.was_read(self)

    def column_references(self) -> dict[str, str]:
        """Return by field its whole column as other sheets' formulas name it."""
        title = self.title.replace("'", "''")
        letters = {f: column_letters(at) for f, (at, _) in self._place().fields(self.spec).items()}
        return {field: f"'{title}'!${one}:${one}" for field, one in letters.items()}

    def insurance_headers(self) -> list[str]:
        """Return the ``code|name`` headers from left to right."""
        return list(self._place().insurances)

    def replace(self, rows: Sequence[Mapping[str, object]], insurances: Sequence[str] = ()) -> None:
        """Put these rows in place of all present ones, in our columns and no others.

        Columns stay where the user moved them, and the user's own columns keep their cells.
        """
        place = self._place()
        with self._changing():
            if self.spec.columns_by_insurance:
                place = self._write_insurance_headers(place, insurances)
            columns: dict[int, list[object]] = {}
            for field, (at, kind) in place.fields(self.spec).items():
                columns[at] = [cell_of_value(row.get(field), kind) for row in rows]
                if any(isinstance(cell, Formula) for cell in columns[at]):
                    columns[at] = self._spelled(columns[at], place)
            self._write_columns(place, columns, len(rows))
        self._mark_filled()
        self._show_filled(rows)

    def _show_filled(self, rows: Sequence[Mapping[str, object]]) -> None:
        if rows and not self.spec.in_background and not self._is_behind():
            self.show()

    def _mark_filled(self) -> None:
        if self._guard is not None and (unit := self._guard.filling()):
            self._was_read = True  # every row there is ours now
            self.mark(unit)

    def append(self, rows: Sequence[Mapping[str, object]], insurances: Sequence[str] = ()) -> None:
        """Put these rows below the present ones, which keep every cell.

        ``insurances`` that have no column yet get one; none is taken away.
        """
        if not rows:
            return
        present = _numbers(self.rows())
        place = self._place()
        with self._changing():
            if self.spec.columns_by_insurance:
                wanted = dict.fromkeys([*place.insurances, *insurances])
                place = self._write_insurance_headers(place, list(wanted))
            top = max(present, default=place.header_row) + 1
            columns = {
                at: [cell_of_value(row.get(field), kind) for row in rows]
                for field, (at, kind) in place.fields(self.spec).items()
            }
            for run in runs(columns):
                target = self._sheet.range((top, run[0]), (top + len(rows) - 1, run[-1]))
                target.raw_value = list(zip(*(columns[at] for at in run), strict=True))
        if not present:
            self._mark_filled()
        self._show_filled(rows)

    def empty(self, rows: Sequence[Row]) -> None:
        """Leave nothing of ours in these rows; the rows themselves stay.

        Deleting worksheet rows would take the user's own columns along, and an undo could not
        bring those back.
        """
        place = self._place()
        cleared: list[Row] = [{"_row": number} for number in self._numbers_now(place, rows)]
        self.update(cleared, list(place.fields(self.spec)))

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
        self.reset_head()

    def reset_head(self) -> None:
        """Let labelled cells and note say what they say in a new workbook.

        Read in one block: most say it already, and looking a cell up by its name costs five calls.
        """
        height = int(self._anchor.row) - 1
        head = head_of(self.spec)
        width = max([cell.column for cell in head.cells.values()], default=2)
        block = grid(self._sheet.range((1, 1), (height, width)).raw_value, height)
        texts = [[text_of(cell) for cell in cells] for cells in block]
        usual = dict(pair for cells in texts for pair in pairwise(cells))
        with self._changing():
            for parameter in self.spec.parameters:
                if usual.get(parameter.label) != parameter.default:
                    cell = self._named(self.spec.parameter_anchor(parameter))
                    cell.raw_value = parameter.default or None
            if height < NOTE_ROW or texts[NOTE_ROW - 1][0] != self.spec.purpose:
                self._write_note(self.spec.purpose)

    def image(self) -> TableImage:
        """Return all of ours that the sheet holds, for ``restore``.

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
        return TableImage(
            columns,
            {
                p.field: self._named(self.spec.parameter_anchor(p)).raw_value
                for p in self.spec.parameters
            },
            self.noted(),
            self.unit(),
        )

    def _perhaps_formulas(
        self, place: Place, columns: Mapping[str, Sequence[object]]
    ) -> Iterator[int]:
        kinds = dict(place.fields(self.spec).values())
        for head, at in place.headers().items():
            is_text = kinds[at] in (Kind.TEXT, Kind.TICK, Kind.ID_TYPE)
            if not is_text or any(is_error(value) for value in columns[head]):
                yield at

    def restore(self, image: TableImage) -> None:
        """Put back what ``image`` returned, under our headers wherever they stand now.

        A column that the image does not know keeps its cells.
        """
        place = self._place()
        with self._changing():
            if self.spec.columns_by_insurance:
                heads = [head for head in image.columns if INSURANCE_HEAD.match(head)]
                place = self._write_insurance_headers(place, heads)
            known = {
                at: image.columns[h] for h, at in place.headers().items() if h in image.columns
            }
            self._write_columns(place, known, len(next(iter(known.values()), [])))
            for parameter in self.spec.parameters:
                if parameter.field in image.parameters:
                    cell = self._named(self.spec.parameter_anchor(parameter))
                    cell.raw_value = image.parameters[parameter.field]
            self._write_note(text_of(image.note))
        self.mark(image.unit)

    def put_first(self, row: Mapping[str, object], identity: str) -> None:
        """Put one row on top, in place of the older row with the same identity field."""
        others = [old for old in self.rows() if old[identity] != row[identity]]
        self.replace([row, *others])

    def update(self, rows: Sequence[Row], fields: Collection[str]) -> None:
        """Write some columns of rows that ``rows`` returned, each column in one call.

        Rows of the sheet that are not among them keep their values and formulas.
        """
        if not rows:
            return
        place = self._place()
        columns = place.fields(self.spec)
        with self._changing():
            # Who writes the identity itself says what row it belongs to.
            moves = bool(self.spec.identity) and self.spec.identity not in fields
            numbers = self._numbers_now(place, rows) if moves else _numbers(rows)
            top, bottom = min(numbers), max(numbers)
            for field in fields:
                at, kind = columns[field]
                target = self._sheet.range((top, at), (bottom, at))
                column: list[object] = [None] * (bottom - top + 1)
                if len(column) != len(rows):
                    column = [cells[0] for cells in as_typed(target, len(column))]
                for number, row in zip(numbers, rows, strict=True):
                    column[number - top] = cell_of_value(row.get(field), kind)
                target.raw_value = [[cell] for cell in column]

    def _numbers_now(self, place: Place, rows: Sequence[Row]) -> list[int]:
        """Return where the rows stand now; in a shared workbook others move them meanwhile.

        Raises SheetError when one of them cannot be found for certain.
        """
        read = _numbers(rows)
        at = place.columns[self.spec.column(self.spec.identity).header]
        first, last = place.header_row + 1, max(place.last_row, *read)
        cells = grid(self._sheet.range((first, at), (last, at)).raw_value, last - first + 1)
        keys = [text_of(row[0]) for row in cells]
        wanted = [text_of(row[self.spec.identity]) for row in rows]
        if all(keys[number - first] == key for number, key in zip(read, wanted, strict=True)):
            return read
        places = {key: number for number, key in enumerate(keys, start=first)}
        times = Counter(keys)
        lost = [row for row, key in zip(rows, wanted, strict=True) if times[key] != 1]
        if lost:
            raise SheetError(
                self.title,
                f"第 {lost[0]['_row']} 行在处理期间被移动或删除，不能确定写回哪一行",
                "已经提交的申报不受影响；请停止其他人对本表的编辑，然后重新执行。",
            )
        return [places[key] for key in wanted]

    def fields(self, fields: Sequence[str]) -> list[Row]:
        """Return only some columns of every row that holds anything in them, one call each."""
        place = self._place()
        count = place.last_row - place.header_row
        if count <= 0:
            return []
        columns = place.fields(self.spec)
        read: dict[str, list[object]] = {}
        texts: dict[str, list[object]] = {}
        for field in fields:
            at, kind = columns[field]
            target = self._sheet.range((place.header_row + 1, at), (place.last_row, at))
            cells = [number_of(cells[0]) for cells in grid(target.raw_value, count)]
            is_typed = kind in (Kind.MONEY, Kind.COUNT)
            texts[field] = [] if is_typed else cells
            read[field] = cells if is_typed else [text_of(cell) for cell in cells]
            if kind is Kind.ID_TYPE:
                read[field] = list(id_types_of([text_of(cell) for cell in cells]))
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

    def rewrite(self, rows: Sequence[Row]) -> None:
        """Write whole rows where their ``_row`` says, but for the ticks.

        One call for each run of neighbouring rows, so it is for few rows of many.
        """
        place = self._place()
        columns = {f: c for f, c in place.fields(self.spec).items() if f != "tick"}
        by_number = dict(zip(_numbers(rows), rows, strict=True))
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

    def selected_rows(self) -> set[int]:
        """Return the worksheet rows that the cursor covers and that are not hidden."""
        selection = self._book.app.selection
        if selection is None or str(selection.sheet.name) != self.title:
            return set()
        return set(self._visible(selection.row, selection.row + selection.shape[0] - 1))

    def visible_rows(self) -> set[int]:
        """Return the worksheet rows below the headers that are not hidden."""
        first, last = int(self._anchor.row) + 1, last_used(self._sheet)[0]
        return set(self._visible(first, last)) if last >= first else set()

    def _visible(self, first: int, last: int) -> Iterator[int]:
        """Yield the visible rows, asking for whole runs: calls grow with runs, not with rows."""
        hidden = self._sheet.range((first, 1), (last, 1)).rows.hidden
        if hidden is None:
            middle = (first + last) // 2
            yield from self._visible(first, middle)
            yield from self._visible(middle + 1, last)
        elif not hidden:
            yield from range(first, last + 1)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Let ``before_change`` see the sheet first; say in our words what Excel refuses."""
        if self._before_change is not None:
            before_change, self._before_change = self._before_change, None
            before_change(self)
        with writing(self.title):
            yield

    def _named(self, name: str) -> xw.Range:
        if name not in self._cells:
            try:
                self._cells[name] = self._book.names[name].refers_to_range
            except Exception as error:
                # xlwings raises whatever its engine raises for a missing or broken name.
                raise SheetError(
                    self.spec.title,
                    f"不完整（缺少名称 {name}），可能由旧版本或其他程序建立，或表头已被删除",
                    "请用“新建工作簿”建立新的工作簿，再把数据复制过去。",
                ) from error
        return self._cells[name]

    def _place(self) -> Place:
        return find_place(self._sheet, self.spec, int(self._anchor.row))

    def _write_insurance_headers(self, place: Place, insurances: Sequence[str]) -> Place:
        """Keep the wanted insurance columns, empty the others, add new ones on the right."""
        header, bottom = place.header_row, max(place.last_row, place.header_row)
        kept = {head: at for head, at in place.insurances.items() if head in insurances}
        unwanted = [at for head, at in place.insurances.items() if head not in insurances]
        for run in runs(unwanted):
            self._sheet.range((header, run[0]), (bottom, run[-1])).clear_contents()
        fresh = [head for head in insurances if head not in kept]
        if fresh:
            taken = [*place.columns.values(), *kept.values()]
            start = max(taken) + 1 if max(taken) >= place.last_column else place.last_column + 1
            heads = self._sheet.range((header, start), (header, start + len(fresh) - 1))
            heads.raw_value = [fresh]
            is_input = self.spec.columns_by_insurance is Kind.MONEY
            dress_heads(heads, is_input=is_input)
            kept.update({head: start + i for i, head in enumerate(fresh)})
        last_column = max([place.last_column, *kept.values()])
        return Place(header, place.last_row, last_column, place.columns, kept)


def _id_types(spec: SheetSpec) -> list[str]:
    return [column.field for column in spec.columns if column.kind is Kind.ID_TYPE]


def _numbers(rows: Iterable[Row]) -> list[int]:
    """Return the worksheet rows as they were read."""
    return [int(str(row["_row"])) for row in rows]
