"""The rows of one declared sheet, found by header and never by position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shebao.domain.errors import SheetError
from shebao.domain.money import cell_of
from shebao.sheets.spec import Kind, SheetSpec

if TYPE_CHECKING:
    import xlwings as xw

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands now: header row, first column, and each header's column number."""

    header_row: int
    last_row: int
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
            text = _text(value)
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
            if all(cell is None or cell == "" for cell in cells):
                continue
            row: Row = {
                field: cells[at] if field in typed else _text(cells[at])
                for field, at in by_field.items()
            }
            row.update({header: cells[at - first] for header, at in place.insurances.items()})
            row["_row"] = number
            rows.append(row)
        return rows

    def insurance_headers(self) -> list[str]:
        """Return the ``code|name`` headers from left to right."""
        return list(self._place().insurances)

    def replace(self, rows: Sequence[Mapping[str, object]], insurances: Sequence[str] = ()) -> None:
        """Put these rows in place of all present ones; columns stay where the user moved them."""
        place = self._place()
        if self.spec.columns_by_insurance and list(insurances) != list(place.insurances):
            place = self._write_insurance_headers(place, insurances)
        first, last = self._span(place)
        top = place.header_row + 1
        if place.last_row >= top:
            self._sheet.range((top, first), (place.last_row, last)).clear_contents()
        if not rows:
            return
        columns = self._columns(place)
        block = [[None] * (last - first + 1) for _ in rows]
        for field, (at, kind) in columns.items():
            for cells, row in zip(block, rows, strict=True):
                cells[at - first] = _cell(row.get(field), kind)  # type: ignore[call-overload]  # a list of None takes any cell
        self._sheet.range((top, first), (top + len(rows) - 1, last)).raw_value = block

    def put_first(self, row: Mapping[str, object], identity: str) -> None:
        """Put one row on top, in place of the older row with the same identity field."""
        others = [old for old in self.rows() if old[identity] != row[identity]]
        self.replace([row, *others])

    def update(self, rows: Sequence[Row], fields: Iterable[str]) -> None:
        """Write some columns of rows that ``rows`` returned, each column in one call.

        Rows of the sheet that are not among them keep their cells.
        """
        if not rows:
            return
        place = self._place()
        columns = self._columns(place)
        numbers = [int(str(row["_row"])) for row in rows]
        top, bottom = min(numbers), max(numbers)
        whole = bottom - top + 1 == len(rows)
        for field in fields:
            at, kind = columns[field]
            target = self._sheet.range((top, at), (bottom, at))
            if whole:
                column: list[object] = [None] * len(rows)
            else:
                column = [cells[0] for cells in _grid(target.raw_value, bottom - top + 1)]
            for number, row in zip(numbers, rows, strict=True):
                column[number - top] = _cell(row.get(field), kind)
            target.raw_value = [[cell] for cell in column]

    def selected_rows(self) -> range:
        """Return the worksheet rows the cursor covers."""
        selection = self._book.app.selection
        if selection is None or str(selection.sheet.name) != self.title:
            return range(0)
        return range(selection.row, selection.row + selection.shape[0])

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
        columns: dict[str, int] = {}
        insurances: dict[str, int] = {}
        for at, head in enumerate(heads, start=1):
            text = _text(head)
            if "|" in text and self.spec.columns_by_insurance:
                insurances[text] = at
            elif text in columns:
                raise SheetError(
                    self.title, f"第 {header_row} 行有两个“{text}”列", "请删除多余的一列后重试。"
                )
            elif text:
                columns[text] = at
        missing = [c.header for c in self.spec.columns if c.header not in columns]
        if missing:
            raise SheetError(
                self.title,
                f"第 {header_row} 行缺少列：{'、'.join(missing)}",
                "请恢复这些表头（不要改名）后重试。",
            )
        return Place(header_row, last_row, columns, insurances)

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
        header, bottom = place.header_row, max(place.last_row, place.header_row)
        if place.insurances:
            old = place.insurances.values()
            self._sheet.range((header, min(old)), (bottom, max(old))).clear_contents()
        start = max(place.columns[c.header] for c in self.spec.columns) + 1
        places = {head: start + i for i, head in enumerate(insurances)}
        if insurances:
            heads = self._sheet.range((header, start), (header, start + len(insurances) - 1))
            heads.raw_value = [list(insurances)]
            is_input = self.spec.columns_by_insurance is Kind.MONEY
            heads.color = (191, 143, 0) if is_input else (31, 78, 121)
            heads.wrap_text = True
            heads.font.color = (255, 255, 255)
            heads.font.bold = True
        return Place(header, place.last_row, place.columns, places)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _cell(value: object, kind: Kind) -> object:
    match kind:
        case _ if value is None or value == "":
            return None
        case Kind.MONEY:
            return cell_of(value) if isinstance(value, int) else value
        case Kind.PERCENT:
            return value / 1_000_000 if isinstance(value, int) else value
        case Kind.COUNT:
            return value
        case _:
            # The column's number format is text, so "=…" from outside stays a text here.
            return str(value)


def _grid(value: object, rows: int) -> list[Sequence[object]]:
    """Return rows of cells whatever shape the engine gave: cell, row, column or grid."""
    if not isinstance(value, list | tuple):
        return [[value]]
    if value and isinstance(value[0], list | tuple):
        return list(value)
    return [value] if rows == 1 else [[cell] for cell in value]
