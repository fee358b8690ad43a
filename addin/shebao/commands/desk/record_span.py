"""The periods of a payment record, never from before the bureau's records begin."""

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.commands.desk.time_cells import period_span
from shebao.domain.errors import SheetError
from shebao.domain.period import Period
from shebao.rules.premiums.in_force import record_start
from shebao.sheets.head import SheetHead


def record_span(ctx: Context, table: SheetHead, record: str) -> tuple[Period, Period]:
    """Return the span of the sheet's labelled cells.

    Raises SheetError, before anything is asked, when it begins before the rule file's start.
    """
    employer = ctx.session.employer
    start = record_start(rule_file_of(ctx), record, employer.kind)
    first, last = period_span(ctx, table, earliest=start)
    if start is not None and first < start:
        raise SheetError(
            table.title,
            f"的“费款所属期起”是 {first}，{employer.region_name}只能查询 {start} 及以后的缴费记录，"
            "没有查询",
            f"请把“费款所属期起”改为 {start} 或以后；更早的记录请到原征收机构查询。",
        )
    return first, last
