"""Inserting and deleting cells: what stands behind them moves, and references follow.

Moved along: cells, row heights, formulas of the whole workbook, names, merged cells, tables,
conditional formats, validations, hyperlinks, filters, notes, drawings. Whatever cannot be moved
refuses the operation by name before anything is touched.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from workbook_file.parts import areas, formulas
from workbook_file.parts.addresses import MAX_COLUMNS, MAX_ROWS, Rect, parse_address, parse_areas
from workbook_file.parts.document import Document
from workbook_file.parts.followers import rewrite_formulas
from workbook_file.parts.notes import Notes
from workbook_file.parts.slices import attribute, read_text, with_attribute
from workbook_file.parts.tables import TablePart, tables_of
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


_Ends: TypeAlias = tuple[int, int]


class Shift:
    """Cells of ``rect`` come or go; the cells behind it move down/right or up/left."""

    def __init__(self, rect: Rect, *, insert: bool, vertical: bool) -> None:
        self.rect = rect
        self.insert = insert
        self.vertical = vertical
        rows, columns = rect.shape
        self.by = (rows if vertical else columns) * (1 if insert else -1)

    @property
    def band(self) -> Rect:
        """The rectangle and everything behind it."""
        if self.vertical:
            return self.rect._replace(row2=MAX_ROWS)
        return self.rect._replace(column2=MAX_COLUMNS)

    def moved(self, area: Rect) -> Rect | None:
        """Where an area is afterwards, None when it is deleted.

        An area of which only a part of the breadth would move stays, as it does in Excel.
        """
        if self.band.meet(area) is None or self.tears(area):
            return area
        rect = self.rect
        if self.vertical:
            ends = self._ends((area.row1, area.row2), (rect.row1, rect.row2), MAX_ROWS)
            return None if ends is None else area._replace(row1=ends[0], row2=ends[1])
        ends = self._ends((area.column1, area.column2), (rect.column1, rect.column2), MAX_COLUMNS)
        return None if ends is None else area._replace(column1=ends[0], column2=ends[1])

    def tears(self, area: Rect) -> bool:
        """Whether only a part of the area's breadth would move."""
        meets = self.band.meet(area) is not None
        if self.vertical:
            breadth = self.rect.column1 <= area.column1 and area.column2 <= self.rect.column2
        else:
            breadth = self.rect.row1 <= area.row1 and area.row2 <= self.rect.row2
        return meets and not breadth

    def _ends(self, ends: _Ends, cut: _Ends, limit: int) -> _Ends | None:
        (first, last), (low, high) = ends, cut
        count = high - low + 1
        if self.insert:
            first = first + count if first >= low else first
            last = last + count if last >= low and last < limit else last
            return min(first, limit), min(last, limit)
        if low <= first and last <= high:
            return None
        new_first = low if low <= first <= high else (first - count if first > high else first)
        new_last = low - 1 if low <= last <= high else (last - count if last > high else last)
        return new_first, (limit if last == limit else new_last)


def shift(document: Document, sheet: Worksheet, change: Shift, what: str) -> None:
    """Insert or delete cells. Raises NotImplementedError by name, before anything is changed."""
    _check(sheet, change, what)
    name = document.sheets.of(sheet).name
    sheet.touch()
    grid = sheet.plain()
    band, rect = change.band, change.rect
    step = (change.by, 0) if change.vertical else (0, change.by)
    if change.insert:
        grid.move(band, *step)
    else:
        grid.erase(rect)
        behind = band.without(rect)
        if behind:
            grid.move(behind[0], *step)
    if rect.whole_columns:
        first = rect.column1 if change.insert else rect.column2 + 1
        sheet.columns.move(first, change.by)
    _move_areas(sheet, change)
    rewrite_formulas(document, lambda text, home: formulas.relocate(text, home, name, change.moved))


def _check(sheet: Worksheet, change: Shift, what: str) -> None:
    thing = _immovable(sheet)
    if thing is not None:
        raise NotImplementedError(f"{what} on a sheet with a {thing}")
    if any("pivotCacheDefinition" in name for name in sheet.shared.package.names()):
        raise NotImplementedError(f"{what} in a workbook with a pivot table")
    for area in areas.merged(sheet):
        if change.tears(area):
            raise ValueError(f"{what} would tear merged cells {area.text()}")
    for table in tables_of(sheet):
        _check_table(table, change, what)


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


