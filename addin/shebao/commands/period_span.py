"""The periods that the labelled cells 费款所属期起 and 费款所属期止 of a sheet ask for."""

from shebao.commands.context import Context
from shebao.domain.errors import SheetError
from shebao.domain.period import Period
from shebao.sheets.table import SheetTable


def period_span(
    ctx: Context, table: SheetTable, *, earliest: Period | None = None
) -> tuple[Period, Period]:
    """Return first and last; blank cells mean January of this year and the current period.

    A blank first cell never reaches back behind ``earliest``; a filled one is the user's word.

    Raises SheetError when a cell holds no month, or the first lies after the last.
    """
    parameters = table.parameters()
    current = Period.parse(ctx.session.current_period)
    given = parameters["first_period"], parameters["last_period"]
    usual = Period(current.year, 1)
    first = _month(table, "费款所属期起", given[0]) or max(usual, earliest or usual)
    last = _month(table, "费款所属期止", given[1]) or current
    if first > last:
        raise SheetError(table.title, f"的费款所属期起 {first} 晚于止 {last}", "请改正后重试。")
    return first, last


def _month(table: SheetTable, label: str, text: str) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except ValueError as error:
        raise SheetError(
            table.title, f"的“{label}”是“{text[:40]}”，不是年月", "请按 2026-11 的样子填写。"
        ) from error
