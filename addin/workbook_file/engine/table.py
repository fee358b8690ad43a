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


def _style_flag(name: str) -> Any:
    """A property that is a true-or-false attribute of the table's style."""

    def get(table: "Table") -> bool:
        return table._table.style_flag(name)  # noqa: SLF001  it is its property

    def put(table: "Table", value: Any) -> None:
        table._table.set_style_attribute(name, str(int(bool(value))))  # noqa: SLF001  the same

    return property(get, put)


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

    @property
    def totals_row_range(self) -> base_classes.Range | None:
        rect = self._table.rect
        return _range(self.parent, rect._replace(row1=rect.row2) if self.show_totals else None)

    @property  # type: ignore[misc]  # its setter would insert or remove a row; it stays missing
    def show_headers(self) -> bool:
        return self._table.header_rows > 0

    @property  # type: ignore[misc]  # its setter would insert or remove a row; it stays missing
    def show_totals(self) -> bool:
        return self._table.total_rows > 0

    @property
    def show_autofilter(self) -> bool:
        return self._table.filtered

    @show_autofilter.setter
    def show_autofilter(self, value: Any) -> None:
        self._table.set_filter(shown=bool(value))

    @property
    def table_style(self) -> str:
        return self._table.style

    @table_style.setter
    def table_style(self, value: str) -> None:
        self._table.style = value

    show_table_style_row_stripes: Any = _style_flag("showRowStripes")

    def resize(self, range: Any) -> None:  # noqa: A002  xlwings' name
        self._table.resize(range.impl.rect)

    @property
    def columns(self) -> "TableColumns":
        return TableColumns(self.parent, self._table)


@engine_object(base_classes.TableColumn)
class TableColumn(base_classes.TableColumn):
    """One column of a table."""

    def __init__(self, sheet: OfSheet, table: TablePart, place: int) -> None:
        self._sheet = sheet
        self._table = table
        self._place = place

    @property
    def name(self) -> str:
        return self._table.column_names[self._place]

    @property
    def index(self) -> int:
        return self._place + 1

    def _part(self, rect: Rect | None) -> base_classes.Range | None:
        if rect is None:
            return None
        column = rect.column1 + self._place
        return _range(self._sheet, rect._replace(column1=column, column2=column))

    @property
    def range(self) -> base_classes.Range | None:
        return self._part(self._table.rect)

    @property
    def data_body_range(self) -> base_classes.Range | None:
        return self._part(self._table.body)


@engine_object(base_classes.TableColumns)
class TableColumns(base_classes.TableColumns):
    """The columns of a table, by place from 1 or by header."""

    def __init__(self, sheet: OfSheet, table: TablePart) -> None:
        self._sheet = sheet
        self._table = table

    def __call__(self, key: Any) -> TableColumn:
        names = self._table.column_names
        if isinstance(key, (int, float)):
            if not 1 <= key <= len(names):
                raise IndexError(f"no table column {key}")
            return TableColumn(self._sheet, self._table, int(key) - 1)
        folded = [name.casefold() for name in names]
        if str(key).casefold() not in folded:
            raise KeyError(key)
        return TableColumn(self._sheet, self._table, folded.index(str(key).casefold()))

    def __contains__(self, key: Any) -> bool:
        return str(key).casefold() in [name.casefold() for name in self._table.column_names]

    def __len__(self) -> int:
        return len(self._table.column_names)

    def __iter__(self) -> Iterator[TableColumn]:
        return iter([TableColumn(self._sheet, self._table, n) for n in range(len(self))])


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
