"""A note on a cell as xlwings sees it."""

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from workbook_file.engine.calls import NoApi, engine_object
from workbook_file.parts.addresses import Rect
from workbook_file.parts.notes import Notes

if TYPE_CHECKING:
    from workbook_file.engine.range import Range
    from workbook_file.engine.sheet import Sheet


@engine_object(base_classes.Note)
class Note(base_classes.Note):
    """The note of one cell."""

    api: Any = NoApi()

    def __init__(self, sheet: "Sheet", row: int, column: int) -> None:
        self._sheet = sheet
        self._row = row
        self._column = column

    @property
    def text(self) -> str:
        return Notes(self._sheet.part).text(self._row, self._column) or ""

    @text.setter
    def text(self, value: str) -> None:
        address = Rect(self._row, self._column, self._row, self._column).text()
        Notes(self._sheet.part).put(self._row, self._column, str(value), address)

    @property
    def author(self) -> str:
        return Notes(self._sheet.part).author(self._row, self._column)

    @property
    def location(self) -> "Range":
        from workbook_file.engine.range import Range

        return Range(self._sheet, Rect(self._row, self._column, self._row, self._column))

    def delete(self) -> None:
        Notes(self._sheet.part).delete(self._row, self._column)
