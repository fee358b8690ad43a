"""What colours and signs mean, above the year on 首页: two rows of small cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shebao.sheets.declared.employer_sheets import HOME, month_field
from shebao.sheets.declared.head import HAND_ROW
from shebao.sheets.declared.state_words import ICONS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

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
