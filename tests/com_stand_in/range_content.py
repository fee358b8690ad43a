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
_DOWN, _VISIBLE, _VALIDATED = -4121, 12, -4174


class RangeContent(RangePlace):
    """Values, formulas, clearing, inserted rows."""

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
        for area in self._areas:
            self._grid.clear(area)
        return True

    def Insert(self, Shift: int | None = None, CopyOrigin: int | None = None) -> bool:
        if not self._rect.whole_rows or Shift not in (None, _DOWN) or CopyOrigin == 1:
            raise NotModelledError("Range.Insert but of whole rows like those above them")
        move = shifting.insert_rows(self._grid, self._rect.r1, self._rect.rows)
        self._book.references_moved(self._grid, move)
        return True

    def SpecialCells(self, Type: int, Value: int | None = None) -> Any:
        if Type not in (_VISIBLE, _VALIDATED) or Value is not None:
            raise NotModelledError(f"Range.SpecialCells({Type}, {Value})")
        whole = self._grid.used() if self._rect.size == 1 else self._rect
        areas = self._visible(whole) if Type == _VISIBLE else self._validated(whole)
        if not areas:
            raise refusal("No cells were found.")
        return type(self)(self._world, self._book, self._grid, tuple(areas))

    def _validated(self, whole: Rect) -> list[Rect]:
        places = [own for rule in self._grid.validations for own in rule.areas]
        return [part for own in places if (part := own.meet(whole))]

    def _visible(self, whole: Rect) -> list[Rect]:
        areas: list[Rect] = []
        rows, columns = self._grid.row_hidden, self._grid.column_hidden
        clipped = whole.meet(self._grid.used().hull(Rect(1, 1, 1, 1)))
        for column in range(clipped.c1, clipped.c2 + 1) if clipped else ():
            for row in range(clipped.r1, clipped.r2 + 1) if clipped else ():
                if not rows.get(row, 1) and not columns.get(1, column):
                    _append(areas, row, column)
        return areas


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
