"""The streamed sheet and the plain sheet are told apart by speed only.

Random work is done on one workbook twice, once with every sheet held cell by cell and once with
every sheet streamed; what is read, and what openpyxl reads from the saved files, must agree.
"""

import os
import random
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings

from tests.workbook_file.books import new_book, with_parts
from workbook_file import open_book
from workbook_file.parts.worksheet import cut_sheet_data

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
    "hide",
    "row",
    "insert",
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
    elif action in ("hide", "row"):
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
            case "hide":
                cells.rows.hidden = bool(data % 2)
            case "row":
                rows.color = (255, 0, data)
            case "insert":
                rows.insert("down")
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
        "used": sheet.used_range.address,
        "hidden": [sheet.range((row, 1)).rows.hidden for row in range(1, _ROWS)],
    }


def _in_file(path: Path) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {
        "cells": {
            cell.coordinate: (
                *(cell.value, cell.data_type, cell.number_format),
                *(cell.font.b, cell.fill.fgColor.rgb),
            )
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None or cell.has_style
        },
        "hidden": {number: sheet.row_dimensions[number].hidden for number in range(1, _ROWS)},
    }


@pytest.mark.parametrize("seed", range(_SEEDS))
def test_random_work_has_one_result(seed: int, tmp_path: Path) -> None:
    """A difference would be a cell that changes with the size of the sheet around it."""
    rnd = random.Random(seed)
    start = tmp_path / "start.xlsx"
    book = new_book(start, big_sheet=10**9)
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


def _of_edges(path: Path, filled: range, below: int, formula: tuple[int, int]) -> Path:
    """Rows of texts amid cells that hold nothing and look like nothing, as Excel leaves them."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in filled:
        for column in range(3, 6):
            sheet.cell(row, column).value = f"{row}/{column}"
    sheet.cell(*formula).value = "=1+1"
    book.save(path)

    def surround(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        head, rows, tail = cut_sheet_data(parts[name])
        data = re.sub(r'(<row r="(\d+)"[^>]*>)', r'\1<c r="A\2"/>', rows.decode())
        data = re.sub(r'(<c r="E(\d+)".*?</c>)', r'\1<c r="H\2"/>', data)
        before = "".join(f'<row r="{n}"><c r="B{n}"/></row>' for n in range(1, filled[0]))
        after = range(filled[-1] + 1, filled[-1] + 1 + below)
        data += "".join(f'<row r="{n}"><c r="B{n}"/></row>' for n in after)
        parts[name] = f"{head}<sheetData>{before}{data}</sheetData>{tail}".encode()

    return with_parts(path, surround)


@pytest.mark.parametrize(
    ("filled", "below", "formula"),
    [
        (range(1, 2), 0, (1, 3)),
        (range(17, 18), 16, (17, 5)),
        (range(49, 50), 4200, (49, 4)),
        (range(90, 4300), 48, (4250, 4)),
        (range(4097, 4098), 15, (4097, 3)),
    ],
)
def test_the_used_part_and_its_formulas_are_found_wherever_they_stand(
    filled: range, below: int, formula: tuple[int, int], tmp_path: Path
) -> None:
    """A row left out at the edge would be a person who is not filed."""
    path = _of_edges(tmp_path / "edges.xlsx", filled, below, formula)
    seen = []
    for big in (10**9, 0):
        book = open_book(path, big_sheet=big)
        sheet = book.sheets[0]
        first, last = max(1, formula[0] - 2), formula[0] + 2
        blocks = [
            sheet.range((first, at), (last, to)).formula
            for at, to in ((1, 8), (3, 3), (4, 4), (5, 5), (6, 8), (4, 5))
        ]
        used = sheet.used_range.address
        sheet.range((filled[-1] + 20, 4), (filled[-1] + 30, 4)).raw_value = "x"
        sheet.range((filled[-1] + 20, 4), (filled[-1] + 30, 4)).clear_contents()
        sheet.range((filled[0], 7)).raw_value = "=2+2"
        after = sheet.range((filled[0], 6), (filled[0] + 1, 7)).formula
        seen.append((used, blocks, sheet.used_range.address, after))
        book.close()

    assert seen[0] == seen[1]
    assert seen[0][0] == f"$C${filled[0]}:$E${filled[-1]}"
