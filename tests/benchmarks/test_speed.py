"""How fast the product is, as ratios; reported, never asserted.

``sh scripts/bench.sh`` puts the figures into docs/performance.md.
"""

import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from shebao.sandbox.people.people import make_people
from shebao.sheets.declared.employee_sheets import ROSTER, RosterRow
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.row import SheetRow
from shebao.sheets.table import SheetTable
from shebao.templates import new_workbook
from shebao.workbooks import open_workbook, save_workbook
from tests.benchmarks.measuring import ROWS, RUNS, click, report, seconds
from tests.pairs import write_pair
from tests.sheet_cells import Row, typed

HEADS = ["110|企业职工基本养老保险", "210|失业保险", "310|职工基本医疗保险", "410|工伤保险"]


def roster_rows(count: int) -> list[Row]:
    ticks = dict.fromkeys(HEADS, TICK)
    return [
        {
            "name": person.name,
            "id_type": person.id_type,
            "id_number": person.id_number,
            "unit_no": "520100000001",
            "state": "正常缴费",
            "group": "",
            "person_no": f"{number:012d}",
            "key": person.id_number,
            **ticks,
        }
        for number, person in enumerate(make_people(count, 1))
    ]


def write_raw(path: Path, rows: list[Row]) -> None:
    """The floor: the same cells by XlsxWriter and nothing else."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, value in enumerate(row.values()):
                if value:
                    sheet.write_string(at, column, str(value))


def write_ours(path: Path, rows: list[SheetRow]) -> None:
    book = open_workbook(path)
    table: SheetTable[Any] = SheetTable(book, ROSTER)
    table.replace(rows, HEADS)
    save_workbook(book, path, "")
    book.close()


def import_xlwings() -> None:
    """Start Python with what any add-in of this kind imports, and leave."""
    subprocess.run([sys.executable, "-c", "import xlwings"], check=True)


def write_openpyxl(path: Path, rows: list[Row]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row.values()))
    book.save(path)


def read_openpyxl(path: Path) -> None:
    book = openpyxl.load_workbook(path, read_only=True)
    list(book[ROSTER.title].iter_rows(values_only=True))
    book.close()


def read_ours(path: Path) -> list[RosterRow]:
    book = open_workbook(path)
    try:
        return SheetTable(book, ROSTER).rows()
    finally:
        book.close()


def test_roster_into_the_sheet_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the clerk waits for after 更新职工."""
    rows = roster_rows(ROWS)
    ours_of_them = [typed(ROSTER, row) for row in rows]
    ours, raw = new_workbook(tmp_path / "ours.xlsx"), tmp_path / "raw.xlsx"

    floor = seconds(lambda: write_raw(raw, rows))
    fresh = [new_workbook(tmp_path / f"{at}.xlsx") for at in range(RUNS - 1)] + [ours]
    written = seconds(lambda: write_ours(fresh.pop(0), ours_of_them))
    again = seconds(lambda: write_ours(ours, ours_of_them))
    openpyxl_wrote = seconds(lambda: write_openpyxl(tmp_path / "o.xlsx", rows))
    pandas_wrote = seconds(lambda: pd.DataFrame(rows).to_excel(tmp_path / "p.xlsx", index=False))
    floor_read = seconds(
        lambda: CalamineWorkbook.from_path(str(ours)).get_sheet_by_name(ROSTER.title).to_python()
    )
    read: list[Any] = []
    took = seconds(lambda: read.append(read_ours(ours)))
    openpyxl_read = seconds(lambda: read_openpyxl(ours))
    pandas_read = seconds(
        lambda: pd.read_excel(ours, sheet_name=ROSTER.title, dtype=str, engine="calamine")
    )

    assert [r.id_number for r in read[-1]] == [r["id_number"] for r in rows]
    with capsys.disabled():
        print()
        print(
            report(
                "roster into an empty sheet",
                written,
                floor,
                "XlsxWriter",
                goal=0.4,
                peers={"openpyxl": openpyxl_wrote, "pandas": pandas_wrote},
            )
        )
        print(report("roster into a used sheet", again, floor, "XlsxWriter", goal=0.4))
        print(
            report(
                "roster read back",
                took,
                floor_read,
                "python-calamine, bare",
                goal=1.5,
                peers={"openpyxl": openpyxl_read, "pandas": pandas_read},
            )
        )


def test_start_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each click may start Python."""
    book = new_workbook(tmp_path / "book.xlsx")
    run = ["run", "tick_rows", "--book", str(book), "--set", "操作表=缴费工资申报"]

    floor = seconds(import_xlwings)
    ours = median(click(*run).seconds for _ in range(RUNS))

    with capsys.disabled():
        print()
        print(report("a click that does little", ours, floor, "import xlwings", goal=0.9, rows=1))


@pytest.mark.slow
def test_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole round of a small employer."""
    pair = write_pair(tmp_path, kind="enterprise", layout=0, people=60, seed=1)
    command = [sys.executable, "-m", "shebao.cli", "demo", "--out", str(tmp_path / "out")]
    command += ["--roster", str(pair.roster_path), "--payroll", str(pair.payroll_path)]

    floor = seconds(import_xlwings)
    ours = seconds(lambda: subprocess.run(command, check=True, capture_output=True))

    with capsys.disabled():
        print()
        print(report("shebao demo", ours, floor, "import xlwings", rows=60))
