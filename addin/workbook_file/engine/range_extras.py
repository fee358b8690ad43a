"""What hangs on a range's cells: hyperlinks, notes, validation and conditional formats."""

from typing import Any

from workbook_file.cells.blocks import Block
from workbook_file.engine.calls import engine_object
from workbook_file.engine.conditional import ConditionalFormats
from workbook_file.engine.note import Note
from workbook_file.engine.owners import OfSheet
from workbook_file.engine.validation import DataValidation
from workbook_file.parts import hyperlinks
from workbook_file.parts.addresses import Rect
from workbook_file.parts.notes import Notes
from workbook_file.parts.styles import StyleChange
from workbook_file.parts.worksheet import Worksheet


@engine_object(None)
class RangeExtras:
    """The part of a range that is about things attached to cells."""

    rect: Rect
    sheet: OfSheet
    part: Worksheet

    @property
    def hyperlink(self) -> str:
        found = hyperlinks.address_at(self.part, *self.rect[:2])
        if found is None:
            raise ValueError("the cell has no hyperlink")
        return found

    def add_hyperlink(
        self, address: Any, text_to_display: Any = None, screen_tip: Any = None
    ) -> None:
        hyperlinks.add(self.part, self.rect, str(address), str(screen_tip or ""))
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
