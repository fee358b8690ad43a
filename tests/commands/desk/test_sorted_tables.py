"""Every command does the same on tables that were sorted before it, rows hidden besides."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from scripts.template.marks import filtered_columns
from shebao.domain.errors import SheetError
from shebao.domain.outcome import Outcome
from shebao.sheets.cells import as_typed
from shebao.sheets.declared.catalogue import SHEETS
from shebao.workbooks import open_workbook
from tests.commands.desk.test_engine_calls import FEW, every_command
from tests.sheet_cells import SheetTable

# What two runs never share: times, numbers that are drawn anew, ports.
DRAWN = re.compile(r"\d{14}|\d\d:\d\d|127\.0\.0\.1:\d+|备份_\d+_\d+|恢复前_\d+_\d+|指纹 [0-9A-F-]+")
# The walk takes the first person, or the first group, of a table for these.
OF_THE_FIRST = {
    "show_employee",
    "rename_group",
    "query_employee_record",
    "print_employee_record",
    "export_employee_record",
    "add_employee",
}
ADDRESS = r"(\$?[A-Z]{1,3}\$?)"


@dataclass
class Sorting:
    """What stands for Excel here, and for a clerk who sorts each table between two clicks."""

    book: xw.Book
    sorts: bool
    calls: int = 0

    def reset(self) -> None:
        """Sort; the walk says so before each command."""
        for spec in SHEETS if self.sorts else ():
            if filtered_columns(spec):
                _sort(SheetTable(self.book, spec))


def _sort(table: SheetTable) -> None:
    try:
        place = table._place()
    except SheetError:
        return
    first, count = place.header_row + 1, place.last_row - place.header_row
    if count < 1:
        return
    block = table._sheet.range((first, 1), (place.last_row, place.last_column))
    rows = list(enumerate(as_typed(block, count)))
    rows.sort(key=lambda row: [str(cell) for cell in row[1][2:]], reverse=True)
    block.raw_value = [
        [_moved(cell, first + was, first + now) for cell in cells]
        for now, (was, cells) in enumerate(rows)
    ]
    for number in range(first, place.last_row + 1, 2):
        table._sheet.range(f"{number}:{number}").rows.hidden = True


def _moved(cell: object, was: int, now: int) -> object:
    """A formula that names its own row names the new one."""
    if isinstance(cell, str) and cell.startswith("="):
        return re.sub(rf"{ADDRESS}{was}\b", rf"\g<1>{now}", cell)
    return cell


def _opening(*, sorts: bool) -> Callable[[Path], AbstractContextManager[Any]]:
    @contextmanager
    def opened(path: Path) -> Iterator[Sorting]:
        book = open_workbook(path)
        try:
            yield Sorting(book, sorts)
        finally:
            book.close()

    return opened


def _walked(folder: Path, *, sorts: bool) -> dict[str, str]:
    folder.mkdir()
    said: dict[str, str] = {}

    def told(command_id: str, _book: xw.Book, outcome: Outcome) -> None:
        said[command_id] = DRAWN.sub("#", outcome.message.replace(str(folder), ""))

    def opening(path: Path) -> AbstractContextManager[Any]:
        copy = folder / "模板.xlsx"
        shutil.copyfile(path, copy)
        return _opening(sorts=sorts)(copy)

    every_command(folder, FEW, "enterprise", opening, told)
    return said


@pytest.mark.slow
def test_every_command_finds_its_rows_in_sorted_tables(tmp_path: Path) -> None:
    """Clerks sort by amount and by name; what is filed and paid must not hang on it."""
    plain = _walked(tmp_path / "plain", sorts=False)
    is_sorted = _walked(tmp_path / "sorted", sorts=True)

    assert set(is_sorted) == set(plain)
    different = {name for name in plain if plain[name] != is_sorted[name]}
    assert different <= OF_THE_FIRST
