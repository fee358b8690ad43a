"""Data validation as xlwings sees it."""

from typing import Any

from xlwings import base_classes

from workbook_file.engine.calls import NoApi, engine_object
from workbook_file.engine.names import Name
from workbook_file.engine.owners import OfCells
from workbook_file.parts import validations
from workbook_file.parts.formulas import quote_sheet
from workbook_file.parts.validations import Validation

_TYPES = {
    "whole": "whole_number",
    "decimal": "decimal",
    "list": "list",
    "date": "date",
    "time": "time",
    "textLength": "text_length",
    "custom": "custom",
}
_KINDS = {name: kind for kind, name in _TYPES.items()}
OPERATORS = {
    "between": "between",
    "not_between": "notBetween",
    "equal_to": "equal",
    "not_equal_to": "notEqual",
    "greater_than": "greaterThan",
    "less_than": "lessThan",
    "greater_than_or_equal": "greaterThanOrEqual",
    "less_than_or_equal": "lessThanOrEqual",
}
OPERATORS_BACK = {file: name for name, file in OPERATORS.items()}


@engine_object(base_classes.DataValidation)
class DataValidation:
    """The rule on a range; its facts are None where there is none or cells differ."""

    api: Any = NoApi()

    def __init__(self, cells: OfCells) -> None:
        self._cells = cells

    def _rule(self) -> Validation | None:
        found = validations.at(self._cells.part, self._cells.rect)
        return found[0] if len(found) == 1 else None

    @property
    def type(self) -> str:
        found = validations.at(self._cells.part, self._cells.rect)
        if len(found) > 1:
            return "inconsistent"
        rule = found[0]
        return "none" if rule is None else _TYPES.get(rule.get("type", "none"), "unknown")

    @property
    def operator(self) -> str | None:
        rule = self._rule()
        if rule is None or rule.get("type") in ("list", "custom"):
            return None
        return OPERATORS_BACK.get(rule.get("operator", "between"))

    def _formula(self, number: int) -> str | None:
        rule = self._rule()
        return rule.formula(number) if rule is not None else None

    @property
    def formula1(self) -> str | None:
        return self._formula(1) if self.operator is not None else None

    @property
    def formula2(self) -> str | None:
        return self._formula(2) if self.operator is not None else None

    @property
    def formula(self) -> str | None:
        rule = self._rule()
        custom = rule is not None and rule.get("type") == "custom"
        return f"={self._formula(1)}" if custom else None

    @property
    def source(self) -> str | None:
        text = self._formula(1) if self.type == "list" else None
        if text is None:
            return None
        return text[1:-1].replace('""', '"') if text.startswith('"') else f"={text}"

    @property
    def in_cell_dropdown(self) -> bool | None:
        rule = self._rule()
        # The file's flag says the opposite of its name.
        return None if rule is None or self.type != "list" else not rule.flag("showDropDown")

    def _text(self, name: str) -> str | None:
        rule = self._rule()
        return rule.get(name) if rule is not None else None

    def _flag(self, name: str) -> bool | None:
        rule = self._rule()
        return rule.flag(name) if rule is not None else None

    @property
    def ignore_blank(self) -> bool | None:
        return self._flag("allowBlank")

    @property
    def input_title(self) -> str | None:
        return self._text("promptTitle")

    @property
    def input_message(self) -> str | None:
        return self._text("prompt")

    @property
    def show_input(self) -> bool | None:
        return self._flag("showInputMessage")

    @property
    def error_title(self) -> str | None:
        return self._text("errorTitle")

    @property
    def error_message(self) -> str | None:
        return self._text("error")

    @property
    def show_error(self) -> bool | None:
        return self._flag("showErrorMessage")

    @property
    def alert_style(self) -> str | None:
        rule = self._rule()
        return rule.get("errorStyle", "stop") if rule is not None else None

    def set_list(self, source: Any, in_cell_dropdown: Any) -> None:
        if isinstance(source, list):
            joined = ",".join(source).replace('"', '""')
            formula = f'"{joined}"'
        elif isinstance(source, Name):
            formula = source.name
        else:
            address = source.rect.text(row_dollar=True, column_dollar=True)
            own = source.sheet.entry is self._cells.sheet.entry
            formula = address if own else f"{quote_sheet(source.sheet.name)}!{address}"
        attributes = {"type": "list"} | ({} if in_cell_dropdown else {"showDropDown": "1"})
        validations.put(self._cells.part, self._cells.rect, attributes, [formula])

    def set_rule(self, rule_type: Any, operator: Any, formula1: Any, formula2: Any) -> None:
        attributes = {"type": _KINDS[rule_type]}
        if operator is not None:
            attributes["operator"] = OPERATORS[operator]
        formulas = [str(f).removeprefix("=") for f in (formula1, formula2) if f is not None]
        validations.put(self._cells.part, self._cells.rect, attributes, formulas)

    def delete(self) -> None:
        validations.drop(self._cells.part, self._cells.rect)
