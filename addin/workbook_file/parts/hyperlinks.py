"""Hyperlinks on cells."""

from workbook_file.parts.addresses import Rect, parse_address
from workbook_file.parts.areas import items_of, put_items
from workbook_file.parts.package import OFFICE_RELATIONS
from workbook_file.parts.slices import Child, attribute, quoted
from workbook_file.parts.worksheet import Worksheet


def _relation_id(sheet: Worksheet, item: Child) -> str | None:
    prefix = sheet.xml.prefix_of(OFFICE_RELATIONS) or "r"
    return attribute(item.text, f"{prefix}:id")


def address_at(sheet: Worksheet, row: int, column: int) -> str | None:
    """Where the cell's hyperlink leads (a place in the workbook as ``#Sheet1!A1``), or None."""
    for item in items_of(sheet, "hyperlinks"):
        if not parse_address(attribute(item.text, "ref") or "A1").has(row, column):
            continue
        relations = sheet.shared.package.relations(sheet.part)
        relation = relations.get(_relation_id(sheet, item))
        location = attribute(item.text, "location")
        place = f"#{location}" if location else ""
        return (relation.target if relation is not None else "") + place
    return None


def add(sheet: Worksheet, rect: Rect, address: str, tip: str) -> None:
    """Put a hyperlink on a rectangle, in place of those it had."""
    drop(sheet, rect)
    target, _, location = address.partition("#")
    text = f'<hyperlink ref="{rect.text()}"'
    if target:
        relations = sheet.shared.package.relations(sheet.part)
        relation = relations.add(f"{OFFICE_RELATIONS}/hyperlink", target, external=True)
        prefix = sheet.xml.prefix_of(OFFICE_RELATIONS) or "r"
        sheet.xml.declare(prefix, OFFICE_RELATIONS)
        text += f' {prefix}:id="{relation}"'
    if location:
        text += f' location="{quoted(location)}"'
    text += f' tooltip="{quoted(tip[:255])}"/>'
    put_items(sheet, "hyperlinks", [*(item.text for item in items_of(sheet, "hyperlinks")), text])


def drop(sheet: Worksheet, rect: Rect) -> None:
    """Remove the hyperlinks whose cells lie in a rectangle."""
    items = items_of(sheet, "hyperlinks")
    kept = []
    for item in items:
        if rect.covers(parse_address(attribute(item.text, "ref") or "A1")):
            relation = _relation_id(sheet, item)
            if relation is not None:
                sheet.shared.package.relations(sheet.part).remove(relation)
        else:
            kept.append(item.text)
    if len(kept) != len(items):
        put_items(sheet, "hyperlinks", kept)
