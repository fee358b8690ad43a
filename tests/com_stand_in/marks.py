# ruff: noqa: N802, N803 - the members carry Excel's own names
"""What hangs on cells: conditional formats, validation, notes, links.

Formulas of rules are written and read relative to the active cell, wherever the rule applies:
Excel's own trap. They are stored relative to the first cell of the rule.
"""

from typing import Any

from . import references
from .errors import refusal
from .grid import Grid, Link, Rule
from .grid import Validation as StoredValidation
from .rect import Rect
from .workbook import Workbook
from .world import Face, SheetFace, World


def _stored(world: World, text: Any, areas: list[Rect]) -> str | None:
    if text is None:
        return None
    first = (areas[0].r1, areas[0].c1)
    return references.filled(str(text), world.active_cell(), first)


def _shown(world: World, text: str | None, areas: list[Rect]) -> str | None:
    if text is None:
        return None
    return references.filled(text, (areas[0].r1, areas[0].c1), world.active_cell())


class FormatConditions(SheetFace):
    """The rules that touch a range, first the one with the highest priority."""

    _com = "FormatConditions"

    def __init__(self, world: World, book: Workbook, grid: Grid, areas: tuple[Rect, ...]) -> None:
        super().__init__(world, book, grid)
        self._areas = areas

    def _rules(self) -> list[Rule]:
        return [
            rule
            for rule in self._grid.rules
            if any(own.meet(area) for own in rule.areas for area in self._areas)
        ]

    def _wrap(self, rule: Rule) -> "FormatCondition":
        return FormatCondition(self._world, self._book, self._grid, rule)

    def _default(self, *args: Any) -> Any:
        rules = self._rules()
        if not 1 <= int(args[0]) <= len(rules):
            raise refusal("Subscript out of range")
        return self._wrap(rules[int(args[0]) - 1])

    def Item(self, Index: int) -> Any:
        return self._default(Index)

    def _members(self) -> list[Any]:
        return [self._wrap(rule) for rule in self._rules()]

    @property
    def Count(self) -> int:
        return len(self._rules())

    def Add(
        self, Type: int, Operator: int | None = None, Formula1: Any = None, Formula2: Any = None
    ) -> Any:
        areas = list(self._areas)
        first = _stored(self._world, Formula1, areas)
        second = _stored(self._world, Formula2, areas)
        self._grid.rules.append(Rule(areas, Type, Operator, first, second))
        return self._wrap(self._grid.rules[-1])

    def Delete(self) -> None:
        for rule in self._rules():
            for area in self._areas:
                rule.areas = [piece for part in rule.areas for piece in part.minus(area)]
        self._grid.rules = [rule for rule in self._grid.rules if rule.areas]


class FormatCondition(SheetFace):
    """One rule."""

    _com = "FormatCondition"

    def __init__(self, world: World, book: Workbook, grid: Grid, rule: Rule) -> None:
        super().__init__(world, book, grid)
        self._rule = rule

    @property
    def Type(self) -> int:
        return self._rule.kind

    @property
    def Operator(self) -> int:
        if self._rule.operator is None:
            raise refusal("Application-defined or object-defined error")
        return self._rule.operator

    @property
    def Formula1(self) -> str | None:
        return _shown(self._world, self._rule.formula1, self._rule.areas)

    @property
    def Formula2(self) -> str | None:
        return _shown(self._world, self._rule.formula2, self._rule.areas)

    @property
    def StopIfTrue(self) -> bool:
        return self._rule.stop_if_true

    @StopIfTrue.setter
    def StopIfTrue(self, value: bool) -> None:
        self._rule.stop_if_true = bool(value)

    @property
    def Priority(self) -> int:
        return self._grid.rules.index(self._rule) + 1

    @property
    def AppliesTo(self) -> Any:
        return self._place(self._rule.areas[0])

    @property
    def Interior(self) -> Any:
        return RuleLook(self._world, self._rule, "Interior")

    @property
    def Font(self) -> Any:
        return RuleLook(self._world, self._rule, "Font")

    def SetFirstPriority(self) -> None:
        self._grid.rules.remove(self._rule)
        self._grid.rules.insert(0, self._rule)

    def Modify(
        self, Type: int, Operator: int | None = None, Formula1: Any = None, Formula2: Any = None
    ) -> None:
        self._rule.kind, self._rule.operator = Type, Operator
        self._rule.formula1 = _stored(self._world, Formula1, self._rule.areas)
        self._rule.formula2 = _stored(self._world, Formula2, self._rule.areas)

    def Delete(self) -> None:
        self._grid.rules.remove(self._rule)


