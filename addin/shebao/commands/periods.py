"""The span of periods in the labelled cells of a sheet."""

from shebao.commands.context import Context
from shebao.domain.errors import SheetError
from shebao.domain.period import Period
from shebao.sheets.table import SheetTable


def periods_of(ctx: Context, table: SheetTable) -> tuple[Period, Period]:
    """Return 费款所属期起 and 止; left empty, they span this year up to the current period.

    Raises SheetError for what is no month, and for a first one after the last.
    """
    parameters = table.parameters()
    current = Period.parse(ctx.session.current_period)
    given = parameters["first_period"], parameters["last_period"]
    try:
        first = Period.parse(given[0]) if given[0] else Period(current.year, 1)
        last = Period.parse(given[1]) if given[1] else current
    except ValueError as error:
        raise SheetError(
            table.title,
            f"的费款所属期起止是“{given[0]}”“{given[1]}”，不是年月",
            "请按 2026-11 的样子填写。",
        ) from error
    if first > last:
        raise SheetError(table.title, f"的费款所属期起 {first} 晚于止 {last}", "请改正后重试。")
    return first, last
