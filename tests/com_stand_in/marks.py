# ruff: noqa: N802, N803 - the members carry Excel's own names
"""What hangs on cells: conditional formats, validation, notes.

The formula of a rule is written relative to the active cell, wherever the rule applies: Excel's own
trap. It is stored relative to the first cell of the rule.
"""

from typing import Any

from . import references
from .errors import NotModelledError, refusal
from .grid import Grid, Rule
from .grid import Validation as StoredValidation
from .rect import Rect
from .workbook import Workbook
from .world import Face, SheetFace, World

_EXPRESSION, _LIST = 2, 3


class _Marks(SheetFace):
    """What hangs on a range."""

    def __init__(self, world: World, book: Workbook, grid: Grid, areas: tuple[Rect, ...]) -> None:
        super().__init__(world, book, grid)
        self._areas = areas

    def _touches(self, mark: Rule | StoredValidation) -> bool:
        return any(own.meet(area) for own in mark.areas for area in self._areas)


class FormatConditions(_Marks):
    """The rules that touch a range, first the one with the highest priority."""

    _com = "FormatConditions"

    def _default(self, *args: Any) -> Any:
        rules = [rule for rule in self._grid.rules if self._touches(rule)]
        if not 1 <= int(args[0]) <= len(rules):
            raise refusal("Subscript out of range")
        return FormatCondition(self._world, self._grid, rules[int(args[0]) - 1])

    def Add(self, Type: int, Formula1: str) -> Any:
        if Type != _EXPRESSION:
            raise NotModelledError(f"FormatConditions.Add({Type})")
        first = (self._areas[0].r1, self._areas[0].c1)
        formula = references.filled(Formula1, self._world.active_cell(), first)
        self._grid.rules.append(Rule(list(self._areas), formula))
        return FormatCondition(self._world, self._grid, self._grid.rules[-1])


class FormatCondition(Face):
    """One rule."""

    _com = "FormatCondition"

    def __init__(self, world: World, grid: Grid, rule: Rule) -> None:
        super().__init__(world)
        self._grid = grid
        self._rule = rule

    def _set_stop(self, value: bool) -> None:
        self._rule.stop_if_true = bool(value)

    StopIfTrue = property(None, _set_stop)

    @property
    def Font(self) -> Any:
        return RuleFont(self._world, self._rule)

    def SetFirstPriority(self) -> None:
        self._grid.rules.remove(self._rule)
        self._grid.rules.insert(0, self._rule)


class RuleFont(Face):
    """The font of a rule."""

    _com = "FormatCondition.Font"

    def __init__(self, world: World, rule: Rule) -> None:
        super().__init__(world)
        self._rule = rule

    def _set_color(self, value: float) -> None:
        self._rule.color = int(value)

    Color = property(None, _set_color)


class Validation(_Marks):
    """The validation of a range, of which a list of choices can be made."""

    _com = "Validation"

    @property
    def Type(self) -> int:
        """Refused where the cells have none."""
        if any(self._touches(rule) for rule in self._grid.validations):
            raise NotModelledError("Validation.Type of cells that have one")
        raise refusal("Application-defined or object-defined error")

    def Add(self, Type: int, Formula1: str) -> None:
        if Type != _LIST or Formula1.startswith("="):
            raise NotModelledError(f"Validation.Add({Type}, {Formula1!r})")
        if any(self._touches(rule) for rule in self._grid.validations):
            raise refusal("Application-defined or object-defined error")
        self._grid.validations.append(StoredValidation(list(self._areas), Formula1))

    def _set_dropdown(self, value: bool) -> None:
        for rule in self._grid.validations:
            if self._touches(rule):
                rule.in_cell_dropdown = bool(value)

    InCellDropdown = property(None, _set_dropdown)


class Comment(Face):
    """A note on a cell."""

    _com = "Comment"
