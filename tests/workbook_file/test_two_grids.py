"""The streamed sheet and the plain sheet are told apart by speed only.

Random work is done on one workbook twice, once with every sheet held cell by cell and once with
every sheet streamed; what is read, and what openpyxl reads from the saved files, must agree.
"""

import os
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings

from workbook_file import new_book, open_book

_SEEDS = int(os.environ.get("HEADLESS_FUZZ", "40"))
_ROWS, _COLUMNS = 14, 7
_ACTIONS = [
    "block",
    "block",
    "column",
    "cell",
    "fill",
    "format",
    "whole",
    "bold",
    "clear_contents",
    "clear",
    "height",
    "row",
    "insert",
    "delete",
    "merge",
    "save",
]
_FORMATS = ["@", "0.00", "General", "m/d/yyyy", "yyyy-mm-dd hh:mm", "#,##0"]
_TEXTS = [
    "x",
    "工资",
    "a&b<c>",
    " spaced ",
    "two\nlines",
    "00123",
    "_x0041_",
    "=A1+1",
    "=$B$2*C3",
    "",
]


def _value(rnd: random.Random) -> Any:
    kind = rnd.randrange(9)
    if kind == 0:
        return None
    if kind == 1:
        return rnd.choice([True, False])
    if kind == 2:
        return datetime(1950, 1, 1) + timedelta(days=rnd.randrange(40000))
    if kind == 3:
        return datetime(2026, 1, 1) + timedelta(seconds=rnd.randrange(10**7))
    if kind == 4:
        return rnd.randrange(-5, 100000)
    if kind == 5:
        return round(rnd.uniform(-10, 10**6), rnd.randrange(4))
    return rnd.choice(_TEXTS)


def _rect(rnd: random.Random) -> tuple[tuple[int, int], tuple[int, int]]:
    row, column = rnd.randint(1, _ROWS), rnd.randint(1, _COLUMNS)
    return (row, column), (rnd.randint(row, _ROWS), rnd.randint(column, _COLUMNS))


def _step(rnd: random.Random) -> tuple[str, tuple[int, int], tuple[int, int], Any]:
    (row1, column1), (row2, column2) = _rect(rnd)
    action = rnd.choice(_ACTIONS)
    data: Any = None
    if action in ("block", "column", "cell"):
        if action == "cell":
            row2, column2 = row1, column1
        if action == "column":
            column2 = column1
        kind = rnd.randrange(3)
        one = _value(rnd)
        data = [
            [one if kind == 0 else _value(rnd) for _ in range(column1, column2 + 1)]
            for _ in range(row1, row2 + 1)
        ]
    elif action == "fill":
        data = _value(rnd)
    elif action in ("format", "whole"):
        data = rnd.choice(_FORMATS)
    elif action in ("height", "row", "insert", "delete"):
        data = rnd.randrange(4)
    return action, (row1, column1), (row2, column2), data


def _do(book: xlwings.Book, step: tuple[str, Any, Any, Any], path: Path) -> str:
    """Do one step; what it refuses is part of what must agree."""
    action, first, last, data = step
    sheet = book.sheets[0]
    cells = sheet.range(first, last)
    columns = sheet.range((1, first[1]), (1048576, last[1]))
    rows = sheet.range((first[0], 1), (first[0], 16384))
    try:
        match action:
            case "block" | "column" | "cell" | "fill":
                cells.raw_value = data
            case "format":
                cells.number_format = data
            case "whole":
                columns.number_format = data
            case "bold":
                cells.font.bold = True
            case "clear_contents":
                cells.clear_contents()
            case "clear":
                cells.clear()
            case "height":
                cells.row_height = 15 + data
            case "row":
                rows.color = (255, 0, data)
            case "insert":
                (rows if data % 2 else cells).insert("down")
            case "delete":
                (rows if data % 2 else cells).delete("up")
            case "merge":
                cells.merge()
            case "save":
                book.save(path)
    except (ValueError, TypeError, NotImplementedError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _seen(book: xlwings.Book) -> dict[str, Any]:
    sheet = book.sheets[0]
    window = sheet.range((1, 1), (_ROWS + 4, _COLUMNS + 2))
    return {
        "values": window.raw_value,
        "formulas": window.formula,
        "formats": [cell.number_format for cell in window],
        "bold": [cell.font.bold for cell in sheet.range((1, 1), (_ROWS, 2))],
        "used": sheet.used_range.address,
        "region": sheet["B3"].current_region.address,
        "end": [sheet["B3"].end(way).address for way in ("up", "down", "left", "right")],
        "heights": [sheet.range((row, 1)).row_height for row in range(1, _ROWS)],
    }


def _in_file(path: Path) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {
        "cells": {
            cell.coordinate: (cell.value, cell.number_format, cell.font.b, cell.data_type)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None or cell.has_style
        },
        "heights": {number: sheet.row_dimensions[number].height for number in range(1, _ROWS)},
        "merged": sorted(str(area) for area in sheet.merged_cells.ranges),
    }


@pytest.mark.parametrize("seed", range(_SEEDS))
def test_random_work_has_one_result(seed: int, tmp_path: Path) -> None:
    """A difference would be a cell that changes with the size of the sheet around it."""
    rnd = random.Random(seed)
    start = tmp_path / "start.xlsx"
    book = new_book(big_sheet=10**9)
    for step in [_step(rnd) for _ in range(rnd.randrange(5))]:
        _do(book, step, start)
    book.save(start)
    book.close()
    paths = [tmp_path / "plain.xlsx", tmp_path / "stream.xlsx"]
    books = [open_book(start, big_sheet=10**9), open_book(start, big_sheet=0)]
    steps = []
    for _ in range(rnd.randint(3, 12)):
        step = _step(rnd)
        steps.append(step)
        said = [_do(b, step, path) for b, path in zip(books, paths, strict=True)]
        assert said[0] == said[1], steps
        if rnd.random() < 0.5:
            assert _seen(books[0]) == _seen(books[1]), steps
    for b, path in zip(books, paths, strict=True):
        b.save(path)
        b.close()
    assert _in_file(paths[0]) == _in_file(paths[1]), steps
    again = [open_book(paths[1], big_sheet=10**9), open_book(paths[1], big_sheet=0)]
    assert _seen(again[0]) == _seen(again[1]), steps
    for b in again:
        b.close()
