"""Where a declared table stands on its sheet now, found by its headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shebao.domain.errors import SheetError
from shebao.sheets.cells import grid, last_used, text_of
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.later_parts import add_columns

if TYPE_CHECKING:
    import xlwings as xw

INSURANCE_HEAD = re.compile(r"\d{3}\|")


@dataclass(frozen=True, slots=True)
class Place:
    """Header row, the last used row and column, and the column number of each of our headers.

    ``last_head`` is the last column with a header, ours or the user's.
    """

    header_row: int
    last_row: int
    last_column: int
    last_head: int
    columns: Mapping[str, int]
    insurances: Mapping[str, int]  # ``code|name`` headers of insurances

    def headers(self) -> dict[str, int]:
        """Return every header of ours."""
        return {**self.columns, **self.insurances}

    def span(self) -> tuple[int, int]:
        """Return our first and last column."""
        ours = self.headers().values()
        return min(ours), max(ours)

    def fields(self, spec: AnySheet) -> dict[str, tuple[int, Kind]]:
        """Return column number and kind by field; an insurance column's field is its header."""
        found = {c.field: (self.columns[c.header], c.kind) for c in spec.columns}
        if spec.columns_by_insurance:
            kind = spec.columns_by_insurance
            found.update({head: (at, kind) for head, at in self.insurances.items()})
        return found


def find_place(
    sheet: xw.Sheet,
    spec: AnySheet,
    header_row: int,
    is_insurance_head: Callable[[str], bool],
    wanted: Sequence[str] = (),
) -> Place:
    """Return where the table stands, once what came after the workbook was made is added.

    Columns whose header is neither declared nor ``is_insurance_head`` are the user's own;
    ``wanted`` are the ``code|name`` headers that are to stand there soon.

    Raises SheetError when another declared header is missing, or one stands twice, or two columns
    are, or would be, one insurance's.
    """
    title = str(sheet.name)
    last_row, last_column = last_used(sheet)
    heads = grid(sheet.range((header_row, 1), (header_row, max(last_column, 2))).raw_value, 1)[0]
    texts = [text_of(head) for head in heads]
    declared = {c.header for c in spec.columns}
    lacking = [c for c in spec.columns if c.header not in texts]
    missing = [c.header for c in lacking if not c.since]
    if missing:
        raise SheetError(
            title,
            f"第 {header_row} 行缺少列：{'、'.join(missing)}",
            "请恢复这些表头（不要改名）后重试；如工作簿由旧版本建立，请新建工作簿再复制数据。",
        )
    if lacking:
        add_columns(sheet, header_row, lacking)
        return find_place(sheet, spec, header_row, is_insurance_head, wanted)
    columns: dict[str, int] = {}
    insurances: dict[str, int] = {}
    by_code: dict[str, str] = {}
    coming = {head[:3]: head for head in wanted}
    for at, text in enumerate(texts, start=1):
        is_insurance = is_insurance_head(text)
        is_ours = is_insurance or text in declared
        if text in columns or text in insurances:
            raise SheetError(
                title, f"第 {header_row} 行有两个“{text}”列", "请删除多余的一列后重试。"
            )
        if spec.columns_by_insurance and INSURANCE_HEAD.match(text):
            other = by_code.setdefault(text[:3], text)
            if other != text and (is_ours or other in insurances):
                raise SheetError(
                    title,
                    f"第 {header_row} 行的“{other}”和“{text}”是同一险种的两列，分不清以哪一列为准",
                    "请删除多余的一列，或把自己的一列改名（不以三位险种代码开头）后重试。",
                )
            if not is_ours and text[:3] in coming:
                raise SheetError(
                    title,
                    f"第 {header_row} 行的“{text}”与要添加的险种列“{coming[text[:3]]}”代码相同，"
                    "没有改动",
                    "请把自己的一列改名（不以三位险种代码开头）后重试。",
                )
        if is_ours:  # any other is a column of the user's own
            (insurances if is_insurance else columns)[text] = at
    last_head = max((at for at, text in enumerate(texts, start=1) if text), default=1)
    return Place(header_row, last_row, last_column, last_head, columns, insurances)