def _check_table(table: TablePart, change: Shift, what: str) -> None:
    rect, cut = table.rect, change.rect.meet(table.rect)
    if change.tears(rect):
        raise ValueError(f"{what} would tear table {table.name!r}")
    if cut is None:
        return
    if not change.vertical and (change.rect.column1 > rect.column1 or not change.insert):
        raise NotImplementedError(f"{what} of columns inside table {table.name!r}")
    if change.vertical and not change.insert and cut != rect:
        body = table.body
        if cut.row1 < rect.row1 + table.header_rows:
            raise NotImplementedError(f"{what} of the header of table {table.name!r}")
        if body is not None and change.rect.covers(body):
            raise NotImplementedError(f"{what} of all rows of table {table.name!r}")


def _move_areas(sheet: Worksheet, change: Shift) -> None:
    old = areas.merged(sheet)
    new = [place for place in map(change.moved, old) if place is not None and place.shape != (1, 1)]
    if new != old:
        areas.put_merged(sheet, new)
    _move_rules(sheet, change)
    if change.rect.whole_rows or change.rect.whole_columns:
        move_drawings(sheet, change.moved)
    notes = Notes(sheet)
    if notes.cells():
        notes.move(change.moved)
    for table in tables_of(sheet):
        place = change.moved(table.rect)
        if place is None:
            _drop_table(sheet, table)
        elif place != table.rect:
            table.shift(place)


def _move_rules(sheet: Worksheet, change: Shift) -> None:
    for child in list(sheet.xml.children):
        if child.name == "conditionalFormatting":
            text = _moved_list(child.text, change)
            child.text = text or ""
            if text is None:
                sheet.xml.children.remove(child)
        elif child.name == "autoFilter":
            sheet.put("autoFilter", _moved_ref(child.text, change) or "")
    for name, step in (("dataValidations", _moved_list), ("hyperlinks", _moved_ref)):
        before = [item.text for item in sheet.xml.items(name)]
        after = [text for text in (step(item, change) for item in before) if text is not None]
        if after != before:
            areas.put_items(sheet, name, after)


def _drop_table(sheet: Worksheet, table: TablePart) -> None:
    package = sheet.shared.package
    relations = package.relations(sheet.part)
    own = next(relation for relation in relations if relation.target == table.part)
    kept = [i.text for i in sheet.xml.items("tableParts") if f'"{own.id}"' not in i.text]
    areas.put_items(sheet, "tableParts", kept)
    relations.remove(own.id)
    package.remove(table.part)


def _moved_list(text: str, change: Shift) -> str | None:
    moved = [change.moved(area) for area in parse_areas(attribute(text, "sqref") or "")]
    left = [area.text() for area in moved if area is not None]
    return with_attribute(text, "sqref", " ".join(left)) if left else None


def _moved_ref(text: str, change: Shift) -> str | None:
    moved = change.moved(parse_address(attribute(text, "ref") or "A1"))
    return None if moved is None else with_attribute(text, "ref", moved.text())


_ANCHOR = re.compile(r"<(?:\w+:)?(?:two|one)CellAnchor\b.*?</(?:\w+:)?(?:two|one)CellAnchor>", re.S)
# From and to, each column and row counted from 0, offsets within the cell between them.
_CORNER = re.compile(
    r"(<(?:\w+:)?(?:from|to)>\s*<(?:\w+:)?col>)(\d+)(</.*?<(?:\w+:)?row>)(\d+)(</)", re.S
)


def move_drawings(sheet: Worksheet, moved: Callable[[Rect], Rect | None]) -> None:
    """Move the anchors of a sheet's drawings with their cells.

    A corner whose cell is deleted stays where that cell was; what is anchored to no cell stays.
    """
    package = sheet.shared.package
    for part, kind in package.children_of(sheet.part).items():
        if kind != "drawing":
            continue
        before = read_text(package.read(part))
        after = _ANCHOR.sub(lambda found: _moved_anchor(found[0], moved), before)
        if after != before:
            package.put(part, after.encode())
            sheet.shared.changed = True


def _moved_anchor(anchor: str, moved: Callable[[Rect], Rect | None]) -> str:
    if attribute(anchor[: anchor.index(">") + 1], "editAs") == "absolute":
        return anchor

    def corner(found: re.Match[str]) -> str:
        row, column = int(found[4]) + 1, int(found[2]) + 1
        place = moved(Rect(row, column, row, column)) or Rect(row, column, row, column)
        return f"{found[1]}{place.column1 - 1}{found[3]}{place.row1 - 1}{found[5]}"

    return _CORNER.sub(corner, anchor)
