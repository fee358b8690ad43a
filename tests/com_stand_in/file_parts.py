"""What hangs on a sheet, between the model and openpyxl: tables, links, notes, rules, views."""

import contextlib
from typing import Any

from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule as FileRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table as FileTable
from openpyxl.worksheet.table import TableStyleInfo

from .file_cells import argb, bgr
from .grid import Grid, Link, Rule, Table, Validation
from .rect import Rect, rect_of

_KINDS = {"cellIs": 1, "expression": 2}
_OPERATORS = {"between": 1, "notBetween": 2, "equal": 3, "notEqual": 4, "greaterThan": 5,
              "lessThan": 6, "greaterThanOrEqual": 7, "lessThanOrEqual": 8}  # fmt: skip
_VALIDATED = {"whole": 1, "decimal": 2, "list": 3, "date": 4, "time": 5, "textLength": 6,
              "custom": 7}  # fmt: skip
_STYLES = {"stop": 1, "warning": 2, "information": 3}


def _key_of(codes: dict[str, int], code: object) -> Any:
    return next((key for key, value in codes.items() if value == code), None)


def _plain(rect: Rect) -> str:
    return rect.spelled(row_absolute=False, column_absolute=False)


def _rects(text: object) -> list[Rect]:
    return [rect for part in str(text).split() if (rect := rect_of(part))]


def load(grid: Grid, sheet: Any) -> None:
    grid.merged = [rect for merged in sheet.merged_cells.ranges if (rect := rect_of(str(merged)))]
    grid.gridlines = bool(sheet.sheet_view.showGridLines)
    grid.print_area = sheet.print_area or ""
    grid.autofilter = rect_of(sheet.auto_filter.ref) if sheet.auto_filter.ref else None
    for table in sheet.tables.values():
        rect = rect_of(table.ref)
        if rect is not None and not table.totalsRowCount:
            style = table.tableStyleInfo.name if table.tableStyleInfo else ""
            blank = rect.rows == 2 and grid.empty(rect._replace(r1=rect.r2))
            grid.tables.append(Table(table.displayName, rect, style or "", blank))
    for (row, column), cell in sheet._cells.items():
        at = Rect(row, column, row, column)
        if cell.hyperlink and cell.hyperlink.target:
            grid.links.append(Link(at, cell.hyperlink.target, cell.hyperlink.tooltip or ""))
        if cell.comment:
            grid.notes[row, column] = cell.comment.text
    _load_rules(grid, sheet)
    for rule in sheet.data_validations.dataValidation:
        grid.validations.append(_validation(rule))


def _load_rules(grid: Grid, sheet: Any) -> None:
    rules: list[tuple[int, Rule]] = []
    for group in sheet.conditional_formatting:
        for rule in group.rules:
            if rule.type in _KINDS:
                texts = [f"={text}" for text in rule.formula] + [None, None]
                operator = _OPERATORS.get(rule.operator or "")
                kept = Rule(_rects(group.sqref), _KINDS[rule.type], operator, texts[0], texts[1])
                kept.stop_if_true = bool(rule.stopIfTrue)
                kept.looks = {"file": rule, **_rule_looks(rule.dxf)}
                rules.append((rule.priority, kept))
    grid.rules = [rule for _, rule in sorted(rules, key=lambda pair: pair[0])]


def _rule_looks(style: Any) -> dict[str, Any]:
    looks: dict[str, Any] = {}
    if style is not None and style.fill is not None:
        looks["Interior.Color"] = bgr(style.fill.bgColor)
    if style is not None and style.font is not None:
        looks["Font.Color"] = bgr(style.font.color)
        looks["Font.Bold"] = style.font.bold
        looks["Font.Italic"] = style.font.italic
    return looks


def _validation(rule: Any) -> Validation:
    listed = rule.type == "list"

    def formula(text: str | None) -> str | None:
        if text is None:
            return None
        if listed and text.startswith('"'):
            return text.strip('"')
        return f"={text}"

    settings = {
        "Type": _VALIDATED.get(rule.type, 0),
        "AlertStyle": _STYLES[rule.errorStyle or "stop"],
        "Operator": _OPERATORS[rule.operator or "between"],
        "Formula1": formula(rule.formula1),
        "Formula2": formula(rule.formula2),
        "InCellDropdown": not rule.showDropDown,
        "IgnoreBlank": bool(rule.allowBlank),
        "ShowInput": bool(rule.showInputMessage),
        "ShowError": bool(rule.showErrorMessage),
        "InputTitle": rule.promptTitle,
        "InputMessage": rule.prompt,
        "ErrorTitle": rule.errorTitle,
        "ErrorMessage": rule.error,
    }
    return Validation(_rects(rule.sqref), settings)


