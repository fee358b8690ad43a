"""Every worksheet function over COM, with single cells and with ranges, against a plain call of it.

    app\\python.exe com_functions.py REPOSITORY

Exit status 1 when an answer is not the one that the function gives when it is called in Python.
"""

import sys
import time
from datetime import date, datetime
from pathlib import Path
from statistics import median

sys.path[:0] = [sys.argv[1], str(Path(__file__).parent)]
import com_excel

from shebao_udfs import server as functions
from tests.com_stand_in import application

REGION, MONTH = "520100", "2026-11"
WAGES = [[8000.0], [100.0], [99_999.0], [None], ["x"]]
IDS = [["11010519491231002X"], ["110105194912310021"], [None]]
LINES = [
    ["证件号码", "费款所属期", "单位应缴", "个人应缴", "应补(退)费额"],
    [IDS[0][0], MONTH, 1.0, 2.0, 3.0],
]
RATED = [["110", REGION, MONTH]]
PREMIUM = [[wage, *RATED[0]] for wage in (8000.0, WAGES)]
CALLS: dict[str, list[list[object]]] = {
    "SB_BASE": PREMIUM,
    "SB_UNIT": [*PREMIUM, [8000.0, [["110", "410"]], REGION, MONTH, 0.004]],
    "SB_PERSON": PREMIUM,
    "SB_TOTAL": PREMIUM,
    "SB_RATE": [[*RATED[0], "单位"], ["110", REGION, MONTH, [["单位", "个人", "合计"]]]],
    "SB_FLOOR": [*RATED, [[["110"], ["310"]], REGION, MONTH]],
    "SB_CAP": [*RATED, ["110", [[REGION], ["000000"]], MONTH]],
    "SB_ID_CHECK": [[IDS[0][0]], [IDS]],
    "SB_BIRTH": [[IDS[0][0]], [IDS]],
    "SB_SEX": [[IDS[0][0]], [IDS]],
    "SB_AGE": [[IDS[0][0], datetime(2026, 11, 30)], [IDS, datetime(2026, 11, 30)]],  # noqa: DTZ001
    "SB_TAX_ID_CHECK": [["91520100MA6EXAMPL1"], [[["91520100MA6EXAMPL1"], ["9"]]]],
    "SB_LATE_FEE": [
        [amount, "2026-05", REGION, datetime(2026, 11, 30)]  # noqa: DTZ001
        for amount in (8000.0, [[8000.0], [1.0]])
    ],
    "SB_STATUS": [
        [who, [["证件号码", "申报状态"], [IDS[0][0], "申报成功"]]] for who in (IDS[0][0], IDS)
    ],
    "SB_AMOUNT": [[who, MONTH, "个人", LINES] for who in (IDS[0][0], IDS)],
    "SB_WHY": [["SB_UNIT", wage, "110", REGION, "2019-01"] for wage in (8000.0, WAGES)],
}


def rows(value: object) -> list[list[object]]:
    return value if isinstance(value, list) else [[value]]


def plain(cell: object) -> object:
    """A date comes back as a moment, an empty text as nothing."""
    if isinstance(cell, date):
        return (cell.year, cell.month, cell.day)
    return None if cell == "" else cell


def seen(answer: object) -> list[list[object]]:
    """Return rows: CallUDF gives one cell as a value, one row as a flat one."""
    if not isinstance(answer, tuple):
        return [[plain(answer)]]
    if not isinstance(answer[0], tuple):
        return [[plain(cell) for cell in answer]]
    return [[plain(cell) for cell in row] for row in answer]


def main() -> int:
    """Ask each function by values and by ranges of a sheet."""
    faults, spent = 0, dict[str, list[float]](values=[], ranges=[])
    with com_excel.played() as excel:
        sheet = excel.book.sheets[0]
        opened = application.Workbook(excel._world, excel._opened)  # noqa: SLF001
        grid = opened.Worksheets.Item(1)
        dll = com_excel.Dll()
        for name, cases in CALLS.items():
            for arguments in cases:
                column, ranges = 1, []
                for argument in arguments:
                    cells = rows(argument)
                    area = sheet.range((1, column)).resize(len(cells), len(cells[0]))
                    area.number_format = "@" if isinstance(cells[0][0], str) else "General"
                    area.value = cells
                    ranges.append(com_excel.outward(grid.Range(area.get_address())))
                    column += len(cells[0]) + 1
                wanted = getattr(functions, name)(*map(rows, arguments))
                by_value = [tuple(map(tuple, a)) if isinstance(a, list) else a for a in arguments]
                for kind, given in (("values", by_value), ("ranges", ranges)):
                    began = time.monotonic()
                    answer = dll.server().CallUDF("shebao_udfs.server", name, given, None, None)
                    spent[kind].append(time.monotonic() - began)
                    if seen(answer) != [[plain(cell) for cell in row] for row in wanted]:
                        faults += 1
                        print(f"   {name} by {kind}: {answer!r}, not {wanted!r}", flush=True)
                sheet.clear()
    left = set(functions.__all__) ^ set(CALLS)
    for kind, times in spent.items():
        typical = f"{median(times) * 1000:.0f} ms"
        print(f"   {len(CALLS)} functions by {kind}: {len(times)} calls, the first "
              f"{times[0]:.1f} s, half of them below {typical}", flush=True)  # fmt: skip
    print(f"   not as in Python: {faults}; not asked: {sorted(left)}", flush=True)
    return 1 if faults or left else 0


if __name__ == "__main__":
    sys.exit(main())
