"""What hangs on a sheet, between the model and openpyxl: tables, links, notes, rules, views."""

import contextlib
from typing import Any

from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule as FileRule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation

from .file_cells import argb
from .grid import Grid, Link, Rule, Table, Validation
from .rect import Rect, rect_of


def _plain(rect: Rect) -> str:
    return rect.spelled(row_absolute=False, column_absolute=False)


def _rects(text: object) -> list[Rect]:
    return [rect for part in str(text).split() if (rect := rect_of(part))]


def load(grid: Grid, sheet: Any) -> None:
    grid.merged = [rect for merged in sheet.merged_cells.ranges if (rect := rect_of(str(merged)))]
    grid.gridlines = bool(sheet.sheet_view.showGridLines)
    for name, place in sheet.tables.items():
        if rect := rect_of(place):
            grid.tables.append(Table(name, rect))
    for (row, column), cell in sheet._cells.items():
        at = Rect(row, column, row, column)
        if cell.hyperlink:
            grid.links.append(Link(at, cell.hyperlink))
        if cell.comment:
            grid.notes[row, column] = cell.comment.text
    rules = [(group, rule) for group in sheet.conditional_formatting for rule in group.rules]
    for group, rule in sorted(rules, key=lambda pair: pair[1].priority):
        grid.rules.append(Rule(_rects(group.sqref), source=rule))
    for rule in sheet.data_validations.dataValidation:
        grid.validations.append(Validation(_rects(rule.sqref), source=rule))


def save(grid: Grid, sheet: Any) -> None:
    sheet.sheet_view.showGridLines = grid.gridlines
    for cell in sheet._cells.values():
        with contextlib.suppress(AttributeError):  # inside a merged area
            cell.hyperlink = cell.comment = None
    sheet._hyperlinks = []
    for link in grid.links:
        cell = sheet.cell(link.rect.r1, link.rect.c1)
        text = cell.value
        cell.hyperlink = link.source
        cell.value = text
    for (row_number, column), text in grid.notes.items():
        sheet.cell(row_number, column).comment = Comment(text, "")
    _save_tables(grid, sheet)
    _save_rules(grid, sheet)
    sheet.data_validations.dataValidation = [_file_validation(rule) for rule in grid.validations]


def _save_tables(grid: Grid, sheet: Any) -> None:
    """Write where the file's tables are now, and what their headers say."""
    for table in grid.tables:
        kept, rect = sheet.tables[table.name], table.rect
        kept.ref = _plain(rect)
        if kept.autoFilter is not None:
            kept.autoFilter.ref = _plain(rect._replace(r2=rect.r2 - (kept.totalsRowCount or 0)))
        for at, column in enumerate(kept.tableColumns, start=rect.c1):
            column.name = str(grid.get(rect.r1, at))


def _save_rules(grid: Grid, sheet: Any) -> None:
    sheet.conditional_formatting = ConditionalFormattingList()
    for priority, rule in enumerate(grid.rules, start=1):
        written = rule.source or _file_rule(rule)
        written.priority = priority
        sheet.conditional_formatting.add(" ".join(map(_plain, rule.areas)), written)


def _file_rule(rule: Rule) -> Any:
    color = None if rule.color is None else argb(rule.color)
    return FileRule(
        type="expression",
        dxf=DifferentialStyle(font=Font(color=color)),
        formula=[rule.formula.removeprefix("=")],
        stopIfTrue=rule.stop_if_true,
    )


def _file_validation(rule: Validation) -> Any:
    places = " ".join(map(_plain, rule.areas))
    if rule.source is not None:
        rule.source.sqref = MultiCellRange(places)
        return rule.source
    return DataValidation(
        type="list",
        sqref=places,
        formula1=f'"{rule.choices}"',
        showDropDown=not rule.in_cell_dropdown,
        allowBlank=True,
        showInputMessage=True,
        showErrorMessage=True,
    )
