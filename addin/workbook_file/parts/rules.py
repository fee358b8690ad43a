"""The rules on cells: conditional formats by formula, and data validation."""

import re

from workbook_file.cells.cells import escaped
from workbook_file.parts.addresses import Rect, parse_areas
from workbook_file.parts.slices import attribute, with_attribute
from workbook_file.parts.worksheet import ORDER, Worksheet

_NAME = "conditionalFormatting"


def add_condition(sheet: Worksheet, rect: Rect, formula: str, color: str) -> None:
    """Add a rule of last priority that colours the font (RRGGBB).

    Its formula is relative to the rectangle's first cell.
    """
    homes = sheet.xml.all(_NAME)
    priorities = [int(p) for home in homes for p in re.findall(r'\spriority="(\d+)"', home.text)]
    look = f'<dxf><font><color rgb="FF{color}"/></font></dxf>'
    number = sheet.shared.styles.add_differential(look)
    text = (
        f'<{_NAME} sqref="{rect.text()}"><cfRule type="expression" dxfId="{number}" '
        f'priority="{max([0, *priorities]) + 1}"><formula>{escaped(formula)}</formula></cfRule>'
        f"</{_NAME}>"
    )
    sheet.touch()
    sheet.xml.add(_NAME, text, ORDER)


_X14_AREA = re.compile(r"<x14:dataValidation\b.*?<xm:sqref>([^<]*)</xm:sqref>", re.DOTALL)


def _drop_validations(sheet: Worksheet, rect: Rect) -> None:
    """Take the rules away from a rectangle."""
    _refuse_newer(sheet, rect)
    items = [item.text for item in sheet.xml.items("dataValidations")]
    kept = [_cut_from(text, rect) if _touches(text, rect) else text for text in items]
    if kept != items:
        sheet.put_items("dataValidations", [text for text in kept if text is not None])


def put_validation(sheet: Worksheet, rect: Rect, attributes: dict[str, str], formula: str) -> None:
    """Give a rectangle one rule in place of those it had; the formula without ``=``."""
    _drop_validations(sheet, rect)
    settings = "".join(f' {name}="{value}"' for name, value in attributes.items())
    text = (
        f'<dataValidation{settings} allowBlank="1" showInputMessage="1" showErrorMessage="1" '
        f'sqref="{rect.text()}"><formula1>{escaped(formula)}</formula1></dataValidation>'
    )
    items = [item.text for item in sheet.xml.items("dataValidations")]
    sheet.put_items("dataValidations", [*items, text])


def _refuse_newer(sheet: Worksheet, rect: Rect) -> None:
    extension = sheet.xml.find("extLst")
    for areas in _X14_AREA.findall(extension.text if extension is not None else ""):
        if any(area.meet(rect) for area in parse_areas(areas)):
            raise NotImplementedError("DataValidation over one of the newer kind (x14)")


def _cut_from(text: str, rect: Rect) -> str | None:
    """A rule's text with a rectangle taken out of its ``sqref``; None when nothing is left."""
    areas = parse_areas(attribute(text, "sqref") or "")
    left = [piece for area in areas for piece in area.without(rect)]
    if not left:
        return None
    return with_attribute(text, "sqref", " ".join(piece.text() for piece in left))


def _touches(text: str, rect: Rect) -> bool:
    """Whether a rule's ``sqref`` meets a rectangle."""
    return any(area.meet(rect) for area in parse_areas(attribute(text, "sqref") or ""))
