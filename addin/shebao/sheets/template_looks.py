"""How the cells of the template look, by the name of the look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shebao.sheets.declared.columns import GAP, NUMBER_FORMATS, Kind
from shebao.sheets.declared.state_words import ICONS, LOOKS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

_FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
_HEADER = {
    "bold": True,
    "font_size": 9,  # two lines of it are as high as the row
    "border": 1,
    "border_color": "#FFFFFF",
    "align": "center",
    "valign": "top",  # the arrow of a filter stands at the bottom
    "text_wrap": True,
}
_SUM = {"bold": True, "top": 1, "top_color": "#1F4E79", "font_color": "#1F4E79"}

_ALIGNED: dict[Kind, dict[str, object]] = {Kind.TICK: {"align": "center"}}
# Of cells that are filled by the user, by the program, by nobody; what a check found there.
FILLS: dict[str, dict[str, object]] = {
    "value": {"bg_color": "#FFF9E5"},
    "input_header": {"bg_color": "#BF8F00", "font_color": "#FFFFFF"},
    "header": {"bg_color": "#1F4E79", "font_color": "#FFFFFF"},
    "grey": {"bg_color": "#D9D9D9"},
    "fault": {"bg_color": "#F4A48A"},
    "doubt": {"bg_color": "#FFE699"},
}


def formats_of(book: Workbook) -> dict[str, Format]:
    """Return each look by its name, and each kind of cell."""
    looks: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 13, "font_color": "#1F4E79"},
        "note": {"font_size": 9, "font_color": "#595959"},
        "label": {"bold": True, "align": "right"},
        "value": {**FILLS["value"], "border": 1, "border_color": "#BFBFBF", "num_format": "@"},
        "more": {"font_color": "#1F4E79", "underline": 1},
        "sum_label": {**_SUM, "align": "right"},
        f"sum_{Kind.MONEY}": {**_SUM, "num_format": NUMBER_FORMATS[Kind.MONEY]},
        f"sum_{Kind.COUNT}": {**_SUM, "num_format": NUMBER_FORMATS[Kind.COUNT]},
        "header": {**_HEADER, **FILLS["header"]},
        "input_header": {**_HEADER, **FILLS["input_header"]},
        **{f"legend_{name}": {**fill, "font_size": 9} for name, fill in FILLS.items()},
        "wrapped": {"num_format": NUMBER_FORMATS[Kind.TEXT], "text_wrap": True},
    }
    made = {name: book.add_format({**_FONT, **look}) for name, look in looks.items()}
    marks: dict[str, dict[str, object]] = {
        **{
            look: {"font_color": color, "num_format": f'"{ICONS[look]} "@'}
            for look, color in LOOKS.items()
        },
        **{name: FILLS[name] for name in ("fault", "doubt", "grey")},
        "clamped": {"font_color": LOOKS["bad"]},
        "refund": {"font_color": LOOKS["warn"], "num_format": f'"退 "#,##0.00{GAP}'},
        "more_filled": {"bold": True, **FILLS["doubt"]},
        "to_fill": {**FILLS["value"], "bottom": 1, "bottom_color": "#E3C77A"},
        "band": {"bg_color": "#F4F7FB", "bottom": 1, "bottom_color": "#DDE3EA"},
        "line": {"bottom": 1, "bottom_color": "#DDE3EA"},
    }
    made.update({name: book.add_format(mark) for name, mark in marks.items()})
    for kind, number_format in NUMBER_FORMATS.items():
        look = {**_FONT, "num_format": number_format, **_ALIGNED.get(kind, {})}
        made[kind] = book.add_format(look)
    return made