class RuleLook(Face):
    """Interior or Font of a rule."""

    _com = "FormatCondition.Look"

    def __init__(self, world: World, rule: Rule, part: str) -> None:
        super().__init__(world)
        self._rule = rule
        self._part = part

    @property
    def Color(self) -> float | None:
        color = self._rule.looks.get(f"{self._part}.Color")
        return None if color is None else float(color)

    @Color.setter
    def Color(self, value: float) -> None:
        self._rule.looks[f"{self._part}.Color"] = int(value)

    @property
    def ColorIndex(self) -> int:
        return -4142 if self._rule.looks.get(f"{self._part}.Color") is None else 0

    @property
    def Bold(self) -> bool | None:
        return self._rule.looks.get(f"{self._part}.Bold")

    @Bold.setter
    def Bold(self, value: bool) -> None:
        self._rule.looks[f"{self._part}.Bold"] = value

    @property
    def Italic(self) -> bool | None:
        return self._rule.looks.get(f"{self._part}.Italic")

    @Italic.setter
    def Italic(self, value: bool) -> None:
        self._rule.looks[f"{self._part}.Italic"] = value


def _setting(key: str) -> Any:
    def get(self: "Validation") -> Any:
        return self._rule().settings.get(key)

    def put(self: "Validation", value: Any) -> None:
        self._rule().settings[key] = value

    return property(get, put)


class Validation(SheetFace):
    """The validation of a range; refused where its cells have none or several."""

    _com = "Validation"
    Type = _setting("Type")
    Operator = _setting("Operator")
    AlertStyle = _setting("AlertStyle")
    InCellDropdown = _setting("InCellDropdown")
    IgnoreBlank = _setting("IgnoreBlank")
    InputTitle = _setting("InputTitle")
    InputMessage = _setting("InputMessage")
    ShowInput = _setting("ShowInput")
    ErrorTitle = _setting("ErrorTitle")
    ErrorMessage = _setting("ErrorMessage")
    ShowError = _setting("ShowError")

    def __init__(self, world: World, book: Workbook, grid: Grid, areas: tuple[Rect, ...]) -> None:
        super().__init__(world, book, grid)
        self._areas = areas

    def _rule(self) -> StoredValidation:
        for rule in self._grid.validations:
            if all(any(own.covers(area) for own in rule.areas) for area in self._areas):
                return rule
        raise refusal("Application-defined or object-defined error")

    @property
    def Formula1(self) -> str | None:
        rule = self._rule()
        return _shown(self._world, rule.settings.get("Formula1"), rule.areas)

    @property
    def Formula2(self) -> str | None:
        rule = self._rule()
        return _shown(self._world, rule.settings.get("Formula2"), rule.areas)

    def Add(
        self,
        Type: int,
        AlertStyle: int | None = None,
        Operator: int | None = None,
        Formula1: Any = None,
        Formula2: Any = None,
    ) -> None:
        touched = any(
            own.meet(area)
            for rule in self._grid.validations
            for own in rule.areas
            for area in self._areas
        )
        if touched:
            raise refusal("Application-defined or object-defined error")
        self._store(Type, AlertStyle, Operator, Formula1, Formula2)

    def Modify(
        self,
        Type: int,
        AlertStyle: int | None = None,
        Operator: int | None = None,
        Formula1: Any = None,
        Formula2: Any = None,
    ) -> None:
        self.Delete()
        self._store(Type, AlertStyle, Operator, Formula1, Formula2)

    def _store(
        self, kind: int, style: int | None, operator: int | None, first: Any, second: Any
    ) -> None:
        areas = list(self._areas)
        settings = {
            "Type": kind,
            "AlertStyle": style or 1,
            "Operator": operator or 1,
            "Formula1": _stored(self._world, first, areas),
            "Formula2": _stored(self._world, second, areas),
            "InCellDropdown": True,
            "IgnoreBlank": True,
            "ShowInput": True,
            "ShowError": True,
        }
        self._grid.validations.append(StoredValidation(areas, settings))

    def Delete(self) -> None:
        for rule in self._grid.validations:
            for area in self._areas:
                rule.areas = [piece for part in rule.areas for piece in part.minus(area)]
        self._grid.validations = [rule for rule in self._grid.validations if rule.areas]


