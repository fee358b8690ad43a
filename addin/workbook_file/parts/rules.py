"""The rules on cells: conditional formats by formula, and data validation.

Those of other kinds are kept and can be taken away.
"""

import re
from dataclasses import dataclass

from workbook_file.cells.cells import escaped
from workbook_file.parts.addresses import Rect, parse_areas
from workbook_file.parts.areas import cut_from, put_items, touches
from workbook_file.parts.worksheet import ORDER, Worksheet

_NAME = "conditionalFormatting"


@dataclass(slots=True, frozen=True)
class Look:
    """How matching cells look; colours as RRGGBB, None leaves a trait to the cell."""

    fill: str | None = None
    font_color: str | None = None
    bold: bool | None = None
    italic: bool | None = None

    def xml(self) -> str:
        """The differential style."""
        font = "" if self.bold is None else f'<b val="{int(self.bold)}"/>'
        font += "" if self.italic is None else f'<i val="{int(self.italic)}"/>'
        font += "" if self.font_color is None else f'<color rgb="FF{self.font_color}"/>'
        text = f"<font>{font}</font>" if font else ""
        if self.fill is not None:
            text += f'<fill><patternFill><bgColor rgb="FF{self.fill}"/></patternFill></fill>'
        return f"<dxf>{text}</dxf>"


def add_condition(
    sheet: Worksheet, rect: Rect, kind: dict[str, str], formula: str, look: Look
) -> None:
    """Add a rule of last priority; its formula is relative to the rectangle's first cell."""
    homes = sheet.xml.all(_NAME)
    priorities = [int(p) for home in homes for p in re.findall(r'\spriority="(\d+)"', home.text)]
    number = sheet.shared.styles.add_differential(look.xml())
    settings = kind | {"dxfId": str(number), "priority": str(max([0, *priorities]) + 1)}
    tag = "".join(f' {name}="{value}"' for name, value in settings.items())
    text = f"<cfRule{tag}><formula>{escaped(formula)}</formula></cfRule>"
    sheet.touch()
    sheet.xml.add(_NAME, f'<{_NAME} sqref="{rect.text()}">{text}</{_NAME}>', ORDER)


def drop_conditions(sheet: Worksheet, rect: Rect) -> None:
    """Take a rectangle out of every rule."""
    for home in sheet.xml.all(_NAME):
        if touches(home.text, rect):
            left = cut_from(home.text, rect)
            sheet.touch()
            if left is None:
                sheet.xml.children.remove(home)
            else:
                home.text = left


_X14_AREA = re.compile(r"<x14:dataValidation\b.*?<xm:sqref>([^<]*)</xm:sqref>", re.DOTALL)


def drop_validations(sheet: Worksheet, rect: Rect) -> None:
    """Take the rules away from a rectangle."""
    _refuse_newer(sheet, rect)
    items = [item.text for item in sheet.xml.items("dataValidations")]
    kept = [cut_from(text, rect) if touches(text, rect) else text for text in items]
    if kept != items:
        put_items(sheet, "dataValidations", [text for text in kept if text is not None])


def put_validation(sheet: Worksheet, rect: Rect, attributes: dict[str, str], formula: str) -> None:
    """Give a rectangle one rule in place of those it had; the formula without ``=``."""
    drop_validations(sheet, rect)
    settings = "".join(f' {name}="{value}"' for name, value in attributes.items())
    text = (
        f'<dataValidation{settings} allowBlank="1" showInputMessage="1" showErrorMessage="1" '
        f'sqref="{rect.text()}"><formula1>{escaped(formula)}</formula1></dataValidation>'
    )
    items = [item.text for item in sheet.xml.items("dataValidations")]
    put_items(sheet, "dataValidations", [*items, text])


def _refuse_newer(sheet: Worksheet, rect: Rect) -> None:
    extension = sheet.xml.find("extLst")
    for areas in _X14_AREA.findall(extension.text if extension is not None else ""):
        if any(area.meet(rect) for area in parse_areas(areas)):
            raise NotImplementedError("DataValidation over one of the newer kind (x14)")
