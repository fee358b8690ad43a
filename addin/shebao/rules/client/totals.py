"""A printed total held against the rows above it: those in doubt count, and are named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shebao.domain.money import yuan
from shebao.rules.cell_text import amount_of, compact, shown
from shebao.rules.client.table import ClientTable

_MOST_NAMED = 5


@dataclass(slots=True)
class _Column:
    """What one column's rows come to, in fen; ``odd`` says of rows why their cell did not count."""

    sure: int = 0
    doubtful: int = 0
    odd: list[str] = field(default_factory=list)
    doubts: list[int] = field(default_factory=list)


class Sums:
    """What a table's columns of amounts add up to, row by row."""

    def __init__(self, table: ClientTable, columns: Iterable[int]) -> None:
        self._table = table
        self._columns = {index: _Column() for index in columns}

    def add(self, number: int, row: Sequence[object], *, in_doubt: bool = False) -> None:
        """Let a row count; ``in_doubt`` when it was not taken, which the total may know or not."""
        for index, column in self._columns.items():
            cell = row[index] if index < len(row) else None
            amount = amount_of(cell)
            if amount.fen is None:
                if compact(cell):
                    column.odd.append(f"第 {number} 行“{shown(cell)}”{amount.problem}")
            elif in_doubt:
                column.doubtful += amount.fen
                column.doubts += [number] if amount.fen else []
            else:
                column.sure += amount.fen

    def pass_over(self, number: int, row: Sequence[object]) -> None:
        """Remember the amounts of a row that is nobody's and no total."""
        for index, column in self._columns.items():
            cell = row[index] if index < len(row) else None
            fen = amount_of(cell).fen
            if fen:
                said = f"第 {number} 行 {yuan(fen)} 元既没有姓名和证件号码，也不是合计，没有计入"
                column.odd.append(said)

    def fault(self, row: Sequence[object]) -> str:
        """Say which total of this row is not what the rows above come to; empty when all are."""
        for index, column in self._columns.items():
            total = amount_of(row[index]).fen if index < len(row) else None
            summed = column.sure + column.doubtful
            if total is None or total in (summed, column.sure):
                continue
            doubts = "、".join(map(str, column.doubts[:_MOST_NAMED]))
            told = [
                *column.odd[:_MOST_NAMED],
                *([f"有疑问的第 {doubts} 行已计入"] if doubts else []),
            ]
            said = f"（{'；'.join(told)}）" if told else ""
            return (
                f"的工作表“{self._table.sheet}”合计行“{self._table.titles[index]}”是"
                f" {yuan(total)} 元，各行相加是 {yuan(summed)} 元"
                f"{said}，文件不完整或被改动"
            )
        return ""
