"""Makes a new table of a sheet's cells."""

from workbook_file.parts.addresses import Rect
from workbook_file.parts.document import Document
from workbook_file.parts.package import OFFICE_RELATIONS
from workbook_file.parts.slices import attribute, quoted, slice_children
from workbook_file.parts.table_names import check_table_name, every_table
from workbook_file.parts.tables import (
    TablePart,
    check_free,
    style_info,
)
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
    prefix = sheet.xml.prefix_of(OFFICE_RELATIONS) or "r"
    sheet.xml.declare(prefix, OFFICE_RELATIONS)
    child = sheet.xml.find("tableParts")
    texts = [item.text for item in slice_children(child.text)[1]] if child is not None else []
    texts.append(f'<tablePart {prefix}:id="{relation}"/>')
    sheet.put("tableParts", f'<tableParts count="{len(texts)}">{"".join(texts)}</tableParts>')
