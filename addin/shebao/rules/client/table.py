"""Where a file of the official client has its table, and which column is which, with the reason.

A column is taken by its head or by the user's own word, never by what seems to stand in it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shebao.rules.cell_text import compact, id_number_of
from shebao.rules.client.fields import Field, known
from shebao.rules.client.insurance_words import InsuranceHead, head_of
from shebao.rules.payroll.payroll_headers import layout_shape, letter_of
from shebao.rules.payroll.payroll_reading import Grid, Sheet

HEADER_SEARCH_ROWS = 20
MOST_HEADER_ROWS = 4
_CODED_HEAD = re.compile(r"[0-9]{3}\|.+")
_LONG_NUMBER = re.compile("[0-9A-Z-]{6,}")  # beside its label, not over a group
_NUMBER = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?%?")
# Of two such columns that differ one would be a guess: at a person, an amount or an answer.
_DECIDING = (
    *("id_number", "name", "base", "wage", "state", "amount"),
    *("due", "unit_due", "person_due", "reduction", "payable"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The column of one field; ``index`` counts from 0."""

    index: int
    title: str
    reason: str

    def in_words(self, label: str) -> str:
        """Say which column is taken for what, and why."""
        return f"{label}取 {letter_of(self.index)} 列“{self.title}”（{self.reason}）"


@dataclass(frozen=True, slots=True)
class ClientTable:
    """One table: its columns by field and by insurance, and the rows below the head.

    ``rows`` are worksheet rows from 1 with their cells; a cell merged downwards stands in each of
    its rows.
    """

    sheet: str
    first_row: int  # of the head, from 1
    choices: Mapping[str, Choice]
    insurances: Mapping[int, InsuranceHead]
    titles: Sequence[str]
    rows: Sequence[tuple[int, Sequence[object]]]
    above: Sequence[Sequence[object]] = field(repr=False)

    @property
    def shape(self) -> str:
        """The digest by which a confirmed layout is found again."""
        return layout_shape(self.titles)

    @property
    def columns(self) -> dict[str, int]:
        """The chosen columns by field."""
        return {name: choice.index for name, choice in self.choices.items()}

    def cell(self, row: Sequence[object], name: str) -> object:
        """Return the cell of a field; None where there is no such column."""
        choice = self.choices.get(name)
        return None if choice is None or choice.index >= len(row) else row[choice.index]


@dataclass(frozen=True, slots=True)
class NotRead:
    """No table was read; ``why`` follows the file's name, ``next_step`` says what to do."""

    why: str
    next_step: str


def find_table(
    sheets: Sequence[Sheet],
    fields: Sequence[Field],
    needed: Collection[Field],
    *,
    answers: Mapping[str, str],
    remembered: Mapping[str, Mapping[str, int]],
) -> ClientTable | NotRead:
    """Return the table of the sheet that has the needed fields; the one with most rows of several.

    ``answers`` are the user's columns, heads or letters, by the fields' labels; ``remembered`` what
    was confirmed before, by shape.
    """
    tables = [
        table
        for sheet in sheets
        if (table := _table(sheet, fields, answers, remembered)) is not None
    ]
    whole = [t for t in tables if all(each.name in t.choices for each in needed)]
    if not whole:
        return _missing(sheets, tables, needed)
    best = max(whole, key=lambda table: len(table.rows))
    if isinstance(said := _doubtful(best, fields, answers, remembered), NotRead):
        return said
    return best


