"""Sheets as a clerk sees them: rows by field, amounts in yuan, as they stand in the cells."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from shebao.domain.unit_mark import UnitMark
from shebao.sheets.cells import cell_of_value, text_of
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.row import AnySheet, Formula, Odd, Sheet, SheetRow
from shebao.sheets.table import SheetTable as TypedTable

Row = dict[str, object]
NUMBERS = (Kind.MONEY, Kind.COUNT, Kind.PERCENT)


class SheetTable:
    """A sheet whose rows are plain; ``_row`` is the worksheet row."""

    def __init__(self, book: Any, spec: AnySheet, *args: Any) -> None:
        assert isinstance(spec, Sheet)
        self.spec: AnySheet = spec
        self._table: TypedTable[Any] = TypedTable(book, spec, *args)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)

    def noted(self) -> str:
        return self._table.noted()

    def unit(self) -> UnitMark | None:
        return self._table.unit()

    def rows(self) -> list[Row]:
        return [shown(self.spec, row) for row in self._table.rows()]

    def fields(self, fields: Sequence[str]) -> list[Row]:
        return [shown(self.spec, row, fields) for row in self._table.fields(fields)]

    def replace(self, rows: Iterable[Mapping[str, Any]], insurances: Sequence[str] = ()) -> None:
        self._table.replace((typed(self.spec, row) for row in rows), insurances)

    def append(self, rows: Sequence[Mapping[str, Any]], insurances: Sequence[str] = ()) -> None:
        self._table.append([typed(self.spec, row) for row in rows], insurances)

    def update(self, rows: Sequence[Mapping[str, Any]], fields: Collection[str]) -> None:
        self._table.update([typed(self.spec, row) for row in rows], fields)

    def rewrite(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._table.rewrite([typed(self.spec, row) for row in rows])

    def put_first(self, row: Mapping[str, Any], identity: str) -> None:
        self._table.put_first(typed(self.spec, row), identity)

    def empty(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._table.empty([typed(self.spec, row) for row in rows])


def shown(spec: AnySheet, row: SheetRow, fields: Sequence[str] = ()) -> Row:
    """A row by field as its cells show it."""
    found = {
        column.field: _shown(getattr(row, column.field), column.kind)
        for column in spec.columns
        if not fields or column.field in fields
    }
    held: Mapping[str, object] = getattr(row, "by_insurance", None) or {}
    kind = spec.columns_by_insurance or Kind.TEXT
    return {**found, **{head: _shown(v, kind) or None for head, v in held.items()}, "_row": row.at}


def _shown(value: object, kind: Kind) -> object:
    cell = cell_of_value(value, kind) if kind in NUMBERS else value
    if kind is Kind.PERCENT:
        return text_of(cell)
    return float(cell) if type(cell) is int else cell


def typed(spec: AnySheet, row: Mapping[str, Any]) -> SheetRow:
    """The row whose cells these are; what is not said of it is blank, what is no cell ignored."""
    kinds = {column.field: column.kind for column in spec.columns}
    cells: dict[str, Any] = {f: None if kind in NUMBERS else "" for f, kind in kinds.items()}
    cells |= {field: _held(row[field], kind) for field, kind in kinds.items() if field in row}
    if kind := spec.columns_by_insurance:
        heads = [name for name in row if "|" in name]
        cells["by_insurance"] = {head: _held(row[head], kind) for head in heads}
    made: SheetRow = spec.row(**{**_unsaid(spec), **cells, "at": row.get("_row", 0)})
    return made


def _unsaid(spec: AnySheet) -> dict[str, Any]:
    """Fields that stand in no column of the sheet."""
    return {name: "" for name in spec.row.setters if name not in spec.row.blanks}


def _held(value: object, kind: Kind) -> object:
    if kind not in NUMBERS or value is None or type(value) is int or isinstance(value, Formula):
        return value
    return None if value == "" else Odd(value)
