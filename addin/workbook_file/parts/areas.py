"""Lists of rectangles that a sheet carries: merged cells, and the areas of rules."""

from workbook_file.parts.addresses import Rect, parse_address, parse_areas
from workbook_file.parts.slices import attribute, slice_children, with_attribute
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
