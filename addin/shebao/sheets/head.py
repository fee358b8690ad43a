"""What stands above the rows of a declared sheet: title, note, labelled cells; and its tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from shebao.domain.errors import SheetError
from shebao.domain.moments import local_time
from shebao.domain.outcome import Outcome, Status
from shebao.domain.unit_mark import UnitMark, bare_title
from shebao.rules.cell_text import LOST_DIGITS, has_lost_digits, rounded
from shebao.sheets.cells import grid, text_of
from shebao.sheets.declared.head import note_lines
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.image import Part
from shebao.sheets.later_parts import add_parameters
from shebao.sheets.writing import writing

if TYPE_CHECKING:
    import xlwings as xw

_MOST_NAMED = 5
NOTE_ROW = 2  # of the template


def as_of_words(when: datetime) -> str:
    """Say at the end of a note when the bureau told what it counts."""
    return f"取自税务系统 {local_time(when)}"


class SheetHead:
    """The head of one declared sheet.

    ``before_change`` is called before the first cell of each part is written: it is told which is
    next.
    While work ``is_behind`` another, sheets are filled where they are and none comes to the front.
    """

    def __init__(
        self,
        book: xw.Book,
        spec: AnySheet,
        before_change: Callable[[Part], None] | None,
        is_behind: Callable[[], bool],
    ) -> None:
        self.spec = spec
        self._book = book
        self._cells: dict[str, xw.Range] = {}  # by defined name; looking one up costs five calls
        # Before any row is read: a labelled cell that came later may move the rows down.
        add_parameters(book, spec)
        self._anchor = self._named(spec.anchor)
        self._sheet = self._anchor.sheet
        self._before_change = before_change
        self._told: set[Part] = set()  # of the head
        self._is_behind = is_behind
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

    def _fit_chart(self, count: int) -> None:
        """Hide the charted rows behind the first ``count``: a chart leaves out what is hidden.

        One stays in sight: a chart of nothing but hidden rows shows “Series1” as a name.
        In a workbook of 0.2.0 or older a chart lies beside its own rows, which are all shown; they
        stay so, as it would shrink with them.
        """
        first = int(self._anchor.row) + 1
        last = first + self.spec.charted_rows - 1
        if self.spec.chart is not None and not self._sheet.range((last, 1)).rows.hidden:
            return
        with self._changing_head():
            self._sheet.range((first, 1), (last, 1)).rows.hidden = False
            if (hidden := first + max(count, 1)) <= last:
                self._sheet.range((hidden, 1), (last, 1)).rows.hidden = True

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
        with self._changing_head(Part.CELLS):
            cell.raw_value = value

    def note(self, text: str) -> None:
        """Say under the title what the last command did; who hid the sheet must not miss it."""
        if not self._is_behind():
            self.show()
        with self._changing_head():
            self._write_note(text)

    def report(
        self,
        message: str,
        status: Status = Status.DONE,
        *,
        counts: dict[str, int] | None = None,
        files: tuple[str, ...] = (),
        facts: dict[str, str] | None = None,
        as_of: datetime | None = None,
    ) -> Outcome:
        """Note what a command did, and return it as its outcome.

        The note says ``as_of`` when, where other commands bring the rows up to date below it.
        """
        self.note(message + (as_of_words(as_of) if as_of else ""))
        return Outcome(message, status, counts or {}, files, facts or {})

    def error(self, why: str, next_step: str) -> SheetError:
        """Return the error that this sheet is not as needed, to be raised."""
        return SheetError(self.title, why, next_step)

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
                first = next(iter(self.spec.head.cells))
                parameter = next(p for p in self.spec.parameters if p.field == first)
                heads.append(self._named(self.spec.parameter_anchor(parameter)).row)
            self._is_note_of_two = below < min(map(int, heads))
        return self._is_note_of_two

    def check_writable(self) -> None:
        """Return when cells can be written, so that nothing is sent whose answer has no place.

        Raises SheetError for a protected sheet and while a cell is being edited.
        """
        cell = self._named(self.spec.note_anchor)
        with self._changing_head():
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
            with self._changing_head():
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

    def reset_head(self) -> None:
        """Let labelled cells and note say what they say in a new workbook.

        Read in one block: most say it already, and looking a cell up by its name costs five calls.
        """
        height = int(self._anchor.row) - 1
        head = self.spec.head
        width = max([cell.column for cell in head.cells.values()], default=2)
        block = grid(self._sheet.range((1, 1), (height, width)).raw_value, height)
        texts = [[text_of(cell) for cell in cells] for cells in block]
        usual = dict(pair for cells in texts for pair in pairwise(cells))
        with self._changing_head(Part.CELLS):
            for parameter in self.spec.parameters:
                if usual.get(parameter.label) != parameter.default:
                    cell = self._named(self.spec.parameter_anchor(parameter))
                    cell.raw_value = parameter.default or None
            if height < NOTE_ROW or texts[NOTE_ROW - 1][0] != self.spec.purpose:
                self._write_note(self.spec.purpose)

    def _lost_digits(self, where: Sequence[str]) -> SheetError:
        more = f"等 {len(where)} 处" if len(where) > _MOST_NAMED else ""
        return SheetError(
            self.title,
            f"{'、'.join(where[:_MOST_NAMED])}{more}{LOST_DIGITS}，没有执行",
            "请把单元格设为文本格式，重新录入完整的号码（或清空该单元格）后重试。",
        )

    @contextmanager
    def _changing_head(self, part: Part = Part.NOTE) -> Iterator[None]:
        """Let ``before_change`` see the head first; say in our words what Excel refuses."""
        if self._before_change is not None and part not in self._told:
            self._told.add(part)
            self._before_change(part)
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
