"""Inserting rows: what stands below moves down, and references follow.

Moved along: cells, row heights, formulas of the whole workbook, names, merged cells, tables,
conditional formats, validations, hyperlinks, filters, notes, drawings. Whatever cannot be moved
refuses the operation by name before anything is touched.
"""

import re

from workbook_file.parts import formulas
from workbook_file.parts.addresses import MAX_ROWS, Rect, parse_areas
from workbook_file.parts.document import Document
from workbook_file.parts.followers import rewrite_formulas
from workbook_file.parts.formulas import Mover
from workbook_file.parts.notes import Notes
from workbook_file.parts.slices import attribute, read_text, with_attribute
from workbook_file.parts.tables import tables_of
from workbook_file.parts.worksheet import Worksheet

_FIXED = {
    "protectedRanges": "protected range",
    "scenarios": "scenario",
    "customSheetViews": "custom view",
    "rowBreaks": "page break",
    "colBreaks": "page break",
    "cellWatches": "cell watch",
    "oleObjects": "embedded object",
    "controls": "form control",
    "sortState": "sort state",
}


def insert_rows(document: Document, sheet: Worksheet, rows: Rect) -> None:
    """Insert blank rows where the given ones stand.

    Raises NotImplementedError by name, ValueError when cells would leave the sheet; nothing is
    changed then.
    """
    _check(sheet)
    first, count = rows.row1, rows.shape[0]

    def moved(area: Rect) -> Rect:
        row1, row2 = (
            min(row + count, MAX_ROWS) if row >= first else row for row in (area.row1, area.row2)
        )
        return area._replace(row1=row1, row2=row2)

    name = document.sheets.of(sheet).name
    sheet.plain().insert_rows(first, count)
    sheet.touch()
    _move_areas(sheet, moved)
    rewrite_formulas(document, lambda home, text: formulas.relocate(text, home, name, moved))


def _check(sheet: Worksheet) -> None:
    thing = _immovable(sheet)
    if thing is not None:
        raise NotImplementedError(f"Range.insert on a sheet with a {thing}")
    if any("pivotCacheDefinition" in name for name in sheet.shared.package.names()):
        raise NotImplementedError("Range.insert in a workbook with a pivot table")


def _immovable(sheet: Worksheet) -> str | None:
    """The first thing on the sheet that cannot be moved along, by name."""
    for child in sheet.xml.children:
        if child.name in _FIXED:
            return _FIXED[child.name]
        if child.name == "legacyDrawing" and not Notes(sheet).only_boxes():
            return "form control"
        if child.name == "extLst" and "sqref" in child.text:
            return "newer rule (x14) or sparkline"
    for relation in sheet.shared.package.relations(sheet.part):
        if relation.kind in ("pivotTable", "threadedComment", "slicer", "timeline"):
            return relation.kind
    return "array formula" if sheet.plain().has_array() else None


def _move_areas(sheet: Worksheet, moved: Mover) -> None:
    for name, key in (("mergeCells", "ref"), ("dataValidations", "sqref"), ("hyperlinks", "ref")):
        before = [item.text for item in sheet.xml.items(name)]
        after = [_moved(text, key, moved) for text in before]
        if after != before:
            sheet.put_items(name, after)
    for child in sheet.xml.children:
        if child.name == "conditionalFormatting":
            child.text = _moved(child.text, "sqref", moved)
        elif child.name == "autoFilter":
            child.text = _moved(child.text, "ref", moved)
    _move_drawings(sheet, moved)
    notes = Notes(sheet)
    if notes.cells():
        notes.move(moved)
    for table in tables_of(sheet):
        place = moved(table.rect)
        if place != table.rect:
            table.shift(place)


def _moved(text: str, key: str, moved: Mover) -> str:
    """An element with the areas of its attribute where they are afterwards."""
    places = map(moved, parse_areas(attribute(text, key) or "A1"))
    return with_attribute(text, key, " ".join(place.text() for place in places))


_ANCHOR = re.compile(r"<(?:\w+:)?(?:two|one)CellAnchor\b.*?</(?:\w+:)?(?:two|one)CellAnchor>", re.S)
# The row of a corner, counted from 0, with what stands before it.
_CORNER = re.compile(r"(<(?:\w+:)?(?:from|to)>.*?<(?:\w+:)?row>)(\d+)", re.S)


def _move_drawings(sheet: Worksheet, moved: Mover) -> None:
    """Move the anchors of a sheet's drawings; what is anchored to no cell stays."""
    package = sheet.shared.package
    for part, kind in package.children_of(sheet.part).items():
        if kind != "drawing":
            continue
        before = read_text(package.read(part))
        after = _ANCHOR.sub(lambda found: _moved_anchor(found[0], moved), before)
        if after != before:
            package.put(part, after.encode())
            sheet.shared.changed = True


def _moved_anchor(anchor: str, moved: Mover) -> str:
    if attribute(anchor[: anchor.index(">") + 1], "editAs") == "absolute":
        return anchor

    def corner(found: re.Match[str]) -> str:
        row = int(found[2]) + 1
        return f"{found[1]}{moved(Rect(row, 1, row, 1)).row1 - 1}"

    return _CORNER.sub(corner, anchor)