class Comment(SheetFace):
    """A note on a cell."""

    _com = "Comment"

    def __init__(self, world: World, book: Workbook, grid: Grid, at: tuple[int, int]) -> None:
        super().__init__(world, book, grid)
        self._at = at

    def Text(self, Text: str | None = None) -> str:
        if Text is not None:
            self._grid.notes[self._at] = Text
        return self._grid.notes[self._at]

    @property
    def Author(self) -> str:
        return ""

    @property
    def Parent(self) -> Any:
        return self._place(Rect(*self._at, *self._at))

    def Delete(self) -> None:
        del self._grid.notes[self._at]


class Hyperlinks(SheetFace):
    """The links within a range."""

    _com = "Hyperlinks"

    def __init__(self, world: World, book: Workbook, grid: Grid, rect: Rect) -> None:
        super().__init__(world, book, grid)
        self._rect = rect

    def _links(self) -> list[Link]:
        return [link for link in self._grid.links if link.rect.meet(self._rect)]

    @property
    def Count(self) -> int:
        return len(self._links())

    def _default(self, *args: Any) -> Any:
        links = self._links()
        if not 1 <= int(args[0]) <= len(links):
            raise refusal("Subscript out of range")
        return Hyperlink(self._world, self._book, self._grid, links[int(args[0]) - 1])

    def Item(self, Index: int) -> Any:
        return self._default(Index)

    def Add(self, Anchor: Any, Address: str, **_more: Any) -> Any:
        rect: Rect = Anchor._rect
        self._grid.links = [link for link in self._grid.links if not link.rect.meet(rect)]
        self._grid.links.append(Link(rect, Address))
        if self._grid.get(rect.r1, rect.c1) is None:
            self._grid.put(rect.r1, rect.c1, Address)
        self._grid.layer("Font.Underline").set(rect, 2)
        self._grid.layer("Font.Color").set(rect, 0xC16305)
        return Hyperlink(self._world, self._book, self._grid, self._grid.links[-1])


class Hyperlink(SheetFace):
    """One link."""

    _com = "Hyperlink"

    def __init__(self, world: World, book: Workbook, grid: Grid, link: Link) -> None:
        super().__init__(world, book, grid)
        self._link = link

    @property
    def Address(self) -> str:
        return self._link.address

    @property
    def TextToDisplay(self) -> str:
        return str(self._grid.get(self._link.rect.r1, self._link.rect.c1) or "")

    @TextToDisplay.setter
    def TextToDisplay(self, value: str) -> None:
        self._grid.put(self._link.rect.r1, self._link.rect.c1, value)

    @property
    def ScreenTip(self) -> str:
        return self._link.screen_tip

    @ScreenTip.setter
    def ScreenTip(self, value: str) -> None:
        self._link.screen_tip = value

    def Delete(self) -> None:
        self._grid.links.remove(self._link)
