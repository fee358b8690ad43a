"""A note on a cell as xlwings sees it."""

from typing import Any

from xlwings import base_classes

from workbook_file.engine.calls import NoApi, engine_object
from workbook_file.engine.owners import OfSheet, cells
from workbook_file.parts.addresses import Rect
from workbook_file.parts.notes import Notes


@engine_object(base_classes.Note)
class Note(base_classes.Note):
    """The note of one cell."""

    api: Any = NoApi()

    def __init__(self, sheet: OfSheet, row: int, column: int) -> None:
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
    def location(self) -> base_classes.Range:
        return cells(self._sheet, Rect(self._row, self._column, self._row, self._column))

    def delete(self) -> None:
        Notes(self._sheet.part).delete(self._row, self._column)
