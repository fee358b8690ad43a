"""The rules on cells: conditional formats by value and by formula, and data validation.

Conditional formats of other kinds are kept and can be deleted.
"""

import re
from dataclasses import dataclass
from html import unescape

from workbook_file.cells.cells import escaped
from workbook_file.parts.addresses import Rect, parse_areas
from workbook_file.parts.areas import cut_from, put_items, touches
from workbook_file.parts.slices import Child, attribute, parse_element, slice_children
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

    @classmethod
    def read(cls, xml: str) -> "Look":
        """What a differential style says of these traits."""
        dxf = parse_element(xml)
        fill, color = dxf.find("fill/patternFill/bgColor"), dxf.find("font/color")
        bold, italic = dxf.find("font/b"), dxf.find("font/i")
        return cls(
            fill=None if fill is None else (fill.get("rgb") or "")[-6:] or None,
            font_color=None if color is None else (color.get("rgb") or "")[-6:] or None,
            bold=None if bold is None else bold.get("val", "1") != "0",
            italic=None if italic is None else italic.get("val", "1") != "0",
        )


class Condition:
    """One rule on a sheet."""

    def __init__(self, sheet: Worksheet, home: Child, text: str) -> None:
        self._sheet = sheet
        self._home = home
        self._text = text

    def get(self, name: str) -> str | None:
        """An attribute of the rule."""
        return attribute(self._text, name)

    @property
    def formulas(self) -> list[str]:
        """The rule's formulas as the file spells them, without ``=``."""
        return [unescape(f) for f in re.findall(r"<formula>([^<]*)</formula>", self._text)]

    @property
    def look(self) -> Look:
        number = self.get("dxfId")
        styles = self._sheet.shared.styles
        return Look() if number is None else Look.read(styles.differential(int(number)))

    def delete(self) -> None:
        """Take the rule away, with its element when it was the last in it."""
        head, rules, tail = slice_children(self._home.text)
        kept = [rule.text for rule in rules if rule.text != self._text]
        if any("<cfRule" in text for text in kept):
            self._home.text = head + "".join(kept) + tail
        elif self._home in self._sheet.xml.children:
            self._sheet.xml.children.remove(self._home)
        self._sheet.touch()


def conditions(sheet: Worksheet, rect: Rect) -> list[Condition]:
    """The rules that touch a rectangle, first priority first."""
    found = [
        Condition(sheet, home, rule.text)
        for home in sheet.xml.all(_NAME)
        if touches(home.text, rect)
        for rule in slice_children(home.text)[1]
        if rule.name == "cfRule"
    ]
    return sorted(found, key=lambda rule: int(rule.get("priority") or 0))


def add_condition(
    sheet: Worksheet, rect: Rect, kind: dict[str, str], formulas: list[str], look: Look
) -> Condition:
    """Add a rule of last priority; its formulas are relative to the rectangle's first cell."""
    homes = sheet.xml.all(_NAME)
    priorities = [int(p) for home in homes for p in re.findall(r'\spriority="(\d+)"', home.text)]
    number = sheet.shared.styles.add_differential(look.xml())
    settings = kind | {"dxfId": str(number), "priority": str(max([0, *priorities]) + 1)}
    tag = "".join(f' {name}="{value}"' for name, value in settings.items())
    inner = "".join(f"<formula>{escaped(formula)}</formula>" for formula in formulas)
    text = f"<cfRule{tag}>{inner}</cfRule>"
    sheet.touch()
    home = sheet.xml.add(_NAME, f'<{_NAME} sqref="{rect.text()}">{text}</{_NAME}>', ORDER)
    return Condition(sheet, home, text)


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


class Validation:
    """One rule as the file has it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._formulas = {
            child.name: unescape(re.sub(r"<[^>]*>", "", child.text))
            for child in slice_children(text)[1]
        }

    def get(self, name: str, default: str = "") -> str:
        """An attribute of the rule."""
        return attribute(self._text, name) or default

    def flag(self, name: str) -> bool:
        """A true-or-false attribute of the rule."""
        return self.get(name) in ("1", "true")

    def formula(self, number: int) -> str | None:
        """The first or second formula as the file spells it, without ``=``."""
        return self._formulas.get(f"formula{number}")


def validations(sheet: Worksheet, rect: Rect) -> list[Validation | None]:
    """The different rules in a rectangle; None stands for cells without one."""
    found: list[Validation | None] = []
    left = [rect]
    for item in sheet.xml.items("dataValidations"):
        if touches(item.text, rect):
            found.append(Validation(item.text))
            for area in parse_areas(attribute(item.text, "sqref") or ""):
                left = [piece for old in left for piece in old.without(area)]
    return [*found, None] if left else found


def drop_validations(sheet: Worksheet, rect: Rect) -> None:
    """Take the rules away from a rectangle."""
    _refuse_newer(sheet, rect)
    items = [item.text for item in sheet.xml.items("dataValidations")]
    kept = [cut_from(text, rect) if touches(text, rect) else text for text in items]
    if kept != items:
        put_items(sheet, "dataValidations", [text for text in kept if text is not None])


def put_validation(
    sheet: Worksheet, rect: Rect, attributes: dict[str, str], formulas: list[str]
) -> None:
    """Give a rectangle one rule in place of those it had; formulas without ``=``."""
    drop_validations(sheet, rect)
    settings = "".join(f' {name}="{value}"' for name, value in attributes.items())
    inner = "".join(
        f"<formula{number}>{escaped(formula)}</formula{number}>"
        for number, formula in enumerate(formulas, 1)
    )
    text = (
        f'<dataValidation{settings} allowBlank="1" showInputMessage="1" showErrorMessage="1" '
        f'sqref="{rect.text()}">{inner}</dataValidation>'
    )
    items = [item.text for item in sheet.xml.items("dataValidations")]
    put_items(sheet, "dataValidations", [*items, text])


def _refuse_newer(sheet: Worksheet, rect: Rect) -> None:
    extension = sheet.xml.find("extLst")
    for areas in _X14_AREA.findall(extension.text if extension is not None else ""):
        if any(area.meet(rect) for area in parse_areas(areas)):
            raise NotImplementedError("DataValidation over one of the newer kind (x14)")
