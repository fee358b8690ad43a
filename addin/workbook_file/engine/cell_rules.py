"""The rules on a range's cells as xlwings sees them: data validation and conditional formats."""

from collections.abc import Callable, Iterator
from typing import Any

from xlwings import base_classes

from workbook_file.engine.calls import engine_object
from workbook_file.engine.names import Name
from workbook_file.engine.owners import OfCells
from workbook_file.engine.range_formats import from_hex, to_hex
from workbook_file.parts import rules
from workbook_file.parts.formulas import quote_sheet
from workbook_file.parts.rules import Condition, Look, Validation

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


def _fact(name: str, read: Callable[[Validation, str], Any]) -> Any:
    """A property that says what an attribute of the rule does; None where there is no one rule."""

    def fact(validation: "DataValidation") -> Any:
        rule = validation._rule()  # noqa: SLF001  it is its property
        return None if rule is None else read(rule, name)

    return property(fact)


@engine_object(base_classes.DataValidation)
class DataValidation:
    """The rule on a range; its facts are None where there is none or cells differ."""

    def __init__(self, cells: OfCells) -> None:
        self._cells = cells

    def _rule(self) -> Validation | None:
        found = rules.validations(self._cells.part, self._cells.rect)
        return found[0] if len(found) == 1 else None

    @property
    def type(self) -> str:
        found = rules.validations(self._cells.part, self._cells.rect)
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

    ignore_blank: Any = _fact("allowBlank", Validation.flag)
    input_title: Any = _fact("promptTitle", Validation.get)
    input_message: Any = _fact("prompt", Validation.get)
    show_input: Any = _fact("showInputMessage", Validation.flag)
    error_title: Any = _fact("errorTitle", Validation.get)
    error_message: Any = _fact("error", Validation.get)
    show_error: Any = _fact("showErrorMessage", Validation.flag)
    alert_style: Any = _fact("errorStyle", lambda rule, name: rule.get(name, "stop"))

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
        rules.put_validation(self._cells.part, self._cells.rect, attributes, [formula])

    def set_rule(self, rule_type: Any, operator: Any, formula1: Any, formula2: Any) -> None:
        attributes = {"type": _KINDS[rule_type]}
        if operator is not None:
            attributes["operator"] = OPERATORS[operator]
        formulas = [str(f).removeprefix("=") for f in (formula1, formula2) if f is not None]
        rules.put_validation(self._cells.part, self._cells.rect, attributes, formulas)

    def delete(self) -> None:
        rules.drop_validations(self._cells.part, self._cells.rect)


_CONDITION_TYPES = {
    "cellIs": "cell_value",
    "expression": "custom",
    "colorScale": "color_scale",
    "dataBar": "data_bar",
    "iconSet": "icon_set",
}


@engine_object(base_classes.ConditionalFormat)
class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule."""

    def __init__(self, rule: Condition) -> None:
        self._rule = rule

    @property
    def type(self) -> str:
        return _CONDITION_TYPES.get(self._rule.get("type") or "", "unknown")

    @property
    def stop_if_true(self) -> bool:
        return self._rule.get("stopIfTrue") in ("1", "true")

    @property
    def operator(self) -> str | None:
        return OPERATORS_BACK.get(self._rule.get("operator") or "")

    def _formula(self, kind: str, number: int) -> str | None:
        formulas = self._rule.formulas
        if self.type != kind or number >= len(formulas):
            return None
        return f"={formulas[number]}"

    formula1: Any = property(lambda self: self._formula("cell_value", 0))
    formula2: Any = property(lambda self: self._formula("cell_value", 1))
    formula: Any = property(lambda self: self._formula("custom", 0))
    fill_color: Any = property(lambda self: from_hex(self._rule.look.fill))
    font_color: Any = property(lambda self: from_hex(self._rule.look.font_color))
    font_bold: Any = property(lambda self: self._rule.look.bold)
    font_italic: Any = property(lambda self: self._rule.look.italic)

    def delete(self) -> None:
        self._rule.delete()


@engine_object(base_classes.ConditionalFormats)
class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules that touch a range, first priority first."""

    def __init__(self, cells: OfCells) -> None:
        self._cells = cells

    def _rules(self) -> list[Condition]:
        return rules.conditions(self._cells.part, self._cells.rect)

    def __call__(self, key: Any) -> ConditionalFormat:
        rules = self._rules()
        if not 1 <= int(key) <= len(rules):
            raise IndexError(f"no conditional format {key}")
        return ConditionalFormat(rules[int(key) - 1])

    def __len__(self) -> int:
        return len(self._rules())

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return iter([ConditionalFormat(rule) for rule in self._rules()])

    def add_cell_value(self, spec: Any) -> ConditionalFormat:
        kind = {"type": "cellIs", "operator": OPERATORS[spec["operator"]]}
        formulas = [str(spec[key]) for key in ("formula1", "formula2") if spec[key] is not None]
        return self._add(kind, formulas, spec)

    def add_custom(self, spec: Any) -> ConditionalFormat:
        return self._add({"type": "expression"}, [spec["formula"]], spec)

    def _add(self, kind: dict[str, str], formulas: list[str], spec: Any) -> ConditionalFormat:
        if spec.get("stop_if_true"):
            kind["stopIfTrue"] = "1"
        look = Look(
            fill=None if spec.get("fill_color") is None else to_hex(spec["fill_color"]),
            font_color=None if spec.get("font_color") is None else to_hex(spec["font_color"]),
            bold=spec.get("font_bold"),
            italic=spec.get("font_italic"),
        )
        bare = [formula.removeprefix("=") for formula in formulas]
        rule = rules.add_condition(self._cells.part, self._cells.rect, kind, bare, look)
        return ConditionalFormat(rule)

    def clear(self) -> None:
        rules.drop_conditions(self._cells.part, self._cells.rect)
