"""What hangs on a range's cells: notes, validation and conditional formats."""

from xlwings import base_classes

from workbook_file.engine.cell_rules import ConditionalFormats, DataValidation
from workbook_file.engine.missing import engine_object
from workbook_file.engine.owners import OfSheet
from workbook_file.parts.addresses import Rect
from workbook_file.parts.notes import Notes
from workbook_file.parts.worksheet import Worksheet


@engine_object(base_classes.Note)
class Note(base_classes.Note):
    """The note of one cell: that it is there."""


class RangeExtras:
    """The part of a range that is about things attached to cells."""

    rect: Rect
    sheet: OfSheet
    part: Worksheet

    @property
    def note(self) -> "Note | None":
        return Note() if self.rect[:2] in Notes(self.part).cells() else None

    def add_note(self, text: str) -> Note:
        Notes(self.part).put(*self.rect[:2], text)
        return Note()

    @property
    def data_validation(self) -> DataValidation:
        return DataValidation(self)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        return ConditionalFormats(self)
