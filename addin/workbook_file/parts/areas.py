"""Lists of rectangles that a sheet carries: merged cells, hyperlinks, and the areas of rules."""

from workbook_file.cells.blocks import Block
from workbook_file.parts.addresses import Rect, parse_address, parse_areas
from workbook_file.parts.package import OFFICE_RELATIONS
from workbook_file.parts.slices import Child, attribute, quoted, slice_children, with_attribute
from workbook_file.parts.worksheet import Worksheet


def put_items(sheet: Worksheet, name: str, texts: list[str]) -> None:
    """Set the children of a counted list element; an empty list removes it."""
    child = sheet.xml.find(name)
    head, _, tail = slice_children(child.text if child is not None else f"<{name}/>")
    if name != "hyperlinks":  # the one list without a count
        head = with_attribute(head, "count", str(len(texts)))
    sheet.put(name, head + "".join(texts) + tail if texts else "")


def merged(sheet: Worksheet) -> list[Rect]:
    """The merged rectangles of a sheet."""
    items = sheet.xml.items("mergeCells")
    return [parse_address(attribute(item.text, "ref") or "A1") for item in items]


def put_merged(sheet: Worksheet, areas: list[Rect]) -> None:
    """Set the merged rectangles of a sheet."""
    put_items(sheet, "mergeCells", [f'<mergeCell ref="{area.text()}"/>' for area in areas])


def merge(sheet: Worksheet, rect: Rect) -> None:
    """Merge a rectangle; the first cell keeps its value, the others lose theirs."""
    kept = [area for area in merged(sheet) if not rect.covers(area)]
    if any(area.meet(rect) for area in kept):
        raise ValueError("the range cuts through merged cells")
    for piece in rect.without(Rect(rect.row1, rect.column1, rect.row1, rect.column1)):
        sheet.write(Block(piece, None, None))
    if len(set(rect.shape)) > 1 or rect.shape != (1, 1):
        put_merged(sheet, [*kept, rect])


def unmerge(sheet: Worksheet, rect: Rect) -> None:
    """Take apart every merged rectangle that touches the range."""
    areas = merged(sheet)
    kept = [area for area in areas if area.meet(rect) is None]
    if len(kept) != len(areas):
        put_merged(sheet, kept)


def cut_from(text: str, rect: Rect) -> str | None:
    """A rule's text with a rectangle taken out of its ``sqref``; None when nothing is left."""
    areas = parse_areas(attribute(text, "sqref") or "")
    left = [piece for area in areas for piece in area.without(rect)]
    if not left:
        return None
    return with_attribute(text, "sqref", " ".join(piece.text() for piece in left))


def touches(text: str, rect: Rect) -> bool:
    """Whether a rule's ``sqref`` meets a rectangle."""
    return any(area.meet(rect) for area in parse_areas(attribute(text, "sqref") or ""))


def _relation_id(sheet: Worksheet, item: Child) -> str | None:
    prefix = sheet.xml.prefix_of(OFFICE_RELATIONS) or "r"
    return attribute(item.text, f"{prefix}:id")


def add_hyperlink(sheet: Worksheet, rect: Rect, address: str, tip: str) -> None:
    """Put a hyperlink on a rectangle, in place of those it had."""
    drop_hyperlinks(sheet, rect)
    target, _, location = address.partition("#")
    text = f'<hyperlink ref="{rect.text()}"'
    if target:
        relations = sheet.shared.package.relations(sheet.part)
        relation = relations.add(f"{OFFICE_RELATIONS}/hyperlink", target, external=True)
        prefix = sheet.xml.declare(OFFICE_RELATIONS)
        text += f' {prefix}:id="{relation}"'
    if location:
        text += f' location="{quoted(location)}"'
    text += f' tooltip="{quoted(tip[:255])}"/>'
    put_items(sheet, "hyperlinks", [*(item.text for item in sheet.xml.items("hyperlinks")), text])


def drop_hyperlinks(sheet: Worksheet, rect: Rect) -> None:
    """Remove the hyperlinks whose cells lie in a rectangle."""
    items = sheet.xml.items("hyperlinks")
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
