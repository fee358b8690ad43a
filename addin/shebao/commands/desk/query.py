"""One shape for every query: its sheets, and how its rows are fetched; the rest is the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import agreed_path, proposed_name
from shebao.domain.errors import SheetError
from shebao.domain.outcome import Outcome, Status
from shebao.domain.period import Period
from shebao.rules.cell_text import whole_number
from shebao.sheets.declared.parts import GROUP_FILTER
from shebao.sheets.declared.query_sheets import ANY, MOST_ROWS, PAGE_SIZE
from shebao.sheets.declared.row import Sheet, SheetRow
from shebao.sheets.export_file import ExportSheet, export_columns, write_sheets
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable

Rows = Sequence[SheetRow]
PAGE_SIZE_SETTING = "query.page_size"


@dataclass(frozen=True, slots=True)
class Fetched:
    """The rows of each sheet of a query, and what the user should know of them."""

    rows: Sequence[Rows]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """``fetch`` gives rows for the first sheet's parameters; the first sheet has the filters."""

    sheets: tuple[Sheet[Any], ...]
    fetch: Callable[[Context, Asked], Fetched]


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a query's sheet, with the months and days among them checked."""

    table: SheetTable[Any]
    values: Mapping[str, str] = field(default_factory=dict)

    def months(self) -> tuple[str, str]:
        """Return the span of months asked for.

        Raises SheetError for what is none.
        """
        first, last = (
            self._checked(name, lambda text: str(Period.parse(text)), "2026-01")
            for name in ("first_period", "last_period")
        )
        return self._in_order(first or "2000-01", last or "9999-12")

    def days(self) -> tuple[str, str]:
        """Return the span of days asked for.

        Raises SheetError for what is none.
        """
        first, last = (
            self._checked(name, lambda text: date.fromisoformat(text).isoformat(), "2026-11-01")
            for name in ("first_day", "last_day")
        )
        return self._in_order(first or "2000-01-01", last or "9999-12-31")

    def number(self, name: str, least: int, most: int, otherwise: int) -> int:
        """Return a whole number asked for; ``otherwise`` when there is none.

        Raises SheetError.
        """
        text = self.values[name]
        if not text:
            return otherwise
        number = whole_number(text, least, most)
        if number is None:
            raise self._wrong(name, f"必须是 {least} 到 {most} 的整数")
        return number

    def _checked(self, name: str, read: Callable[[str], str], example: str) -> str:
        text = self.values[name]
        try:
            return read(text) if text else ""
        except ValueError as error:
            raise self._wrong(name, f"应为如 {example}") from error

    def _in_order(self, first: str, last: str) -> tuple[str, str]:
        if first > last:
            raise self.table.error(f"的起“{first}”晚于止“{last}”，没有查询", "请改正后重试。")
        return first, last

    def _wrong(self, name: str, must: str) -> SheetError:
        label = self.table.spec.label_of(name)
        why = f"的“{label}”是“{self.values[name][:40]}”，{must}，没有查询"
        return self.table.error(why, "请改正后重试。")


def show(ctx: Context, query: Query) -> Outcome:
    """Show one page of what a query finds, on its sheets."""
    asked = _asked(ctx, query)
    size = _page_size(ctx, asked)
    fetched = _found(ctx, query, asked)
    told = []
    for spec, rows in zip(query.sheets, fetched.rows, strict=True):
        own = Asked(ctx.table(spec), ctx.table(spec).parameters())
        pages = max(1, -(-len(rows) // size))
        page = own.number("page", 1, pages, 1)
        own.table.replace(rows[(page - 1) * size : page * size])
        told.append((len(rows), page, pages))
    if asked.values["page_size"]:
        asked.table.set_parameter("page_size", "")  # kept for every query, so shown on none
    found, page, pages = told[0]
    message = f"查询到 {found} 条，第 {page}/{pages} 页，每页 {size} 条。"
    for spec, (found, at, of) in zip(query.sheets[1:], told[1:], strict=True):
        message += f"“{ctx.table(spec).title}”{found} 条，第 {at}/{of} 页，在该表的“页码”翻页。"
    message += fetched.remark
    asked.table.activate()
    status = Status.PARTIAL if fetched.remark else Status.DONE
    counts = {"rows": len(fetched.rows[0]), "page": page, "pages": pages}
    return asked.table.report(message, status, counts=counts)


def export(ctx: Context, query: Query) -> Outcome:
    """Write all that a query finds, of every page, to the file that its sheet names."""
    asked = _asked(ctx, query)
    fetched = _found(ctx, query, asked)
    if not any(fetched.rows):
        raise asked.table.error("没有查询到数据，没有导出", "请改变查询条件后重试。")
    asked.table.check_writable()
    path = agreed_path(ctx, asked.values["export_file"] or proposed_name(asked.table))
    parts = [
        ExportSheet(spec.title, export_columns(spec), rows)
        for spec, rows in zip(query.sheets, fetched.rows, strict=True)
    ]
    write_sheets(path, parts, ctx.progress)
    count = sum(len(rows) for rows in fetched.rows)
    message = f"已导出 {count} 行到“{path.name}”。{fetched.remark}"
    return asked.table.report(message, counts={"rows": count}, files=(str(path),))


def reset(table: SheetHead) -> Outcome:
    """Put every condition of a sheet back to what it is in a new workbook."""
    for parameter in table.spec.parameters:
        table.set_parameter(parameter.field, parameter.default)
    message = f"“{table.title}”的查询条件已重置。"
    return table.report(message)


def _asked(ctx: Context, query: Query) -> Asked:
    table = ctx.table(query.sheets[0])
    return Asked(table, table.parameters())


def _page_size(ctx: Context, asked: Asked) -> int:
    kept = int(ctx.store.settings.get(PAGE_SIZE_SETTING) or PAGE_SIZE)
    size = asked.number("page_size", 1, MOST_ROWS, kept)
    if size != kept:
        ctx.store.settings.put(PAGE_SIZE_SETTING, str(size))
    return size


def _found(ctx: Context, query: Query, asked: Asked) -> Fetched:
    fetched = query.fetch(ctx, asked)
    wanted = {
        p.field: asked.values[p.field]
        for p in query.sheets[0].parameters
        if asked.values[p.field] not in ("", ANY) and p is not GROUP_FILTER  # the fetch did that
    }
    rows = [_matching(rows, wanted) for rows in fetched.rows]
    return Fetched(rows, fetched.remark)


def _matching(rows: Rows, wanted: Mapping[str, str]) -> Rows:
    """Return the rows that hold what the parameters of their own names ask for."""
    if not rows:
        return rows
    filters = {n: text.upper() for n, text in wanted.items() if n in type(rows[0]).setters}
    return [row for row in rows if all(t in str(row.get(n)).upper() for n, t in filters.items())]
