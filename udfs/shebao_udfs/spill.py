"""One answer per cell, in the shape of the ranges that a function was given."""

import logging
import traceback
from collections.abc import Callable
from datetime import date

from shebao_udfs.refusal import CellRefusedError, Refusal, Shown

Grid = list[list[object]]  # what xlwings hands over for a cell or a range: rows of cells
Cell = float | str | date
Answers = list[list[Cell | Refusal]]

# A whole column is a million cells; Excel would stand still for minutes.
MOST_CELLS = 200_000

_log = logging.getLogger(__name__)


def spill(answer_of: Callable[..., Cell], *grids: Grid) -> Answers:
    """Return ``answer_of`` for every cell; the shape is that of the largest grid.

    A single cell, row or column stands for every cell, row or column; a left-out argument is a
    blank cell. Grids that do not fit one another are refused as one cell.
    """
    filled = [grid or [[None]] for grid in grids]
    rows = max(len(grid) for grid in filled)
    columns = max(len(grid[0]) for grid in filled)
    if any(len(g) not in (1, rows) or len(g[0]) not in (1, columns) for g in filled):
        shapes = "、".join(f"{len(grid)}×{len(grid[0])}" for grid in filled)
        return [[Refusal(Shown.VALUE, f"各参数的区域大小不一致（行×列）：{shapes}")]]
    if rows * columns > MOST_CELLS:
        why = f"区域有 {rows * columns} 格，超过 {MOST_CELLS} 格，请不要引用整列"
        return [[Refusal(Shown.VALUE, why)]]
    tall = [grid if len(grid) == rows else grid * rows for grid in filled]
    wide = [[row if len(row) == columns else row * columns for row in grid] for grid in tall]
    return [
        [_answer(answer_of, arguments) for arguments in zip(*row, strict=True)]
        for row in zip(*wide, strict=True)
    ]


def _answer(answer_of: Callable[..., Cell], arguments: tuple[object, ...]) -> Cell | Refusal:
    try:
        return answer_of(*arguments)
    except CellRefusedError as error:
        return error.refusal
    except Exception as error:  # noqa: BLE001  # a way in: one bad cell must not blank the range
        # The message of an exception may quote an identity number; its place and kind do not.
        place = "".join(traceback.format_tb(error.__traceback__))
        _log.error("defect in a worksheet function: %s\n%s", type(error).__name__, place)
        return Refusal(Shown.VALUE, "程序内部错误，请把公式和所用的数据反馈给维护人员")


def as_cells(answers: Answers) -> Grid:
    """Return what the worksheet shows: answers, and the error of each cell without one."""
    return [[str(a.shown) if isinstance(a, Refusal) else a for a in row] for row in answers]


def as_reasons(answers: Answers, explanations: Answers | None = None) -> Grid:
    """Return why each cell has no answer; of one that has, its explanation or an empty text.

    An explanation takes fewer arguments than its answer may be wide: one cell stands for all.
    """
    return [
        [
            a.reason if isinstance(a, Refusal) else _explanation(explanations, row_no, column_no)
            for column_no, a in enumerate(row)
        ]
        for row_no, row in enumerate(answers)
    ]


def _explanation(explanations: Answers | None, row_no: int, column_no: int) -> str:
    if explanations is None:
        return ""
    row = explanations[min(row_no, len(explanations) - 1)]
    told = row[min(column_no, len(row) - 1)]
    return told if isinstance(told, str) else ""
