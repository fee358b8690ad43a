"""A foreign file read in this process: hundreds of small ones cost a start of Python each else.

That the process of its own reads the same, tests/sheets and every click hold.
"""

from pathlib import Path

from shebao.rules.payroll.payroll_reading import Sheet
from shebao.sheets.outside_file import MAX_CELLS
from shebao.sheets.outside_reader import grids_of


def grids_here(path: Path) -> list[Sheet]:
    return list(grids_of(path.read_bytes(), path.stem, path.suffix.lower(), MAX_CELLS))
