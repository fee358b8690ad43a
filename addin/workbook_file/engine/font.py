"""The font of a range as xlwings sees it: a trait is None where cells differ."""

from typing import Any, Protocol

from xlwings import base_classes

from workbook_file.engine.calls import NoApi, engine_object
from workbook_file.engine.colors import from_hex, to_hex
from workbook_file.parts.styles import StyleChange


class Cells(Protocol):
    """Cells that have a font."""

    def trait(self, name: str) -> Any:
        """A trait that all of them share, or None."""

    def restyle(self, change: StyleChange) -> None:
        """Change it in all of them."""


@engine_object(base_classes.Font)
class Font(base_classes.Font):
    """Bold, italic, size, colour and name of a range's cells."""

    api: Any = NoApi()

    def __init__(self, cells: Cells) -> None:
        self._cells = cells

    @property
    def bold(self) -> Any:
        return self._cells.trait("bold")

    @bold.setter
    def bold(self, value: Any) -> None:
        self._cells.restyle(StyleChange(bold=bool(value)))

    @property
    def italic(self) -> Any:
        return self._cells.trait("italic")

    @italic.setter
    def italic(self, value: Any) -> None:
        self._cells.restyle(StyleChange(italic=bool(value)))

    @property
    def size(self) -> Any:
        return self._cells.trait("size")

    @size.setter
    def size(self, value: Any) -> None:
        self._cells.restyle(StyleChange(size=float(value)))

    @property
    def color(self) -> Any:
        return from_hex(self._cells.trait("font_color"))

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self._cells.restyle(StyleChange(font_color=to_hex(color_or_rgb)))

    @property
    def name(self) -> Any:
        return self._cells.trait("font_name")

    @name.setter
    def name(self, value: Any) -> None:
        self._cells.restyle(StyleChange(font_name=str(value)))
