"""Which of several sheets a command acts on: the named one, the only one in use, a choice.

Never the one that happens to be in front: on a terminal nobody sees which that is, and in Excel a
clerk who looks something up elsewhere means the sheet he filled.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from shebao.commands.command import SHEET_OPTION
from shebao.commands.desk.context import Context
from shebao.domain.errors import SheetError
from shebao.sheets.declared.row import AnySheet, R, Sheet
from shebao.sheets.table import SheetTable


def sheet_in_use(
    ctx: Context, specs: Sequence[Sheet[R]], *, or_front: bool = False
) -> SheetTable[R] | None:
    """Return the one sheet meant; None when none of them holds a row.

    ``or_front`` lets a blank sheet that is in front be meant too: rows may be put there.

    Raises NotConfirmedError, or ParameterError where nobody can be asked.
    """
    for spec in specs:
        if spec.name == ctx.named_sheet:
            return ctx.table(spec)
    tables = [(table, table.row_count()) for table in map(ctx.table, specs)]
    used = [(table, count) for table, count in tables if count or (or_front and table.is_active())]
    return chosen_sheet(ctx, used) if used else None


def chosen_sheet(ctx: Context, tables: Sequence[tuple[SheetTable[R], int]]) -> SheetTable[R]:
    """Return the only one, or the user's choice among sheets of so many rows."""
    if len(tables) == 1:
        return tables[0][0]
    # The one he looks at stands first, and Enter takes it.
    offered = sorted(tables, key=lambda one: not one[0].is_active())
    choices = [f"{table.title}（{count} 行）" for table, count in offered]
    place = ctx.ui.choose("请选择要操作的工作表", choices, option=SHEET_OPTION)
    return offered[place][0]


def present_sheets(ctx: Context, specs: Sequence[AnySheet]) -> Iterator[SheetTable[Any]]:
    """Yield those that the workbook has; the user may have deleted some that nothing needs now."""
    for spec in specs:
        with suppress(SheetError):
            yield ctx.table(spec)


def specs_in_sight(ctx: Context, specs: Sequence[AnySheet]) -> Sequence[AnySheet]:
    """Return the sheets that are not hidden, or all of them where no other is.

    What a command filled is in sight, unless the user put it away since. Which tabs are hidden is
    two calls to Excel a tab; looking for a sheet by its name and asking for its rows, forty.
    """
    if ctx.named_sheet:
        return specs
    hidden = {str(sheet.name) for sheet in ctx.book.sheets if not sheet.visible}
    return [spec for spec in specs if spec.title not in hidden] or specs


def sheet_in_front(ctx: Context, specs: Sequence[AnySheet]) -> SheetTable[Any] | None:
    """Return the named one of these sheets, or else the one that the user looks at.

    Raises SheetError when that one bears its title and lacks its head.
    """
    meant = [spec for spec in specs if ctx.named_sheet in ("", spec.name)]
    # Looking at all of seventy sheets costs a thousand round trips to Excel: the likely one first.
    front = str(ctx.book.sheets.active.name)
    for spec in sorted(meant, key=lambda spec: spec.title != front):
        try:
            table = ctx.table(spec)
        except SheetError:
            if spec.title == front:
                raise
            continue
        if ctx.named_sheet or table.is_active():
            return table
    return None
