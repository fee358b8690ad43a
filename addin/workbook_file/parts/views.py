"""What a sheet's view remembers: the selected cells and the grid lines."""

from workbook_file.parts.addresses import Rect, parse_areas
from workbook_file.parts.slices import Child, attribute, slice_children, with_attribute
from workbook_file.parts.worksheet import Worksheet

_VIEWS = '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'


def _view(sheet: Worksheet) -> tuple[str, list[Child], str]:
    """The first view cut into tag, children and end tag."""
    child = sheet.xml.find("sheetViews")
    view = slice_children(child.text if child is not None else _VIEWS)[1][0]
    return slice_children(view.text)


def _put(sheet: Worksheet, view: str) -> None:
    child = sheet.xml.find("sheetViews")
    head, views, tail = slice_children(child.text if child is not None else _VIEWS)
    views[0].text = view
    sheet.put("sheetViews", head + "".join(v.text for v in views) + tail)


def _current(children: list[Child]) -> Child | None:
    """The selection of the active pane."""
    pane = next((child for child in children if child.name == "pane"), None)
    active = attribute(pane.text, "activePane") if pane is not None else None
    selections = [child for child in children if child.name == "selection"]
    for child in selections:
        if attribute(child.text, "pane") == active:
            return child
    return selections[-1] if selections else None


def selection(sheet: Worksheet) -> Rect:
    """The first selected rectangle; A1 when the file names none."""
    child = _current(_view(sheet)[1])
    areas = parse_areas(attribute(child.text, "sqref") or "A1") if child is not None else []
    return areas[0] if areas else Rect(1, 1, 1, 1)


def select(sheet: Worksheet, rect: Rect) -> None:
    """Select a rectangle of the sheet."""
    head, children, tail = _view(sheet)
    child = _current(children)
    if child is None:
        child = Child("selection", "<selection/>")
        children.append(child)
    first = Rect(rect.row1, rect.column1, rect.row1, rect.column1)
    text = with_attribute(child.text, "activeCell", first.text())
    text = with_attribute(text, "activeCellId", None)
    child.text = with_attribute(text, "sqref", rect.text())
    _put(sheet, head + "".join(c.text for c in children) + tail)


def gridlines(sheet: Worksheet) -> bool:
    """Whether grid lines are shown."""
    return attribute(_view(sheet)[0], "showGridLines") not in ("0", "false")


def set_gridlines(sheet: Worksheet, *, shown: bool) -> None:
    """Show or hide the grid lines."""
    head, children, tail = _view(sheet)
    head = with_attribute(head, "showGridLines", None if shown else "0")
    _put(sheet, head + "".join(c.text for c in children) + tail)