def _table(
    sheet: Sheet,
    fields: Sequence[Field],
    answers: Mapping[str, str],
    remembered: Mapping[str, Mapping[str, int]],
) -> ClientTable | None:
    grid = sheet.rows
    anchor = _anchor(grid, fields)
    if anchor is None:
        return None
    first, last = _block(grid, anchor, fields)
    titles = _titles(grid[first : last + 1])
    kept = remembered.get(layout_shape(titles), {})
    choices: dict[str, Choice] = {}
    insurances = {}
    for index, title in enumerate(titles):
        head = head_of(title) if title else None
        if head is not None:
            insurances[index] = head
            continue
        found = known(fields, title) if title else None
        if found is not None and found.name not in choices:
            choices[found.name] = Choice(index, title, f"列名表示{found.label}")
    by_name = {each.name: each for each in fields}
    for name, index in kept.items():
        if name in by_name and index < len(titles):
            choices[name] = Choice(index, titles[index], "与上次确认的相同")
    for each in fields:
        if (given := answers.get(each.label)) is not None:
            at = _answered(given, titles)
            if at is not None:
                choices[each.name] = Choice(at, titles[at], "“列对应”所填")
                insurances.pop(at, None)
    rows = list(_rows(sheet, last + 1, titles))
    return ClientTable(sheet.name, first + 1, choices, insurances, titles, rows, grid[:first])


def _anchor(grid: Grid, fields: Sequence[Field]) -> int | None:
    """Return the row that names most fields; without one, the row above the first person."""
    best, most = None, 1
    for number, row in enumerate(grid[:HEADER_SEARCH_ROWS]):
        named = {f.name for cell in row if isinstance(cell, str) and (f := known(fields, cell))}
        if len(named) > most:
            best, most = number, len(named)
    if best is not None:
        return best
    for number, row in enumerate(grid[: HEADER_SEARCH_ROWS + 1]):
        ids = [cell for cell in row if isinstance(cell, str) and _is_person(cell)]
        if ids and number:
            return number - 1
    return None


def _is_person(cell: str) -> bool:
    number = id_number_of(cell).id_number
    return number is not None and len(number) == 18 and number[:17].isdigit()


def _block(grid: Grid, anchor: int, fields: Sequence[Field]) -> tuple[int, int]:
    """Return first and last row of the head: groups above it, parts of merged heads below it."""
    first = last = anchor
    keys = [i for i, cell in enumerate(grid[anchor]) if known(fields, _text(cell))]
    while first and anchor - first < MOST_HEADER_ROWS - 1 and _is_group_row(grid[first - 1], keys):
        first -= 1
    while last + 1 < len(grid) and last - first + 1 < MOST_HEADER_ROWS:
        below = grid[last + 1]
        texts = [_text(cell) for cell in below]
        is_number = any(isinstance(c, int | float) or _NUMBER.fullmatch(_text(c)) for c in below)
        if is_number or any(i < len(texts) and texts[i] for i in keys) or sum(map(bool, texts)) < 2:
            break
        last += 1
    return first, last


def _is_group_row(row: Sequence[object], keys: Sequence[int]) -> bool:
    """Whether a row above the head names groups: insurances, or texts over none of its keys."""
    texts = [text for cell in row if (text := _text(cell))]
    if any(_CODED_HEAD.fullmatch(text) or head_of(text) for text in texts):
        return True
    is_title = len(texts) == 1 and bool(row and _text(row[0]))
    return (
        bool(texts)
        and not is_title
        and not any(key < len(row) and _text(row[key]) for key in keys)
        and not any(":" in text for text in texts)
        and not any(isinstance(cell, int | float) for cell in row)
    )


