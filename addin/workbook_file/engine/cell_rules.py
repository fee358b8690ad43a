"""The rules that a command puts on a range's cells: data validation and conditional formats.

They are put, and not read: what rules others made is kept as it stands.
"""

from typing import Any

from xlwings import base_classes

from workbook_file.engine.missing import engine_object
from workbook_file.engine.owners import OfCells
from workbook_file.engine.range_formats import to_hex
from workbook_file.parts import rules


@engine_object(base_classes.DataValidation)
class DataValidation(base_classes.DataValidation):
    """The rule on a range."""

    def __init__(self, cells: OfCells) -> None:
        self._cells = cells

    def set_list(self, source: Any, in_cell_dropdown: Any) -> None:
        if not isinstance(source, list):
            raise NotImplementedError("DataValidation.set_list of cells or of a name")
        joined = ",".join(source).replace('"', '""')
        # The file's flag says the opposite of its name.
        attributes = {"type": "list"} | ({} if in_cell_dropdown else {"showDropDown": "1"})
        rules.put_validation(self._cells.part, self._cells.rect, attributes, f'"{joined}"')


@engine_object(base_classes.ConditionalFormat)
class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule, once it is put."""


@engine_object(base_classes.ConditionalFormats)
class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules that touch a range."""

    def __init__(self, cells: OfCells) -> None:
        self._cells = cells

    def add_custom(self, spec: Any) -> ConditionalFormat:
        if spec["stop_if_true"] or spec.keys() != {"formula", "stop_if_true", "font_color"}:
            raise NotImplementedError("ConditionalFormats.add_custom but for a colour of the font")
        formula, color = spec["formula"].removeprefix("="), to_hex(spec["font_color"])
        rules.add_condition(self._cells.part, self._cells.rect, formula, color)
        return ConditionalFormat()
