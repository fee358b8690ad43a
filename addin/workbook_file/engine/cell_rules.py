"""The rules that a command puts on a range's cells: data validation and conditional formats.

They are put and taken away, and not read: what rules others made is kept as it stands.
"""

from typing import Any

from xlwings import base_classes

from workbook_file.engine.missing import engine_object
from workbook_file.engine.owners import OfCells
from workbook_file.engine.range_formats import to_hex
from workbook_file.parts import rules
from workbook_file.parts.rules import Look


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

    def delete(self) -> None:
        rules.drop_validations(self._cells.part, self._cells.rect)


@engine_object(base_classes.ConditionalFormat)
class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule, once it is put."""


@engine_object(base_classes.ConditionalFormats)
class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules that touch a range."""

    def __init__(self, cells: OfCells) -> None:
        self._cells = cells

    def add_custom(self, spec: Any) -> ConditionalFormat:
        kind = {"type": "expression"} | ({"stopIfTrue": "1"} if spec["stop_if_true"] else {})
        fill, font = spec.get("fill_color"), spec.get("font_color")
        look = Look(
            fill=None if fill is None else to_hex(fill),
            font_color=None if font is None else to_hex(font),
            bold=spec.get("font_bold"),
            italic=spec.get("font_italic"),
        )
        formula = spec["formula"].removeprefix("=")
        rules.add_condition(self._cells.part, self._cells.rect, kind, formula, look)
        return ConditionalFormat()

    def clear(self) -> None:
        rules.drop_conditions(self._cells.part, self._cells.rect)
