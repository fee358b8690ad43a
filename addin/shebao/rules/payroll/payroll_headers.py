"""Where the header of a payroll sheet stands, and what each column is called."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from shebao.domain.printable import printable
from shebao.rules.cell_text import compact, id_number_of
from shebao.rules.payroll.payroll_reading import Grid

HEADER_SEARCH_ROWS = 20
_MOST_HEADER_ROWS = 3

_ID_NAME = re.compile(
    "(员工|职工|人员|个人|本人)?(居民|公民|有效)?(身份证(件)?(号码|号|编号)?|(身份|证件|证照)(号码|号))"
)
_NAME_NAMES = frozenset({"姓名", "员工姓名", "职工姓名", "人员姓名", "名字"})
_PERHAPS_NAMES = frozenset({"员工", "职工"})  # or staff numbers
_OPEN, _CLOSE = r"[(\[{<【〔〖《〈「『]", r"[)\]}>】〕〗》〉」』]"
REMARK = re.compile(f"{_OPEN}(.*?){_CLOSE}")  # in any brackets


@dataclass(frozen=True, slots=True)
class Column:
    """One column's own header and the merged header above it, both possibly empty."""

    index: int
    header: str
    group: str

    @property
    def title(self) -> str:
        """The header as shown to the user."""
        return f"{self.group}/{self.header}" if self.group else self.header


@dataclass(frozen=True, slots=True)
class Header:
    """The header rows of a sheet, counted from 0, and the columns under them."""

    first_row: int
    last_row: int
    columns: tuple[Column, ...]


def letter_of(index: int) -> str:
    """Return the letters of a column counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def bare(header: str) -> str:
    """Return a header without spaces, stars, units and remarks in parentheses."""
    return REMARK.sub("", compact(header)).strip("*:#、.")


def layout_shape(headers: Sequence[str]) -> str:
    """Return a digest that is equal for sheets whose headers are equal, column by column."""
    titles = [compact(header) for header in headers]
    while titles and not titles[-1]:
        titles.pop()
    return hashlib.sha256("\x1f".join(map(printable, titles)).encode()).hexdigest()[:16]


def is_id_header(header: str) -> bool:
    """Whether a header names the identity number; ``身份证号/护照号`` does."""
    return any(_ID_NAME.fullmatch(part) for part in re.split("[/或]", bare(header)))


def is_name_header(header: str) -> bool:
    """Whether a header names the person."""
    return bare(header) in _NAME_NAMES | _PERHAPS_NAMES


def is_surely_name_header(header: str) -> bool:
    """Whether a header names the person's name and could be nothing else."""
    return bare(header) in _NAME_NAMES


def find_header(grid: Grid, ids: frozenset[str]) -> Header | None:
    """Return the header of a sheet that lists people by id number, else None.

    Without a header that names the id, a column that holds the roster's own ids will do.
    """
    found = [
        (row, any(map(is_name_header, _texts(grid[row]))))
        for row in range(min(HEADER_SEARCH_ROWS, len(grid)))
        if any(map(is_id_header, _texts(grid[row])))
    ]
    if not found:
        return _header_above_ids(grid, ids)
    anchor = next((row for row, named in found if named), found[0][0])
    return _block(grid, anchor)


def _texts(row: Sequence[object]) -> list[str]:
    return [compact(cell) if isinstance(cell, str) else "" for cell in row]


def _header_above_ids(grid: Grid, ids: frozenset[str]) -> Header | None:
    for number, row in enumerate(grid[: HEADER_SEARCH_ROWS + 1]):
        if number and any(isinstance(c, str) and id_number_of(c).id_number in ids for c in row):
            return _block(grid, number - 1)
    return None


def _block(grid: Grid, anchor: int) -> Header:
    first, last = anchor, anchor
    if anchor and _is_group_row(grid[anchor - 1]):
        first -= 1
    texts = _texts(grid[anchor])
    keys = [i for i, text in enumerate(texts) if is_id_header(text) or is_name_header(text)]
    while (
        last + 1 < len(grid)
        and last + 1 - first < _MOST_HEADER_ROWS
        and _goes_on(grid[last + 1], keys)
    ):
        last += 1
    return Header(first, last, _columns(grid[first : last + 1]))


def _is_group_row(row: Sequence[object]) -> bool:
    """A row of merged headers above the header; not a title and not a line of remarks."""
    filled = [i for i, cell in enumerate(row) if compact(cell)]
    texts = _texts(row)
    return (
        bool(filled)
        and all(texts[i] and ":" not in texts[i] for i in filled)
        and (len(filled) > 1 or filled[0] > 0)
    )


def _goes_on(row: Sequence[object], keys: list[int]) -> bool:
    """Whether a row still belongs to the header: two texts or more, no number, no person."""
    if any(isinstance(cell, (int, float)) for cell in row):
        return False
    texts = _texts(row)
    if any(key < len(texts) and texts[key] for key in keys):
        return False
    if any(":" in text or re.fullmatch("[0-9.,]+", text) for text in texts):
        return False
    return sum(map(bool, texts)) > 1


def _columns(rows: Grid) -> tuple[Column, ...]:
    width = max(map(len, rows))
    grid = [_texts(row) + [""] * (width - len(row)) for row in rows]
    columns = []
    for index in range(width):
        own = [i for i in range(len(grid)) if grid[i][index]]
        if not own:
            columns.append(Column(index, "", ""))
            continue
        depth = own[-1]
        above = (_group(grid, i, index) for i in range(depth - 1, -1, -1))
        group = next((text for text in above if text), "")
        header = grid[depth][index]
        columns.append(Column(index, header, group if group != header else ""))
    return tuple(columns)


def _group(grid: list[list[str]], row: int, index: int) -> str:
    """Return the nearest text to the left, where a cell merged over columns holds its text.

    A text with nothing under it is a column's own header, merged downwards, and no group.
    """
    at = next((i for i in range(index, -1, -1) if grid[row][i]), None)
    if at is None or not any(lower[at] for lower in grid[row + 1 :]):
        return ""
    return grid[row][at]
