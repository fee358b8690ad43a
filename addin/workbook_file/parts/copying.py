"""A second copy of a worksheet in the same workbook, with its tables and notes."""

import re

from workbook_file.parts import formulas
from workbook_file.parts.document import Document
from workbook_file.parts.names import DefinedName
from workbook_file.parts.package import relations_name
from workbook_file.parts.sheet_list import SheetEntry
from workbook_file.parts.slices import XmlPart, attribute, with_attribute
from workbook_file.parts.tables import tables_of
from workbook_file.parts.workbook_tables import every_table
from workbook_file.parts.worksheet import Worksheet

_SHARED = ("hyperlink", "printerSettings")
_COPIED = {
    "comments": "xl/comments{}.xml",
    "vmlDrawing": "xl/drawings/vmlDrawing{}.vml",
    "table": "xl/tables/table{}.xml",
}


def copy_sheet(document: Document, sheet: Worksheet, place: int) -> Worksheet:
    """Copy a sheet before the place in the order, named like ``Sheet1 (2)``.

    Raises NotImplementedError by name for what cannot be doubled: drawings, pivot tables.
    """
    package = document.shared.package
    for relation in package.relations(sheet.part):
        if relation.kind not in (*_SHARED, *_COPIED):
            raise NotImplementedError(f"Sheet.copy of a sheet with a {relation.kind}")
    text = b"".join(sheet.pieces()).decode()
    text = re.sub(r'\stabSelected="[^"]*"', "", text, count=1)
    text = re.sub(r'\sxr:uid="[^"]*"', "", text, count=1)
    entry = document.sheets.of(sheet)
    name = _free_name(document, entry)
    made = document.sheets.add(name, place, text)
    relations = package.relations(sheet.part)
    package.put(relations_name(made.part), relations.data())
    own = package.relations(made.part)
    for relation in list(own):
        if relation.kind in _COPIED:
            part = package.free_name(_COPIED[relation.kind])
            kind = None if part.endswith(".vml") else package.type_of(relation.target)
            package.put(part, package.read(relation.target), kind)
            own.retarget(relation.id, part)
    _rename_tables(document, made)
    for known in [n for n in document.names.all if n.sheet is entry]:
        refers_to = formulas.rename_sheet(known.refers_to, entry.name, name)
        copied = DefinedName(known.name, refers_to, document.sheets.of(made), known.tag)
        document.names.all.append(copied)
    document.sheets.activate(made)
    return made


def _free_name(document: Document, entry: SheetEntry) -> str:
    taken = {other.name.casefold() for other in document.sheets.entries}
    base = re.sub(r" \(\d+\)$", "", entry.name)
    number = 2
    while True:
        tail = f" ({number})"
        name = base[: 31 - len(tail)] + tail
        if name.casefold() not in taken:
            return name
        number += 1


def _rename_tables(document: Document, made: Worksheet) -> None:
    """Give copied tables names and numbers of their own; formulas of the copy follow."""
    every = [table for table in every_table(document) if table.sheet is not made]
    taken = {table.name.casefold() for table in every}
    number = max([0, *(int(attribute(t.xml.tag, "id") or 0) for t in every)])
    for table in tables_of(made):
        number += 1
        old, count = table.name, 1
        while f"{old}{count}".casefold() in taken:
            count += 1
        name = f"{old}{count}"
        taken.add(name.casefold())
        xml = XmlPart.read(made.shared.package.read(table.part))
        for key, value in (("id", str(number)), ("name", name), ("displayName", name)):
            xml.tag = with_attribute(xml.tag, key, value)
        xml.tag = with_attribute(xml.tag, "xr:uid", None)
        made.shared.package.put(table.part, xml.data())
        _rename_in(made, old, name)


def _rename_in(sheet: Worksheet, old: str, name: str) -> None:
    pattern = re.compile(rf"(?<![\w.']){re.escape(old)}(?=\[)")
    sheet.rewrite_formulas(lambda text: pattern.sub(lambda _: name, text))
