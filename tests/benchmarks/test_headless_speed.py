"""How the headless engine compares with the fastest plain writers and readers.

Prints ratios of CPU time and never asserts one.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwings
from python_calamine import CalamineWorkbook

from tests.benchmarks.measuring import ROWS, report
from tests.workbook_file.books import new_book
from workbook_file import open_book

_ROWS = ROWS
_COLUMNS = 15
_START = datetime.fromisoformat("2020-01-01")


def _row(number: int) -> list[Any]:
    return [
        str(110101199001010000 + number),
        f"职工{number}",
        "男" if number % 2 else "女",
        _START + timedelta(days=number % 900),
        number * 1.37 % 10000,
        float(number % 3000),
        number % 7,
        None if number % 5 else "x",
        number % 2 == 0,
        "正常",
        5000.25,
        0.08,
        f"单位{number % 30}",
        None,
        "ok",
    ]


_DATA = [_row(number) for number in range(1, _ROWS + 1)]


def _timed(action: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = action()
    return time.process_time() - start, result


def _xlsxwriter(path: Path) -> None:
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for number, row in enumerate(_DATA):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    book.close()


def _block(sheet: xlwings.Sheet) -> xlwings.Range:
    return sheet.range((1, 1), (_ROWS, _COLUMNS))


def _headless(path: Path) -> None:
    book = new_book(path)
    sheet = book.sheets[0]
    sheet["A:A"].number_format = "@"
    _block(sheet).raw_value = _DATA
    book.save()
    book.close()


def _read_headless(path: Path) -> Any:
    book = open_book(path)
    values = book.sheets[0].used_range.raw_value
    book.close()
    return values


def _mark(path: Path) -> None:
    """What a check command does: one column of results beside the data."""
    book = open_book(path)
    book.sheets[0].range((1, _COLUMNS + 1), (_ROWS, _COLUMNS + 1)).raw_value = [["通过"]] * _ROWS
    book.save()
    book.close()


def _other_sheet(path: Path) -> None:
    book = open_book(path)
    book.sheets.add("Other")["A1"].value = "x"
    book.save()
    book.close()


def test_speed_against_xlsxwriter_and_calamine(tmp_path: Path) -> None:
    """Ratios, so that a slow machine says the same as a fast one."""
    path = tmp_path / "headless.xlsx"
    _headless(path)  # once unmeasured: imports
    reference, _ = _timed(lambda: _xlsxwriter(tmp_path / "reference.xlsx"))
    written, _ = _timed(lambda: _headless(path))
    calamine, _ = _timed(
        lambda: CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    )
    read, values = _timed(lambda: _read_headless(path))
    marked, _ = _timed(lambda: _mark(path))
    beside, _ = _timed(lambda: _other_sheet(path))
    cells = f"{_COLUMNS} mixed columns"
    print()
    print(report(f"file engine, {cells} written", written, reference, "XlsxWriter"))
    print(report(f"file engine, {cells} read", read, calamine, "python-calamine, bare"))
    print(report("file engine, one column filled", marked, reference, "XlsxWriter, all anew"))
    print(report("file engine, another sheet changed", beside, reference, "XlsxWriter, all anew"))
    assert values[-1][0] == _DATA[-1][0]
    assert values[0][3] == _DATA[0][3]
