"""The tables of a whole workbook: each has its name once, and is made or renamed so."""

import re

from workbook_file.parts.addresses import Rect
from workbook_file.parts.areas import put_items
from workbook_file.parts.document import Document
from workbook_file.parts.followers import rewrite_formulas
from workbook_file.parts.package import OFFICE_RELATIONS
from workbook_file.parts.slices import attribute, quoted
from workbook_file.parts.tables import TablePart, check_free, style_info, tables_of
from workbook_file.parts.worksheet import Worksheet

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"


def add_table(
    document: Document, sheet: Worksheet, rect: Rect, name: str | None, style: str | None
) -> TablePart:
    """Make a table of a rectangle whose first row holds the headers. Raises ValueError."""
    check_free(sheet, rect)
    if rect.shape[0] == 1:
        rect = rect._replace(row2=rect.row2 + 1)
        check_free(sheet, rect)
    package = sheet.shared.package
    part = package.free_name("xl/tables/table{}.xml")
    every = every_table(document)
    number = max([0, *(int(attribute(t.xml.tag, "id") or 0) for t in every)]) + 1
    if name is None:
        taken, count = {table.name.casefold() for table in every}, 1
        while f"table{count}" in taken:
            count += 1
        name = f"Table{count}"
    check_table_name(document, name)
    columns = "".join(f'<tableColumn id="{n}" name=""/>' for n in range(1, rect.shape[1] + 1))
    package.put(
        part,
        (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<table xmlns="{_MAIN}" '
            f'id="{number}" name="{quoted(name)}" displayName="{quoted(name)}" ref="{rect.text()}" '
            f'totalsRowShown="0"><autoFilter ref="{rect.text()}"/>'
            f'<tableColumns count="{rect.shape[1]}">{columns}</tableColumns>'
            f"{style_info(style)}</table>"
        ).encode(),
        _TYPE,
    )
    relation = package.relations(sheet.part).add(f"{OFFICE_RELATIONS}/table", part)
    _list_part(sheet, relation)
    table = TablePart(sheet, part)
    table.take_header()
    return table


def _list_part(sheet: Worksheet, relation: str) -> None:
    """Enter a table's relationship into the sheet's list of tables."""
    prefix = sheet.xml.declare(OFFICE_RELATIONS)
    texts = [item.text for item in sheet.xml.items("tableParts")]
    put_items(sheet, "tableParts", [*texts, f'<tablePart {prefix}:id="{relation}"/>'])


_NAME = re.compile(r"[^\W\d][\w.]*")
_REFERENCE = re.compile(r"(?i)[a-z]{1,3}\d+|r\d*c\d*|[rc]")


def check_table_name(document: Document, name: str, besides: str = "") -> None:
    """Raise ValueError when a table cannot have that name."""
    if not _NAME.fullmatch(name) or _REFERENCE.fullmatch(name) or len(name) > 255:
        raise ValueError(f"not a table name: {name!r}")
    taken = {table.name.casefold() for table in every_table(document) if table.part != besides}
    taken |= {n.name.casefold() for n in document.names.all if n.sheet is None}
    if name.casefold() in taken:
        raise ValueError(f"the name {name!r} is taken")


def every_table(document: Document) -> list[TablePart]:
    """The tables of all sheets."""
    return [table for sheet in document.sheets.worksheets() for table in tables_of(sheet)]


def rename_table(document: Document, table: TablePart, name: str) -> None:
    """Give a table another name, in formulas too. Raises ValueError."""
    check_table_name(document, name, besides=table.part)
    pattern = rf"(?<![\w.']){re.escape(table.name)}(?=\[)"
    table.call(name)
    rewrite_formulas(
        document, lambda text, _: re.sub(pattern, lambda _: name, text, flags=re.IGNORECASE)
    )
