"""Conditional formats as xlwings sees them."""

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from workbook_file.engine.calls import NoApi, engine_object
from workbook_file.engine.colors import from_hex, to_hex
from workbook_file.engine.owners import OfCells
from workbook_file.engine.validation import OPERATORS, OPERATORS_BACK
from workbook_file.parts import conditions
from workbook_file.parts.conditions import Condition, Look

_TYPES = {
    "cellIs": "cell_value",
    "expression": "custom",
    "colorScale": "color_scale",
    "dataBar": "data_bar",
    "iconSet": "icon_set",
}


@engine_object(base_classes.ConditionalFormat)
class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule."""

    api: Any = NoApi()

    def __init__(self, rule: Condition) -> None:
        self._rule = rule

    @property
    def type(self) -> str:
        return _TYPES.get(self._rule.get("type") or "", "unknown")

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

    @property
    def formula1(self) -> str | None:
        return self._formula("cell_value", 0)

    @property
    def formula2(self) -> str | None:
        return self._formula("cell_value", 1)

    @property
    def formula(self) -> str | None:
        return self._formula("custom", 0)

    @property
    def fill_color(self) -> tuple[int, int, int] | None:
        return from_hex(self._rule.look.fill)

    @property
    def font_color(self) -> tuple[int, int, int] | None:
        return from_hex(self._rule.look.font_color)

    @property
    def font_bold(self) -> bool | None:
        return self._rule.look.bold

    @property
    def font_italic(self) -> bool | None:
        return self._rule.look.italic

    def delete(self) -> None:
        self._rule.delete()


@engine_object(base_classes.ConditionalFormats)
class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules that touch a range, first priority first."""

    api: Any = NoApi()

    def __init__(self, cells: OfCells) -> None:
        self._cells = cells

    def _rules(self) -> list[Condition]:
        return conditions.conditions(self._cells.part, self._cells.rect)

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
        rule = conditions.add(self._cells.part, self._cells.rect, kind, bare, look)
        return ConditionalFormat(rule)

    def clear(self) -> None:
        conditions.drop(self._cells.part, self._cells.rect)
