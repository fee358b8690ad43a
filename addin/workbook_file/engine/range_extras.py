"""What hangs on a range's cells: hyperlinks, notes, validation and conditional formats."""

from typing import Any

from xlwings import base_classes

from workbook_file.cells.blocks import Block
from workbook_file.engine.cell_rules import ConditionalFormats, DataValidation
from workbook_file.engine.missing import engine_object
from workbook_file.engine.owners import OfSheet
from workbook_file.parts import areas
from workbook_file.parts.addresses import Rect
from workbook_file.parts.notes import Notes
from workbook_file.parts.styles import StyleChange
from workbook_file.parts.worksheet import Worksheet


@engine_object(base_classes.Note)
class Note(base_classes.Note):
    """The note of one cell."""

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

    def delete(self) -> None:
        Notes(self._sheet.part).delete(self._row, self._column)


class RangeExtras:
    """The part of a range that is about things attached to cells."""

    rect: Rect
    sheet: OfSheet
    part: Worksheet

    def add_hyperlink(
        self, address: Any, text_to_display: Any = None, screen_tip: Any = None
    ) -> None:
        areas.add_hyperlink(self.part, self.rect, str(address), str(screen_tip or ""))
        first = Rect(*self.rect[:2], *self.rect[:2])
        self.part.write(Block.of(first, text_to_display))
        self.part.restyle(self.rect, StyleChange(font_color="0563C1"))

    @property
    def note(self) -> "Note | None":
        if Notes(self.part).text(*self.rect[:2]) is None:
            return None
        return Note(self.sheet, *self.rect[:2])

    def add_note(self, text: Any) -> Note:
        made = Note(self.sheet, *self.rect[:2])
        made.text = str(text)
        return made

    @property
    def data_validation(self) -> DataValidation:
        return DataValidation(self)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        return ConditionalFormats(self)
