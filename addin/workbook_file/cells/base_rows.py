"""The rows of a large sheet as text: found by number, cut into cells only when asked."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from workbook_file.cells.bulk_reading import read_column, read_matrix
from workbook_file.cells.cells import Cell
from workbook_file.cells.layers import RowStyle
from workbook_file.cells.plain_grid import PlainGrid, Surroundings
from workbook_file.cells.rows import Row, cleaned, opening_attributes, parse_cells
from workbook_file.parts.addresses import Rect, column_letters, column_number

_START = re.compile(rb'<row r="(\d+)"')
_STYLED = re.compile(r'<c r="([A-Z]+)\d+"(?: s="(\d+)")?(?=[ >/])(?![^>]* s=")')
_PIECE = re.compile(r'<c r="([A-Z]+)\d+"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_FORMULA_COLUMN = re.compile(rb'<c r="([A-Z]+)\d+"[^>]*><f')
_CELL = b'<c r="'
_UNCLEAN = (b"<![CDATA[", b"<!--", b"<v/>", b"<v></v>", b"<v />")  # what ``cleaned`` takes out
_DIGITS = b'0123456789"'
_FEW_ROWS = 500
_FEW_COLUMNS = 5  # read one by one they cost less than all of a sheet at once


class BaseRows:
    """What a sheet held when it was read; never changed, save for shared formulas.

    Kept as UTF-8: one Chinese name makes every character of a text take two bytes.
    """

    def __init__(self, around: Surroundings, xml: bytes) -> None:
        self._around = around
        is_clean = not any(sign in xml for sign in _UNCLEAN)
        self._take(xml if is_clean else cleaned(xml.decode()).encode())
        rows, cells = self._xml.count(b"<row"), self._xml.count(b"<c")
        if rows != len(self._numbers) or cells != self._xml.count(_CELL) or not self._sorted():
            # Written by a program that leaves places out or in another order.
            self._cut_up()

    def _cut_up(self) -> None:
        """Hold the same cells as this engine would write them."""
        self._take("".join(PlainGrid.parse(self._around, self._xml.decode()).render()).encode())

    def _take(self, xml: bytes) -> None:
        self._xml = xml
        found = [(int(match[1]), match.start()) for match in _START.finditer(xml)]
        self._numbers = [number for number, _ in found]
        self._starts = [start for _, start in found]
        self._starts.append(len(xml))
        self._matrix: list[list[Any]] | None = None
        self._read: dict[int, list[Any]] = {}
        self._extent: Rect | None = None
        self._extent_known = False
        self._texts: tuple[int, int, list[str]] = (0, 0, [])
        self._parsed: tuple[int, int, list[dict[int, Cell]]] = (0, 0, [])
        self._styled: tuple[int, int, list[dict[str, str]]] = (0, 0, [])
        self._styled_rows = b"customFormat" in xml
        self._has_shared = b't="shared"' in xml

    def _sorted(self) -> bool:
        return all(a < b for a, b in zip(self._numbers, self._numbers[1:], strict=False))

    def unshare(self) -> None:
        """Give cells of shared formulas their own ones, before any cell is replaced."""
        if self._has_shared:
            self._cut_up()

    @property
    def last_row(self) -> int:
        return self._numbers[-1] if self._numbers else 0

    def any_rows(self, row1: int, row2: int) -> bool:
        """Whether a row between the two is there."""
        at = bisect_left(self._numbers, row1)
        return at < len(self._numbers) and self._numbers[at] <= row2

    def text(self, row1: int, row2: int) -> str:
        """The rows between the two as they stand."""
        start, end = self._span(row1, row2)
        return self._xml[start:end].decode()

    def _span(self, row1: int, row2: int) -> tuple[int, int]:
        """Where the rows between the two begin and end."""
        low, high = bisect_left(self._numbers, row1), bisect_left(self._numbers, row2 + 1)
        return self._starts[low], self._starts[high]

    def _row_text(self, number: int) -> str:
        at = bisect_left(self._numbers, number)
        if at == len(self._numbers) or self._numbers[at] != number:
            return ""
        return self._xml[self._starts[at] : self._starts[at + 1]].decode()

    def texts(self, row1: int, row2: int) -> list[str]:
        """The XML of every row between the two, empty where there is none; kept for the next."""
        if self._texts[:2] != (row1, row2):
            low, high = bisect_left(self._numbers, row1), bisect_left(self._numbers, row2 + 1)
            rows = [""] * (row2 - row1 + 1)
            for at in range(low, high):
                row = self._xml[self._starts[at] : self._starts[at + 1]]
                rows[self._numbers[at] - row1] = row.decode()
            self._texts = (row1, row2, rows)
        return self._texts[2]

    def pieces(self, number: int) -> dict[int, str]:
        """The XML of a row's cells by column."""
        text = self._row_text(number)
        return {column_number(found[1]): found[0] for found in _PIECE.finditer(text)}

    def column_pieces(self, column: int, row1: int, row2: int) -> list[str]:
        """The XML of a column's cells as it stands, one text per row."""
        cell = rf'(<c r="{column_letters(column)}(\d+)"[^>]*?(?:/>|>.*?</c>))'
        out = [""] * (row2 - row1 + 1)
        for text, number in re.findall(cell, self.text(row1, row2), re.DOTALL):
            out[int(number) - row1] = text
        return out

    def attributes(self, number: int) -> str:
        """The row's attributes but its number."""
        return opening_attributes(self._row_text(number))

    @property
    def row_styles(self) -> RowStyle:
        """The styles that rows give to cells that do not exist yet, if any row does."""
        return self.row_style if self._styled_rows else None

    def row_style(self, number: int) -> int | None:
        """The style that the row gives to cells that do not exist yet."""
        return Row(self.attributes(number)).style if self._styled_rows else None

    def _rows(self, row1: int, row2: int) -> list[dict[int, Cell]]:
        """The cells of rows by column; the last rows asked for are kept."""
        if self._parsed[:2] != (row1, row2):
            texts = self.texts(row1, row2)
            self._parsed = (row1, row2, [parse_cells(text) if text else {} for text in texts])
        return self._parsed[2]

    def cells(self, rect: Rect) -> list[list[Cell | None]]:
        """The cells of a rectangle by row; None where there is none."""
        columns = range(rect.column1, rect.column2 + 1)
        if not self.any_rows(rect.row1, rect.row2):
            return [[None] * len(columns) for _ in range(rect.row1, rect.row2 + 1)]
        return [[row.get(c) for c in columns] for row in self._rows(rect.row1, rect.row2)]

    def column(self, column: int, row1: int, row2: int) -> Sequence[Cell | None]:
        """The cells of a column between two rows."""
        if not self.any_rows(row1, row2):
            return [None] * (row2 - row1 + 1)
        return [row.get(column) for row in self._rows(row1, row2)]

    def styled_column(self, column: int, row1: int, row2: int) -> list[Cell | None]:
        """Like ``column``, with the styles of the cells only."""
        if not self.any_rows(row1, row2):
            return [None] * (row2 - row1 + 1)
        if self._styled[:2] != (row1, row2):
            texts = self.texts(row1, row2)
            self._styled = (row1, row2, [dict(_STYLED.findall(text)) for text in texts])
        letters = column_letters(column)
        made: dict[str | None, Cell | None] = {None: None}
        for row in self._styled[2]:
            style = row.get(letters)
            if style not in made:
                made[style] = Cell(int(style or 0))
        return [made[row.get(letters)] for row in self._styled[2]]

    def has_formulas(self) -> bool:
        return b"<f" in self._xml

    def has_formulas_in(self, rect: Rect) -> bool:
        """Whether a formula may stand in the rectangle."""
        start, end = self._span(rect.row1, rect.row2)
        if self._xml.find(b"<f", start, end) < 0:
            return False
        letters = _FORMULA_COLUMN.findall(self._xml, start, end)
        if len(letters) != self._xml.count(b"<f", start, end):
            return True  # written in a way that the pattern does not know
        columns = (column_number(at.decode()) for at in set(letters))
        return any(rect.column1 <= column <= rect.column2 for column in columns)

    def has_blanks(self) -> bool:
        """Whether a cell is there without content."""
        return b"/><c " in self._xml or b"/></row>" in self._xml

    def extent(self) -> Rect | None:
        """The rectangle around the cells that are there."""
        if not self._extent_known:
            self._extent = self._measured()
            self._extent_known = True
        return self._extent

    def _measured(self) -> Rect | None:
        xml, starts = self._xml, self._starts
        columns: set[bytes] = set()
        rows: list[int] = []
        for number, start, end in zip(self._numbers, starts, starts[1:], strict=False):
            first = xml.find(_CELL, start, end)
            if first >= 0:
                rows.append(number)
                last = xml.rfind(_CELL, first, end)
                for at in (first + len(_CELL), last + len(_CELL)):
                    columns.add(xml[at : at + 3])
        if not rows:
            return None
        numbers = [column_number(text.rstrip(_DIGITS).decode()) for text in columns]
        return Rect(rows[0], min(numbers), rows[-1], max(numbers))

    def values(self, rect: Rect, besides: Sequence[int] = ()) -> list[list[Any]]:
        """Values by row; columns in ``besides`` stay None."""
        height, width = rect.shape
        out: list[list[Any]]
        wanted = set(range(rect.column1, rect.column2 + 1)) - set(besides)
        if not wanted or not self.any_rows(rect.row1, rect.row2):
            return [[None] * width for _ in range(height)]
        few = len(wanted | self._read.keys()) <= _FEW_COLUMNS
        if height <= _FEW_ROWS or (self._matrix is None and not few and b't="d"' in self._xml):
            rows = self._rows(rect.row1, rect.row2)
            return [self._parsed_values(row, rect, wanted) for row in rows]
        if self._matrix is None and few:
            columns = range(rect.column1, rect.column2 + 1)
            read = [self._column(c, rect) if c in wanted else [None] * height for c in columns]
            return list(map(list, zip(*read, strict=True)))
        if self._matrix is None:
            self._matrix = self._read_all()
        lines = self._matrix[rect.row1 - 1 : rect.row2]
        total = len(lines[0]) if lines else 0
        low, high = rect.column1 - 1, min(rect.column2, total)
        gap = [None] * (rect.column2 - max(high, low))
        out = [line[low:high] + gap for line in lines]
        out += [[None] * width for _ in range(height - len(out))]
        for column in set(besides):
            for line in out:
                line[column - rect.column1] = None
        return out

    def _column(self, column: int, rect: Rect) -> list[Any]:
        """The values of a column in the rectangle's rows."""
        if column not in self._read:
            values: list[Any] = [None] * self.last_row
            around = self._around
            for row, value in read_column(self._xml, column, around.settler, around.strings):
                values[row - 1] = value
            self._read[column] = values
        values = self._read[column][rect.row1 - 1 : rect.row2]
        return values + [None] * (rect.shape[0] - len(values))

    def _parsed_values(self, row: dict[int, Cell], rect: Rect, wanted: set[int]) -> list[Any]:
        line: list[Any] = [None] * (rect.column2 - rect.column1 + 1)
        for column, cell in row.items():
            if column in wanted and cell.inner:
                line[column - rect.column1] = self._around.value(cell)
        return line

    def _read_all(self) -> list[list[Any]]:
        settler = self._around.settler
        return read_matrix(
            self._xml,
            self._around.strings_part() if b't="s"' in self._xml else None,
            settler.styles.date_styles(),
            date1904=settler.date1904,
        )
