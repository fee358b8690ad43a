"""What Excel does with a value on assignment, given the number format that the cell has."""

import math
from datetime import date, datetime, time, timedelta
from typing import Any

from workbook_file.cells.cells import (
    Cell,
    as_moment,
    formula_cell,
    general_text,
    number_text,
    text_xml,
    to_serial,
)
from workbook_file.parts.styles import StyleChange, Styles

DAY = StyleChange(number_format="m/d/yyyy")
MOMENT = StyleChange(number_format="m/d/yyyy h:mm")
HOUR = StyleChange(number_format="h:mm:ss")
_INLINE = ' t="inlineStr"'


class Settler:
    """Makes cells of values by the rules of one workbook."""

    def __init__(self, styles: Styles, *, date1904: bool) -> None:
        self.styles = styles
        self.date1904 = date1904

    def cell(self, value: Any, style: int) -> Cell:
        """The cell that holds the value afterwards.

        Raises ValueError for a number that a cell cannot hold, TypeError for an unknown type.
        """
        if value is None or value == "":
            return Cell(style)
        if isinstance(value, str):
            if value[0] == "=" and len(value) > 1 and not self.styles.is_text(style):
                return formula_cell(style, value)
            return Cell(style, _INLINE, text_xml(value))
        if isinstance(value, bool):
            if self.styles.is_text(style):
                return Cell(style, _INLINE, text_xml(str(value).upper()))
            return Cell(style, ' t="b"', f"<v>{int(value)}</v>")
        if isinstance(value, (int, float)):
            if not math.isfinite(value):
                raise ValueError(f"a cell cannot hold {value}")
            if self.styles.is_text(style):
                return Cell(style, _INLINE, text_xml(general_text(value)))
            return Cell(style, "", f"<v>{number_text(value)}</v>")
        if isinstance(value, (date, time, timedelta)):
            return self._moment(value, style)
        raise TypeError(f"a cell cannot hold a {type(value).__name__}")

    def _moment(self, value: date | time | timedelta, style: int) -> Cell:
        moment = as_moment(value)
        if self.styles.is_text(style):
            shown = moment.isoformat(" ") if isinstance(value, datetime) else str(value)
            return Cell(style, _INLINE, text_xml(shown.removesuffix(" 00:00:00")))
        serial = to_serial(moment, date1904=self.date1904)
        return Cell(self.style_of_moment(moment, style), "", f"<v>{number_text(serial)}</v>")

    def style_of_moment(self, moment: datetime, style: int) -> int:
        """The style after a moment was assigned: a General cell becomes a date."""
        if self.styles.number_format(style) != "General":
            return style
        midnight = not (moment.hour or moment.minute or moment.second or moment.microsecond)
        if moment.year < 1900:
            return self.styles.change(style, HOUR)
        return self.styles.change(style, DAY if midnight else MOMENT)


def as_plain(value: Any) -> Any:
    """A value without numpy and pandas wrapping, as COM would receive it."""
    if value is None or type(value) in (str, float, int, bool, datetime):
        return value
    if getattr(value, "tzinfo", None) is not None and isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    kind = type(value).__module__.split(".", 1)[0]
    if kind == "pandas":
        if type(value).__name__ in ("NaTType", "NAType"):
            return None
        return value.to_pydatetime(warn=False) if hasattr(value, "to_pydatetime") else value
    if kind == "numpy":
        if type(value).__name__ == "datetime64":
            microseconds = value.astype("datetime64[us]").item()
            return microseconds if isinstance(microseconds, datetime) else None
        return as_plain(value.item())
    if kind == "decimal":
        return float(value)
    if isinstance(value, str):
        return str(value)
    return value
