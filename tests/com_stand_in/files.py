"""Books read from and written to .xlsx through openpyxl.

What is not modelled (charts, pictures) comes through from the file the book was opened from, as do
its tables, links, rules and validations, which only move with their cells. Cached formula results
are read; openpyxl does not write them.
"""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import to_excel

from . import file_cells, file_parts
from .grid import Formula, Grid
from .rect import MAX_COLUMNS, MAX_ROWS, Rect
from .typed import ERRORS, ErrorValue
from .workbook import DefinedName, Workbook

_STATES = {"visible": -1, "hidden": 0, "veryHidden": 2}


def load(book: Workbook, path: Path) -> None:
    """Fill the book with the file's sheets and names."""
    source = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm")
    results = openpyxl.load_workbook(path, data_only=True) if _has_formulas(source) else source
    book.source = path.read_bytes()
    book.sheets.clear()
    for sheet in source.worksheets:
        grid = Grid(sheet.title, book.today)
        book.sheets.append(grid)
        book.source_titles[grid] = sheet.title
        grid.visible = _STATES[sheet.sheet_state]
        _load_cells(grid, sheet, results[sheet.title])
        file_cells.load_looks(grid, sheet)
        file_parts.load(grid, sheet)
        for name, defined in sheet.defined_names.items():
            book.names.append(DefinedName(name, f"={defined.value}", grid))
    for name, defined in source.defined_names.items():
        book.names.append(DefinedName(name, f"={defined.value}"))
    active = source.active.title if source.active else ""
    book.active = next((grid for grid in book.sheets if grid.name == active), book.sheets[0])


def _has_formulas(source: Any) -> bool:
    return any(
        cell.data_type == "f" for sheet in source.worksheets for cell in sheet._cells.values()
    )


def _load_cells(grid: Grid, sheet: Any, results: Any) -> None:
    for cell in sheet._cells.values():
        content = _content(cell.value, cell.data_type)
        if cell.data_type == "f":
            text = getattr(cell.value, "text", cell.value)
            cached = results.cell(cell.row, cell.column)
            result = _content(cached.value, cached.data_type)
            content = Formula(str(text), (cell.row, cell.column), result)
        grid.put(cell.row, cell.column, content)


def _content(value: Any, data_type: str) -> Any:
    if data_type == "e":
        return ErrorValue(ERRORS.get(value, ERRORS["#VALUE!"]))
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return float(to_excel(value))  # type: ignore[no-untyped-call] # openpyxl has none
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value


def save(book: Workbook, path: Path) -> None:
    """Write the book; sheets it was opened with keep what is not modelled."""
    if book.source is not None:
        target = openpyxl.load_workbook(io.BytesIO(book.source), keep_vba=path.suffix == ".xlsm")
    else:
        target = openpyxl.Workbook()
        target.remove(target.worksheets[0])
    known = {title: target[title] for title in book.source_titles.values()}
    sheets = [known.get(book.source_titles.get(grid, "")) for grid in book.sheets]
    kept = [sheet or target.create_sheet() for sheet in sheets]
    target._sheets = kept  # type: ignore[attr-defined] # no public way to reorder
    for number, sheet in enumerate(kept):
        sheet.title = f"_{number}"  # so that exchanged titles do not collide on the way
    for grid, sheet in zip(book.sheets, kept, strict=True):
        sheet.title = grid.name
        sheet.sheet_state = next(state for state, code in _STATES.items() if code == grid.visible)
        _save_cells(grid, sheet)
        file_cells.save_looks(grid, sheet)
        file_parts.save(grid, sheet)
    _save_names(book, target)
    target.active = book.sheets.index(book.active)
    target.save(path)


def _save_cells(grid: Grid, sheet: Any) -> None:
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    for cell in sheet._cells.values():
        cell.value = None
    texts = {code: text for text, code in ERRORS.items()}
    for row_number, column, content in grid.filled(Rect(1, 1, MAX_ROWS, MAX_COLUMNS)):
        cell = sheet.cell(row_number, column)
        if isinstance(content, Formula):
            cell.value = content.at(row_number, column)
        elif isinstance(content, ErrorValue):
            cell.value, cell.data_type = texts[content], "e"
        else:
            cell.value = content
            if isinstance(content, str):
                cell.data_type = "s"  # text that begins with = stays text
    for area in grid.merged:
        sheet.merge_cells(area.spelled(row_absolute=False, column_absolute=False))


def _save_names(book: Workbook, target: Any) -> None:
    target.defined_names.clear()
    for sheet in target.worksheets:
        sheet.defined_names.clear()
    for name in book.names:
        owner = target[name.sheet.name] if name.sheet else target
        text = name.refers_to.removeprefix("=")
        owner.defined_names[name.name] = openpyxl.workbook.defined_name.DefinedName(
            name.name, attr_text=text
        )
