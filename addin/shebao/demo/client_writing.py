"""How the played client writes its files; nothing of what reads them is shared."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter


def write_xlsx(
    path: Path, sheet: str, head: Sequence[Sequence[Any]], rows: Sequence[Sequence[Any]]
) -> Path:
    """Write rows under a head, texts as texts."""
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(sheet)
        text = book.add_format({"num_format": "@"})
        for number, row in enumerate([*head, *rows]):
            for at, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    page.write_number(number, at, float(cell))
                elif isinstance(cell, str) and cell:
                    page.write_string(number, at, cell, text)
                elif cell is not None and cell != "":
                    page.write(number, at, cell)
    return path


def write_csv(path: Path, rows: Sequence[Sequence[Any]], encoding: str) -> Path:
    """Write rows as text."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path
