"""Data validation rules: read, set and taken away by rectangle."""

import re
from html import unescape

from workbook_file.cells.cells import escaped
from workbook_file.parts.addresses import Rect, parse_areas
from workbook_file.parts.areas import cut_from, items_of, put_items, touches
from workbook_file.parts.slices import attribute, slice_children
from workbook_file.parts.worksheet import Worksheet

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


def at(sheet: Worksheet, rect: Rect) -> list[Validation | None]:
    """The different rules in a rectangle; None stands for cells without one."""
    found: list[Validation | None] = []
    left = [rect]
    for item in items_of(sheet, "dataValidations"):
        if touches(item.text, rect):
            found.append(Validation(item.text))
            for area in parse_areas(attribute(item.text, "sqref") or ""):
                left = [piece for old in left for piece in old.without(area)]
    return [*found, None] if left else found


def drop(sheet: Worksheet, rect: Rect) -> None:
    """Take the rules away from a rectangle."""
    _refuse_newer(sheet, rect)
    items = [item.text for item in items_of(sheet, "dataValidations")]
    kept = [cut_from(text, rect) if touches(text, rect) else text for text in items]
    if kept != items:
        put_items(sheet, "dataValidations", [text for text in kept if text is not None])


def put(sheet: Worksheet, rect: Rect, attributes: dict[str, str], formulas: list[str]) -> None:
    """Give a rectangle one rule in place of those it had; formulas without ``=``."""
    drop(sheet, rect)
    settings = "".join(f' {name}="{value}"' for name, value in attributes.items())
    inner = "".join(
        f"<formula{number}>{escaped(formula)}</formula{number}>"
        for number, formula in enumerate(formulas, 1)
    )
    text = (
        f'<dataValidation{settings} allowBlank="1" showInputMessage="1" showErrorMessage="1" '
        f'sqref="{rect.text()}">{inner}</dataValidation>'
    )
    put_items(
        sheet, "dataValidations", [*(i.text for i in items_of(sheet, "dataValidations")), text]
    )


def _refuse_newer(sheet: Worksheet, rect: Rect) -> None:
    extension = sheet.xml.find("extLst")
    for areas in _X14_AREA.findall(extension.text if extension is not None else ""):
        if any(area.meet(rect) for area in parse_areas(areas)):
            raise NotImplementedError("DataValidation over one of the newer kind (x14)")
