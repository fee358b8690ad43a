"""The style table: what a cell's style number means, and new numbers for changed styles.

Existing entries keep their numbers and their text; a changed style is appended.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from workbook_file.parts import number_formats
from workbook_file.parts.slices import (
    XmlPart,
    attribute,
    quoted,
    slice_children,
    with_attribute,
)

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs",
    "tableStyles", "colors", "extLst",
)  # fmt: skip
_FONT_ORDER = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color",
    "name", "family", "charset", "scheme",
)  # fmt: skip
NO_FILL = "none"


@dataclass(slots=True, frozen=True)
class StyleChange:
    """What to change in a style; None leaves a trait."""

    number_format: str | None = None
    fill: str | None = None  # RRGGBB, or NO_FILL
    bold: bool | None = None
    size: float | None = None
    font_color: str | None = None
    font_name: str | None = None
    wrap: bool | None = None
    horizontal: str | None = None
    vertical: str | None = None

    def after(self, earlier: "StyleChange") -> "StyleChange":
        """One change that does the earlier one and then this one."""
        merged = {
            field.name: getattr(earlier, field.name)
            if getattr(self, field.name) is None
            else getattr(self, field.name)
            for field in fields(self)
        }
        return StyleChange(**merged)

    @property
    def touches_font(self) -> bool:
        traits = (self.bold, self.size, self.font_color, self.font_name)
        return any(trait is not None for trait in traits)


class _Section:
    """One counted list of the style table."""

    def __init__(self, part: XmlPart, name: str) -> None:
        self.name = name
        child = part.find(name)
        text = child.text if child is not None else f'<{name} count="0"></{name}>'
        self._tag, children, self._end = slice_children(text)
        self.items = [item.text for item in children]
        self.changed = False

    def add(self, text: str) -> int:
        self.items.append(text)
        self.changed = True
        return len(self.items) - 1

    def text(self) -> str:
        tag = with_attribute(self._tag, "count", str(len(self.items)))
        return tag + "".join(self.items) + self._end


class Styles:
    """Style numbers of one workbook."""

    def __init__(self, data: bytes) -> None:
        self._part = XmlPart.read(data)
        self._sections = {
            name: _Section(self._part, name)
            for name in ("numFmts", "fonts", "fills", "cellXfs", "dxfs")
        }
        self._xfs = self._sections["cellXfs"]
        self._fonts = self._sections["fonts"]
        self._fills = self._sections["fills"]
        self._codes = {
            int(attribute(text, "numFmtId") or 0): attribute(text, "formatCode") or ""
            for text in self._sections["numFmts"].items
        }
        self._changed: dict[tuple[int, StyleChange], int] = {}
        self._known = {text: number for number, text in reversed(list(enumerate(self._xfs.items)))}
        self._formats: dict[int, str] = {}
        self._dates: dict[int, bool] = {}
        if not self._xfs.items:
            self._xfs.add('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>')

    def data(self) -> bytes:
        for section in self._sections.values():
            if section.changed:
                self._part.put(section.name, section.text(), _ORDER)
                section.changed = False
        return self._part.data()

    def number_format(self, style: int) -> str:
        """The format code of a style."""
        code = self._formats.get(style)
        if code is None:
            number = int(attribute(self._xf(style), "numFmtId") or 0)
            code = self._codes.get(number) or number_formats.code_of(number)
            self._formats[style] = code
        return code

    def is_text(self, style: int) -> bool:
        return self.number_format(style) == "@"

    def is_date(self, style: int) -> bool:
        known = self._dates.get(style)
        if known is None:
            known = self._dates[style] = number_formats.is_date(self.number_format(style))
        return known

    def date_styles(self) -> list[int]:
        return [style for style in range(len(self._xfs.items)) if self.is_date(style)]

    def change(self, style: int, change: StyleChange) -> int:
        """The number of the style with the change made."""
        key = (style, change)
        number = self._changed.get(key)
        if number is None:
            text = self._rebuilt(style, change)
            number = self._known.get(text)
            if number is None:
                number = self._known[text] = self._xfs.add(text)
            self._changed[key] = number
        return number

    def add_differential(self, text: str) -> int:
        """The number of a differential style (for conditional formats), reused when it is there."""
        section = self._sections["dxfs"]
        return section.items.index(text) if text in section.items else section.add(text)

    def _xf(self, style: int) -> str:
        return self._xfs.items[style] if style < len(self._xfs.items) else self._xfs.items[0]

    def _rebuilt(self, style: int, change: StyleChange) -> str:
        text = self._xf(style)
        if change.number_format is not None:
            number = self._format_number(change.number_format)
            text = with_attribute(text, "numFmtId", str(number))
            text = with_attribute(text, "applyNumberFormat", "1")
        if change.fill is not None:
            text = with_attribute(text, "fillId", str(self._fill_number(change.fill)))
            text = with_attribute(text, "applyFill", "1")
        if change.touches_font:
            font = int(attribute(text, "fontId") or 0)
            text = with_attribute(text, "fontId", str(self._font_number(font, change)))
            text = with_attribute(text, "applyFont", "1")
        if (change.wrap, change.horizontal, change.vertical) != (None, None, None):
            text = with_attribute(_aligned(text, change), "applyAlignment", "1")
        return text

    def _format_number(self, code: str) -> int:
        if code in number_formats.NUMBER_OF:
            return number_formats.NUMBER_OF[code]
        for number, known in self._codes.items():
            if known == code:
                return number
        number = max([163, *self._codes]) + 1
        self._codes[number] = code
        self._sections["numFmts"].add(f'<numFmt numFmtId="{number}" formatCode="{quoted(code)}"/>')
        return number

    def _fill_number(self, color: str) -> int:
        if color == NO_FILL:
            return 0
        text = (
            f'<fill><patternFill patternType="solid"><fgColor rgb="FF{color}"/>'
            '<bgColor indexed="64"/></patternFill></fill>'
        )
        items = self._fills.items
        return items.index(text) if text in items else self._fills.add(text)

    def _font_number(self, font: int, change: StyleChange) -> int:
        head, children, tail = slice_children(self._fonts.items[font])
        texts = {child.name: child.text for child in children}
        if change.bold is not None:
            texts.pop("b", None)
            texts |= {"b": "<b/>"} if change.bold else {}
        if change.size is not None:
            texts["sz"] = f'<sz val="{change.size:g}"/>'
        if change.font_color is not None:
            texts["color"] = f'<color rgb="FF{change.font_color}"/>'
        if change.font_name is not None:
            texts["name"] = f'<name val="{quoted(change.font_name)}"/>'
            texts.pop("scheme", None)  # a theme font would win over the name
        text = head + _in_order(texts) + tail
        items = self._fonts.items
        return items.index(text) if text in items else self._fonts.add(text)


def _in_order(texts: dict[str, str]) -> str:
    known = {name: place for place, name in enumerate(_FONT_ORDER)}
    names: Iterable[str] = sorted(texts, key=lambda name: known.get(name, len(known)))
    return "".join(texts[name] for name in names)


def _aligned(text: str, change: StyleChange) -> str:
    head, children, tail = slice_children(text)
    texts = {child.name: child.text for child in children}
    alignment = texts.pop("alignment", "<alignment/>")
    if change.wrap is not None:
        alignment = with_attribute(alignment, "wrapText", "1" if change.wrap else None)
    if change.horizontal is not None:
        alignment = with_attribute(alignment, "horizontal", change.horizontal)
    if change.vertical is not None:
        alignment = with_attribute(alignment, "vertical", change.vertical)
    return head + alignment + "".join(texts.values()) + tail
