"""Tables (list objects) as xlwings sees them."""

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from workbook_file.engine.missing import engine_object
from workbook_file.engine.owners import OfSheet, cells
from workbook_file.parts.addresses import Rect
from workbook_file.parts.tables import TablePart, tables_of
from workbook_file.parts.workbook_tables import add_table, rename_table


def _range(sheet: OfSheet, rect: Rect | None) -> base_classes.Range | None:
    return None if rect is None else cells(sheet, rect)


@engine_object(base_classes.Table)
class Table(base_classes.Table):
    """One table."""

    parent: Any = None

    def __init__(self, sheet: OfSheet, table: TablePart) -> None:
        self.parent = sheet
        self._table = table

    @property
    def name(self) -> str:
        return self._table.name

    @name.setter
    def name(self, value: str) -> None:
        rename_table(self.parent.book.document, self._table, value)

    @property
    def range(self) -> base_classes.Range | None:
        return _range(self.parent, self._table.rect)

    @property
    def data_body_range(self) -> base_classes.Range | None:
        return _range(self.parent, self._table.body)

    @property
    def header_row_range(self) -> base_classes.Range | None:
        rect = self._table.rect
        return _range(self.parent, rect._replace(row2=rect.row1) if self.show_headers else None)

    @property  # type: ignore[misc]  # its setter would insert or remove a row; it stays missing
    def show_headers(self) -> bool:
        return self._table.header_rows > 0

    def resize(self, range: Any) -> None:  # noqa: A002  xlwings' name
        self._table.resize(range.impl.rect)


@engine_object(base_classes.Tables)
class Tables(base_classes.Tables):
    """The tables of a sheet, by place from 1 or by name."""

    def __init__(self, sheet: OfSheet) -> None:
        self._sheet = sheet

    def __call__(self, key: Any) -> Table:
        tables = tables_of(self._sheet.part)
        if isinstance(key, (int, float)):
            if not 1 <= key <= len(tables):
                raise IndexError(f"no table {key}")
            return Table(self._sheet, tables[int(key) - 1])
        for table in tables:
            if table.name.casefold() == str(key).casefold():
                return Table(self._sheet, table)
        raise KeyError(key)

    def __contains__(self, key: Any) -> bool:
        return any(t.name.casefold() == str(key).casefold() for t in tables_of(self._sheet.part))

    def __len__(self) -> int:
        return len(tables_of(self._sheet.part))

    def __iter__(self) -> Iterator[Table]:
        return iter([Table(self._sheet, table) for table in tables_of(self._sheet.part)])

    def add(
        self,
        source_type: Any = None,
        source: Any = None,
        link_source: Any = None,
        has_headers: Any = None,
        destination: Any = None,
        table_style_name: Any = None,
        name: Any = None,
    ) -> Table:
        del source_type, link_source, destination
        if has_headers is False:
            raise NotImplementedError("Tables.add without headers is not available without Excel")
        made = add_table(
            self._sheet.book.document, self._sheet.part, source.impl.rect, name, table_style_name
        )
        return Table(self._sheet, made)