def save(grid: Grid, sheet: Any) -> None:
    sheet.sheet_view.showGridLines = grid.gridlines
    if grid.print_area:
        sheet.print_area = grid.print_area
    sheet.auto_filter.ref = _plain(grid.autofilter) if grid.autofilter else None
    for cell in sheet._cells.values():
        with contextlib.suppress(AttributeError):  # inside a merged area
            cell.hyperlink = cell.comment = None
    sheet._hyperlinks = []
    for link in grid.links:
        cell = sheet.cell(link.rect.r1, link.rect.c1)
        text = cell.value
        cell.hyperlink = Hyperlink(
            ref=cell.coordinate, target=link.address, tooltip=link.screen_tip
        )
        cell.value = text
    for (row_number, column), text in grid.notes.items():
        sheet.cell(row_number, column).comment = Comment(text, "")
    _save_tables(grid, sheet)
    _save_rules(grid, sheet)
    sheet.data_validations.dataValidation = [_file_validation(rule) for rule in grid.validations]


def _save_tables(grid: Grid, sheet: Any) -> None:
    before = dict(sheet.tables)
    sheet.tables.clear()
    for table in grid.tables:
        headers = [
            str(grid.get(table.rect.r1, column))
            for column in range(table.rect.c1, table.rect.c2 + 1)
        ]
        old = before.get(table.name)
        same = old is not None and [column.name for column in old.tableColumns] == headers
        kept = old if old is not None and same else FileTable(displayName=table.name)
        kept.ref = _plain(table.rect)
        if kept.autoFilter is not None:
            kept.autoFilter.ref = kept.ref
        if table.style:
            kept.tableStyleInfo = TableStyleInfo(name=table.style, showRowStripes=True)
        sheet.add_table(kept)


def _save_rules(grid: Grid, sheet: Any) -> None:
    others = [
        (str(group.sqref), rule)
        for group in sheet.conditional_formatting
        for rule in group.rules
        if rule.type not in _KINDS
    ]
    sheet.conditional_formatting = ConditionalFormattingList()
    for priority, rule in enumerate(grid.rules, start=1):
        written = rule.looks.get("file") or _file_rule(rule)
        written.priority = priority
        written.formula = [t.removeprefix("=") for t in (rule.formula1, rule.formula2) if t]
        sheet.conditional_formatting.add(" ".join(map(_plain, rule.areas)), written)
    for place, other in others:
        sheet.conditional_formatting.add(place, other)


def _file_rule(rule: Rule) -> Any:
    fill, color = rule.looks.get("Interior.Color"), rule.looks.get("Font.Color")
    style = DifferentialStyle(
        fill=None if fill is None else PatternFill(bgColor=argb(fill)),
        font=Font(
            color=None if color is None else argb(color),
            bold=rule.looks.get("Font.Bold"),
            italic=rule.looks.get("Font.Italic"),
        ),
    )
    return FileRule(
        type=_key_of(_KINDS, rule.kind),
        dxf=style,
        operator=_key_of(_OPERATORS, rule.operator) if rule.kind == 1 else None,
        stopIfTrue=rule.stop_if_true,
    )


def _file_validation(rule: Validation) -> Any:
    settings = rule.settings
    kind = _key_of(_VALIDATED, settings["Type"])

    def formula(text: str | None) -> str | None:
        if text is not None and kind == "list" and not text.startswith("="):
            return f'"{text}"'
        return None if text is None else text.removeprefix("=")

    return DataValidation(
        type=kind,
        sqref=" ".join(map(_plain, rule.areas)),
        errorStyle=_key_of(_STYLES, settings["AlertStyle"]),
        operator=_key_of(_OPERATORS, settings["Operator"]),
        formula1=formula(settings["Formula1"]),
        formula2=formula(settings["Formula2"]),
        showDropDown=not settings["InCellDropdown"],
        allowBlank=settings["IgnoreBlank"],
        showInputMessage=settings["ShowInput"],
        showErrorMessage=settings["ShowError"],
        promptTitle=settings.get("InputTitle"),
        prompt=settings.get("InputMessage"),
        errorTitle=settings.get("ErrorTitle"),
        error=settings.get("ErrorMessage"),
    )