def _titles(rows: Grid) -> list[str]:
    """Return each column's head, behind the group over it; a label with its colon is no group."""
    width = max(map(len, rows))
    grid = [[_text(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    if any(map(_is_label, grid[0])):
        grid[0] = ["" if _is_label(t) or _LONG_NUMBER.fullmatch(t) else t for t in grid[0]]
    titles = []
    for index in range(width):
        parts: list[str] = []
        for depth, row in enumerate(grid):
            text = row[index]
            if (
                not text
                and depth + 1 < len(grid)
                and any(below[index] for below in grid[depth + 1 :])
            ):
                left = next((i for i in range(index, -1, -1) if row[i]), None)
                under = left is not None and any(below[left] for below in grid[depth + 1 :])
                text = row[left] if left is not None and under else ""
            if text and (not parts or parts[-1] != text):
                parts.append(text)
        titles.append("/".join(parts))
    return titles


def _is_label(text: str) -> bool:
    """Whether a text names what stands beside it, as 缴费人识别号: does."""
    return text.endswith(":")


def _rows(sheet: Sheet, first: int, titles: Sequence[str]) -> Iterator[tuple[int, list[object]]]:
    """Yield the rows under the head; a head repeated on a later page is none."""
    filled: dict[int, dict[int, object]] = {}
    for top, left, bottom, right in sheet.merged:
        if top >= first and left == right and bottom > top and top < len(sheet.rows):
            cells = sheet.rows[top]
            value = cells[left] if left < len(cells) else None
            for number in range(top + 1, min(bottom + 1, len(sheet.rows))):
                filled.setdefault(number, {})[left] = value
    heads = [title.split("/")[-1] for title in titles]
    for number in range(first, len(sheet.rows)):
        row = list(sheet.rows[number])
        for at, value in filled.get(number, {}).items():
            row += [None] * (at + 1 - len(row))
            row[at] = value
        texts = [_text(cell) for cell in row]
        if not any(texts):
            continue
        same = [text for text, head in zip(texts, heads, strict=False) if text and text == head]
        if len(same) > 1 and len(same) * 2 > sum(map(bool, texts)):
            continue
        yield number + 1, row


def _answered(given: str, titles: Sequence[str]) -> int | None:
    wanted = compact(given)
    for index, title in enumerate(titles):
        if title and wanted in (title, title.split("/")[-1]):
            return index
    return next((i for i in range(len(titles)) if letter_of(i) == wanted.upper()), None)


def _missing(
    sheets: Sequence[Sheet], tables: Sequence[ClientTable], needed: Collection[Field]
) -> NotRead:
    if not tables:
        names = "、".join(f"“{sheet.name}”" for sheet in sheets)
        labels = "、".join(f"“{each.label}”" for each in needed)
        return NotRead(
            f"的工作表{names}前 {HEADER_SEARCH_ROWS} 行没有找到含{labels}的表头",
            "没有导入任何数据。请确认选对了文件，表头不要修改。",
        )
    best = max(tables, key=lambda table: len(table.choices))
    lacks = [each for each in needed if each.name not in best.choices]
    labels = "、".join(f"“{each.label}”" for each in lacks)
    have = "、".join(f"{letter_of(i)}“{title}”" for i, title in enumerate(best.titles) if title)
    return NotRead(
        f"的工作表“{best.sheet}”第 {best.first_row} 行的表头中没有{labels}列（现有：{have}）",
        f"没有导入任何数据。表头被改名的，请填写“列对应”，如 {lacks[0].label}=C，再重试。",
    )


def _doubtful(
    table: ClientTable,
    fields: Sequence[Field],
    answers: Mapping[str, str],
    remembered: Mapping[str, Mapping[str, int]],
) -> NotRead | None:
    """Say which field has several columns of the same head, and which answer is none."""
    labels = {each.label for each in fields}
    for label, given in answers.items():
        if label not in labels or _answered(given, table.titles) is None:
            can = "、".join(sorted(labels))
            return NotRead(
                f"没有“列对应”所填的“{label}={given}”",
                f"没有导入任何数据。可填的项目：{can}；列写列名或字母。",
            )
    settled = set(remembered.get(table.shape, {}))
    for each in fields:
        if each.name not in _DECIDING or each.label in answers:
            continue
        same = [
            i
            for i, title in enumerate(table.titles)
            if i not in table.insurances and each.is_head(title)
        ]
        if len(same) > 1 and each.name not in settled and _differ(table, same):
            listed = "、".join(f"{letter_of(i)} 列“{table.titles[i]}”" for i in same)
            return NotRead(
                f"的工作表“{table.sheet}”有 {len(same)} 列都像“{each.label}”（{listed}），内容不同",
                f"没有导入任何数据。请填写“列对应”，如 {each.label}={letter_of(same[0])}，再重试。",
            )
    return None


def _differ(table: ClientTable, columns: Sequence[int]) -> bool:
    return any(
        len({_text(row[i]) if i < len(row) else "" for i in columns}) > 1 for _, row in table.rows
    )


def _text(cell: object) -> str:
    return compact(cell) if isinstance(cell, str) else ""
