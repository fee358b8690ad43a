"""How the cells of the template look, by the name of the look, and the legend that says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shebao.sheets.declared.columns import GAP, NUMBER_FORMATS, Kind
from shebao.sheets.declared.employer_sheets import HOME, month_field
from shebao.sheets.declared.head import HAND_ROW
from shebao.sheets.declared.state_words import ICONS, LOOKS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet


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


# What is seen in which look; two months wide each.
COLOURS: tuple[tuple[str, str], ...] = (
    ("value", "可以填写"),
    ("input_header", "要填的列"),
    ("header", "程序填写"),
    ("grey", "不能填写"),
    ("fault", "有错误"),
    ("doubt", "有提醒"),
)
SIGNS = "　".join(
    f"{ICONS[look]} {word}"
    for look, word in (("good", "完成"), ("busy", "待办"), ("warn", "提醒"), ("bad", "错误"))
)
WIDTH = 2
FIRST = [column.field for column in HOME.columns].index(month_field(1))
SIGNS_ROW = HAND_ROW
COLOURS_ROW = HAND_ROW - 1


def signs_column() -> int:
    """Return the column (from 0) of the signs: behind the cell that says 更多条件."""
    more = HOME.head.more
    return more.end if more is not None else FIRST


def write_legend(sheet: Worksheet, formats: dict[str, Format]) -> None:
    """Show every look of a cell under its own words, and every sign before a state."""
    for number, (look, words) in enumerate(COLOURS):
        at = FIRST + number * WIDTH
        sheet.write_string(COLOURS_ROW - 1, at, words, formats[f"legend_{look}"])
        sheet.write_blank(COLOURS_ROW - 1, at + 1, None, formats[f"legend_{look}"])
    sheet.write_string(SIGNS_ROW - 1, signs_column(), SIGNS, formats["note"])
