"""The rows of one declared sheet, found by header and never by position."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shebao.domain.errors import SheetError
from shebao.sheets.cells import cell_of_value, is_error, is_formula, number_of, text_of
from shebao.sheets.spec import Kind, SheetSpec

if TYPE_CHECKING:
    import xlwings as xw

Row = dict[str, object]
INSURANCE_HEAD = re.compile(r"\d{3}\|")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands now: header row, first column, and each header's column number."""

    header_row: int
    last_row: int
    last_column: int
    columns: Mapping[str, int]
    insurances: Mapping[str, int]  # ``code|name`` headers


class SheetTable:
    """One declared sheet of an open workbook; every method makes a fixed number of engine calls."""

    def __init__(self, book: xw.Book, spec: SheetSpec) -> None:
        self.spec = spec
        self._book = book
        self._anchor = self._named(spec.anchor)
        self._sheet = self._anchor.sheet

    @property
    def title(self) -> str:
        """The tab's present name."""
        return str(self._sheet.name)

    def activate(self) -> None:
        """Bring the sheet to the front."""
        self._sheet.activate()

    def is_active(self) -> bool:
        """Whether the user looks at this sheet."""
        return str(self._book.sheets.active.name) == self.title

    def parameters(self) -> dict[str, str]:
        """Return the labelled cells by field, as stripped text."""
        found = {}
        for parameter in self.spec.parameters:
            value = self._named(self.spec.parameter_anchor(parameter)).raw_value
            text = text_of(value)
            if parameter.choices and text and text not in parameter.choices:
                raise SheetError(
                    self.title,
                    f"的“{parameter.label}”是“{text}”，只能是 {'、'.join(parameter.choices)}",
                    "请改正后重试。",
                )
            found[parameter.field] = text or parameter.default
        return found

    def set_parameter(self, field: str, value: str) -> None:
        """Fill one labelled cell."""
        parameter = next(p for p in self.spec.parameters if p.field == field)
        self._named(self.spec.parameter_anchor(parameter)).raw_value = value

    def note(self, text: str) -> None:
        """Say under the title what the last command did."""
        self._named(self.spec.note_anchor).raw_value = text

    def rows(self) -> list[Row]:
        """Return every row that holds anything, by field; ``_row`` is its worksheet row.

        Money and counts come as typed (a number, or whatever stands there); every other cell as
        stripped text. Insurance columns come under their full header.
        """
        place = self._place()
        if place.last_row <= place.header_row:
            return []
        first, last = self._span(place)
        block = _grid(
            self._sheet.range((place.header_row + 1, first), (place.last_row, last)).raw_value,
            place.last_row - place.header_row,
        )
        typed = {c.field for c in self.spec.columns if c.kind in (Kind.MONEY, Kind.COUNT)}
        by_field = {c.field: place.columns[c.header] - first for c in self.spec.columns}
        rows: list[Row] = []
        for number, cells in enumerate(block, start=place.header_row + 1):
            ours = [cells[at] for at in by_field.values()]
            ours += [cells[at - first] for at in place.insurances.values()]
            if all(cell is None or cell == "" for cell in ours):
                continue
            row: Row = {
                field: number_of(cells[at]) if field in typed else text_of(number_of(cells[at]))
                for field, at in by_field.items()
            }
            row.update({h: number_of(cells[at - first]) for h, at in place.insurances.items()})
            row["_row"] = number
            rows.append(row)
        return rows

    def insurance_headers(self) -> list[str]:
        """Return the ``code|name`` headers from left to right."""
        return list(self._place().insurances)

    def replace(self, rows: Sequence[Mapping[str, object]], insurances: Sequence[str] = ()) -> None:
        """Put these rows in place of all present ones, in our columns and no others.

        Columns stay where the user moved them, and the user's own columns keep their cells.
        """
        place = self._place()
        if self.spec.columns_by_insurance:
            place = self._write_insurance_headers(place, insurances)
        top = place.header_row + 1
        columns = self._columns(place)
        for run in _runs([at for at, _ in columns.values()]):
            if place.last_row >= top:
                self._sheet.range((top, run[0]), (place.last_row, run[-1])).clear_contents()
            if not rows:
                continue
            within = {f: (at - run[0], kind) for f, (at, kind) in columns.items() if at in run}
            block: list[list[object]] = [[None] * len(run) for _ in rows]
            for field, (at, kind) in within.items():
                for cells, row in zip(block, rows, strict=True):
                    cells[at] = cell_of_value(row.get(field), kind)
            target = self._sheet.range((top, run[0]), (top + len(rows) - 1, run[-1]))
            target.raw_value = block

    def put_first(self, row: Mapping[str, object], identity: str) -> None:
        """Put one row on top, in place of the older row with the same identity field."""
        others = [old for old in self.rows() if old[identity] != row[identity]]
        self.replace([row, *others])

    def update(self, rows: Sequence[Row], fields: Iterable[str]) -> None:
        """Write some columns of rows that ``rows`` returned, each column in one call.

        Rows of the sheet that are not among them keep their values and formulas.
        """
        if not rows:
            return
        columns = self._columns(self._place())
        numbers = [int(str(row["_row"])) for row in rows]
        top, bottom = min(numbers), max(numbers)
        for field in fields:
            at, kind = columns[field]
            target = self._sheet.range((top, at), (bottom, at))
            column: list[object] = [None] * (bottom - top + 1)
            if len(column) != len(rows):
                column = _kept(target, len(column))
            for number, row in zip(numbers, rows, strict=True):
                column[number - top] = cell_of_value(row.get(field), kind)
            target.raw_value = [[cell] for cell in column]

    def selected_rows(self) -> set[int]:
        """Return the worksheet rows that the cursor covers and that are not hidden."""
        selection = self._book.app.selection
        if selection is None or str(selection.sheet.name) != self.title:
            return set()
        return set(self._visible(selection.row, selection.row + selection.shape[0] - 1))

    def _visible(self, first: int, last: int) -> Iterator[int]:
        """Yield the visible rows, asking for whole runs: calls grow with runs, not with rows."""
        hidden = self._sheet.range((first, 1), (last, 1)).rows.hidden
        if hidden is None:
            middle = (first + last) // 2
            yield from self._visible(first, middle)
            yield from self._visible(middle + 1, last)
        elif not hidden:
            yield from range(first, last + 1)

    def _named(self, name: str) -> xw.Range:
        try:
            return self._book.names[name].refers_to_range
        except Exception as error:
            # xlwings raises whatever its engine raises for a missing or broken name.
            raise SheetError(
                self.spec.title,
                f"不完整（缺少名称 {name}），可能不是由本插件建立，或表头已被删除",
                "请用“新建工作簿”建立新的工作簿，再把数据复制过去。",
            ) from error

    def _place(self) -> Place:
        used = self._sheet.used_range.last_cell
        last_row, last_column = int(used.row), int(used.column)
        header_row = int(self._anchor.row)
        heads = _grid(
            self._sheet.range((header_row, 1), (header_row, max(last_column, 2))).raw_value, 1
        )[0]
        texts = [text_of(head) for head in heads]
        declared = {c.header for c in self.spec.columns}
        missing = [c.header for c in self.spec.columns if c.header not in texts]
        if missing:
            raise SheetError(
                self.title,
                f"第 {header_row} 行缺少列：{'、'.join(missing)}",
                "请恢复这些表头（不要改名）后重试。",
            )
        columns: dict[str, int] = {}
        insurances: dict[str, int] = {}
        for at, text in enumerate(texts, start=1):
            is_insurance = bool(self.spec.columns_by_insurance and INSURANCE_HEAD.match(text))
            if text not in declared and not is_insurance:
                continue  # a column of the user's own
            if text in columns or text in insurances:
                raise SheetError(
                    self.title, f"第 {header_row} 行有两个“{text}”列", "请删除多余的一列后重试。"
                )
            (insurances if is_insurance else columns)[text] = at
        return Place(header_row, last_row, last_column, columns, insurances)

    def _span(self, place: Place) -> tuple[int, int]:
        ours = [place.columns[c.header] for c in self.spec.columns]
        ours += place.insurances.values()
        return min(ours), max(ours)

    def _columns(self, place: Place) -> dict[str, tuple[int, Kind]]:
        found = {c.field: (place.columns[c.header], c.kind) for c in self.spec.columns}
        kind = self.spec.columns_by_insurance
        if kind:
            found.update({head: (at, kind) for head, at in place.insurances.items()})
        return found

    def _write_insurance_headers(self, place: Place, insurances: Sequence[str]) -> Place:
        """Keep the wanted insurance columns, empty the others, add new ones on the right."""
        header, bottom = place.header_row, max(place.last_row, place.header_row)
        kept = {head: at for head, at in place.insurances.items() if head in insurances}
        unwanted = [at for head, at in place.insurances.items() if head not in insurances]
        for run in _runs(unwanted):
            self._sheet.range((header, run[0]), (bottom, run[-1])).clear_contents()
        fresh = [head for head in insurances if head not in kept]
        if fresh:
            taken = [*place.columns.values(), *kept.values()]
            start = max(taken) + 1 if max(taken) >= place.last_column else place.last_column + 1
            heads = self._sheet.range((header, start), (header, start + len(fresh) - 1))
            heads.raw_value = [fresh]
            is_input = self.spec.columns_by_insurance is Kind.MONEY
            heads.color = (191, 143, 0) if is_input else (31, 78, 121)
            heads.wrap_text = True
            heads.font.color = (255, 255, 255)
            heads.font.bold = True
            kept.update({head: start + i for i, head in enumerate(fresh)})
        last_column = max([place.last_column, *kept.values()])
        return Place(header, place.last_row, last_column, place.columns, kept)


def _runs(places: Iterable[int]) -> list[list[int]]:
    """Return column numbers as runs of neighbours."""
    runs: list[list[int]] = []
    for at in sorted(places):
        if runs and at == runs[-1][-1] + 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _kept(target: xw.Range, rows: int) -> list[object]:
    """Return what a column holds so that writing it back changes nothing: formulas as such."""
    values = [cells[0] for cells in _grid(target.raw_value, rows)]
    formulas = [cells[0] for cells in _grid(target.formula, rows)]
    return [
        formula if is_error(value) or (is_formula(formula) and formula != value) else value
        for value, formula in zip(values, formulas, strict=True)
    ]


def _grid(value: object, rows: int) -> list[Sequence[object]]:
    """Return rows of cells whatever shape the engine gave: cell, row, column or grid."""
    if not isinstance(value, list | tuple):
        return [[value]]
    if value and isinstance(value[0], list | tuple):
        return list(value)
    return [value] if rows == 1 else [[cell] for cell in value]
