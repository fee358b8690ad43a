# ruff: noqa: N802, N803 - the members carry Excel's own names
"""Range: what its cells hold."""

from collections.abc import Callable
from typing import Any

from openpyxl.formula.tokenizer import Tokenizer

from . import shifting
from .errors import ComError, NotModelledError, refusal
from .grid import Formula, spelled_number
from .range_place import RangePlace
from .rect import Rect
from .typed import ERRORS, ErrorValue
from .variants import handed_back, sent

_ERROR_TEXTS = {number: text for text, number in ERRORS.items()}
_SPECIAL = {-4123: "formulas", 2: "constants", 4: "blanks", 12: "visible", -4174: "validated"}


class RangeContent(RangePlace):
    """Values, formulas, clearing, moving."""

    def _read(self, cell: Callable[[int, int], Any]) -> Any:
        rect = self._rect
        if rect.size == 1:
            return cell(rect.r1, rect.c1)
        columns = range(rect.c1, rect.c2 + 1)
        return tuple(
            tuple(cell(row, column) for column in columns) for row in range(rect.r1, rect.r2 + 1)
        )

    def _result(self, row: int, column: int) -> Any:
        content = self._grid.get(row, column)
        return content.result if isinstance(content, Formula) else content

    @property
    def Value(self) -> Any:
        formats = self._grid.layers["NumberFormat"].reader(self._rect)
        return self._read(
            lambda row, column: handed_back(self._result(row, column), formats(row, column))
        )

    @Value.setter
    def Value(self, value: Any) -> None:
        self._assign(value)

    @property
    def Value2(self) -> Any:
        return self._read(lambda row, column: handed_back(self._result(row, column), "General"))

    @Value2.setter
    def Value2(self, value: Any) -> None:
        self._assign(value)

    def _assign(self, value: Any) -> None:
        plain = sent(value, self._world.zone)
        for item in _strings(plain):
            _check_formula(item)
        self._grid.refuse_change()
        for area in self._areas:
            self._grid.enter(area, plain)

    def _spelled(self, row: int, column: int) -> str:
        content = self._grid.get(row, column)
        if isinstance(content, Formula):
            return content.at(row, column)
        if content is None:
            return ""
        if isinstance(content, bool):
            return str(content).upper()
        if isinstance(content, ErrorValue):
            return _ERROR_TEXTS[content]
        return spelled_number(content) if isinstance(content, float) else str(content)

    @property
    def Formula(self) -> Any:
        return self._read(self._spelled)

    @Formula.setter
    def Formula(self, value: Any) -> None:
        self._assign(value)

    @property
    def Formula2(self) -> Any:
        return self._read(self._spelled)

    @Formula2.setter
    def Formula2(self, value: Any) -> None:
        self._assign(value)

    @property
    def HasFormula(self) -> bool | None:
        found = set()
        self._read(lambda row, column: found.add(isinstance(self._grid.get(row, column), Formula)))
        return found.pop() if len(found) == 1 else None

    @property
    def HasArray(self) -> bool:
        return False

    def ClearContents(self) -> bool:
        self._grid.refuse_change()
        for area in self._areas:
            self._refuse_half_merged(area)
            self._grid.clear_contents(area)
        return True

    def _refuse_half_merged(self, area: Rect) -> None:
        for merged in self._grid.merged:
            if merged.meet(area) and not area.covers(merged):
                raise refusal("We can't do that to a merged cell.")

    def Clear(self) -> bool:
        self.ClearContents()
        self.ClearFormats()
        self.ClearComments()
        for area in self._areas:
            self._grid.links = [link for link in self._grid.links if not area.covers(link.rect)]
        return True

    def ClearComments(self) -> bool:
        notes = self._grid.notes
        for at in [at for at in notes if any(area.holds(*at) for area in self._areas)]:
            del notes[at]
        return True

    def ClearFormats(self) -> bool:
        for area in self._areas:
            self._grid.clear_formats(area)
            self._grid.merged = [m for m in self._grid.merged if not area.covers(m)]
            for rule in self._grid.rules:
                rule.areas = [piece for part in rule.areas for piece in part.minus(area)]
        self._grid.rules = [rule for rule in self._grid.rules if rule.areas]
        return True

    def Insert(self, Shift: int | None = None, CopyOrigin: int | None = None) -> bool:
        if CopyOrigin == 1:
            raise NotModelledError("Range.Insert with the format of the cells behind")
        self._shift({-4121: True, -4161: False}.get(Shift or 0), insert=True)
        return True

    def Delete(self, Shift: int | None = None) -> bool:
        self._shift({-4162: True, -4159: False}.get(Shift or 0), insert=False)
        return True

    def _shift(self, vertical: bool | None, *, insert: bool) -> None:
        rect = self._only_area("Insert and Delete")
        if rect.whole_rows or rect.whole_columns:
            vertical = rect.whole_rows
        elif vertical is None:
            vertical = rect.columns >= rect.rows
        move = shifting.shift(self._grid, rect, vertical=vertical, insert=insert)
        self._book.references_moved(self._grid, move)

    def Copy(self, Destination: Any = None) -> bool:
        if Destination is None:
            raise NotModelledError("Range.Copy to the clipboard")
        rect, target = self._only_area("Copy"), Destination
        cells = list(self._grid.filled(rect))
        down, right = target._rect.r1 - rect.r1, target._rect.c1 - rect.c1
        place = Rect(rect.r1 + down, rect.c1 + right, rect.r2 + down, rect.c2 + right)
        target._grid.clear_contents(place)
        for key, layer in self._grid.layers.items():
            entries = [
                (part, value) for spot, value in layer.entries() if (part := spot.meet(rect))
            ]
            target._grid.layer(key).set(place, layer.default)
            for part, value in entries:
                moved = Rect(part.r1 + down, part.c1 + right, part.r2 + down, part.c2 + right)
                target._grid.layer(key).set(moved, value)
        for row, column, content in cells:
            there = (row + down, column + right)
            if isinstance(content, Formula):
                content = Formula(content.at(*there), there, content.result)
            target._grid.put(*there, content)
        return True

    def Calculate(self) -> None:
        """Formulas are not evaluated."""

    def SpecialCells(self, Type: int, Value: int | None = None) -> Any:
        if Type not in _SPECIAL:
            raise NotModelledError(f"Range.SpecialCells({Type})")
        whole = self._grid.used() if self._rect.size == 1 else self._rect
        areas = self._special(_SPECIAL[Type], Value, whole)
        if not areas:
            raise refusal("No cells were found.")
        return type(self)(self._world, self._book, self._grid, tuple(areas))

    def _special(self, kind: str, value_type: int | None, whole: Rect) -> list[Rect]:
        areas: list[Rect] = []
        if kind == "validated":
            places = [own for rule in self._grid.validations for own in rule.areas]
            return [part for own in places if (part := own.meet(whole))]
        clipped = whole.meet(self._grid.used().hull(Rect(1, 1, 1, 1)))
        for column in range(clipped.c1, clipped.c2 + 1) if clipped else ():
            for row in range(clipped.r1, clipped.r2 + 1) if clipped else ():
                if self._is_special(kind, value_type, row, column):
                    _append(areas, row, column)
        return areas

    def _is_special(self, kind: str, value_type: int | None, row: int, column: int) -> bool:
        content = self._grid.get(row, column)
        if kind == "visible":
            hidden = self._grid.row_hidden.get(row, 1) or self._grid.column_hidden.get(1, column)
            return not hidden
        if kind == "blanks":
            return content is None
        if content is None or isinstance(content, Formula) != (kind == "formulas"):
            return False
        return value_type in (None, _value_type(self._result(row, column)))


def _value_type(content: Any) -> int:
    """xlNumbers, xlTextValues, xlLogical or xlErrors."""
    if isinstance(content, bool):
        return 4
    if isinstance(content, ErrorValue):
        return 16
    return 1 if isinstance(content, float) else 2


def _append(areas: list[Rect], row: int, column: int) -> None:
    last = areas[-1] if areas else None
    if last and last.c1 == column and last.r2 == row - 1:
        areas[-1] = last._replace(r2=row)
    else:
        areas.append(Rect(row, column, row, column))


def _strings(plain: Any) -> list[str]:
    rows = plain if isinstance(plain, list) else [[plain]]
    return [item for row in rows for item in row if isinstance(item, str)]


def _check_formula(text: str) -> None:
    """Raise what Excel raises for text it cannot take: too long, or no formula after `=`."""
    if len(text) > 32_767:
        raise refusal("Application-defined or object-defined error")
    if text.startswith("=") and len(text) > 1:
        try:
            tokens = Tokenizer(text)
        except Exception as error:
            raise _formula_error() from error
        if tokens.items and tokens.items[-1].type == "OPERATOR-INFIX":
            raise _formula_error()


def _formula_error() -> ComError:
    return refusal("Application-defined or object-defined error")
