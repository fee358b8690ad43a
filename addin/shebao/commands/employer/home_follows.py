"""The home sheet follows each step of the month, so that it shows what the sheets and bureau do."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from shebao.commands.desk.context import Context
from shebao.commands.employer.home import (
    GROUPS_OF_STANDING,
    LAW,
    STATUS,
    ask_standing,
    draw_statistics,
    note_standing,
)
from shebao.commands.employer.home_month import (
    WAITING,
    Filing,
    Month,
    Step,
    certificate_marks,
    certificate_step,
    last_filing,
    roster_step,
    rows_in_turn,
    step_name,
    step_rows,
    wage_steps,
)
from shebao.commands.employer.home_rows import (
    BUREAU_STEPS,
    CERTIFICATE_STEP,
    PERIOD_ITEM,
    ROSTER_STEP,
    is_step,
    put_home,
)
from shebao.contract.rights import Right
from shebao.domain.errors import ShebaoError
from shebao.domain.period import Period
from shebao.sheets.declared.certificate_sheets import ARRIVALS
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import HOME, RULE_FILES, HomeRow, month_field
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.row import AnySheet, replace, with_cells
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON

_WAGE_SHEETS = (WAGES_BY_PERSON, WAGES_BY_INSURANCE)
_LEADS_TO: dict[str, AnySheet] = {
    "更新职工": ROSTER,
    "确认社保费": BILLS,
    "缴费": DEBTS,
    "完税证明": ARRIVALS,
    LAW: RULE_FILES,
}
_FIELDS = tuple(column.field for column in HOME.columns if column.field != "link")


def follow(ctx: Context, command_id: str, *, has_failed: bool = False) -> None:
    """Show the month as the command left it, where the home sheet shows a month.

    Nothing is written when no line changes. It is no part of what the command did: what cannot be
    shown is left for 刷新首页. After a failure the bureau is not asked.
    """
    with suppress(ShebaoError), ctx.behind():
        shown = ctx.table(HOME).rows()
        if not any(is_step(row) and row.item[:1].isdigit() for row in shown):
            return
        ctx.titles.update(_titles(shown))
        if ctx.is_by_files:
            from shebao.commands.client.client_month import client_month

            _put(ctx, shown, [*client_month(ctx), *(row for row in shown if not is_step(row))])
        elif not has_failed and (command_id in BUREAU_STEPS or _is_past(ctx, shown)):
            _put_standing(ctx, shown)
        else:
            _put_steps(ctx, shown, command_id)


def _titles(rows: Iterable[HomeRow]) -> dict[str, str]:
    """Return the tabs that the lines lead to: asking the workbook for each costs ten calls."""
    targets = {step_name(row) or row.item: row.target for row in rows}
    return {spec.name: targets[item] for item, spec in _LEADS_TO.items() if targets.get(item)}


def _is_past(ctx: Context, shown: Sequence[HomeRow]) -> bool:
    """Whether a month has turned since; one who did not log in for this click is not told."""
    told = [row.content for row in shown if row.item == PERIOD_ITEM]
    return bool(told) and ctx.unit.has_session and told[0] != ctx.session.current_period


def _put_standing(ctx: Context, shown: Sequence[HomeRow]) -> None:
    """Ask the bureau anew; notices and shortcuts stay as they are."""
    standing = ask_standing(ctx)
    kept = [row for row in shown if not is_step(row) and row.item not in GROUPS_OF_STANDING]
    if _put(ctx, shown, [*standing.rows, *kept], ctx.session.current_period):
        note_standing(ctx, standing)
        if Right.ALL in ctx.session.rights:
            draw_statistics(ctx, standing.payables)


def _put_steps(ctx: Context, shown: Sequence[HomeRow], command_id: str) -> None:
    """Work the first steps out from what this machine knows; the others stay as they are."""
    present = {step_name(row): row for row in shown if is_step(row)}
    fresh: list[Step] = []
    if command_id == ROSTER_STEP:
        fresh.append(roster_step(ctx))
    marks: Mapping[str, str] = {}
    if command_id == CERTIFICATE_STEP:
        month = _month_of_ledger(ctx)
        fresh.append(certificate_step(month))
        marks = certificate_marks(month)
    for spec in _WAGE_SHEETS:
        if spec.name not in ctx.rows_written:
            continue
        filling = present.get("填写工资")
        if filling and filling.target == ctx.table(spec).title:
            filing = _filing(ctx, present["申报"])
            fresh += wage_steps(ctx, spec, filing, has_bills=_has_bills(shown, present))
    lines = {step_name(line): line for line in step_rows(ctx, fresh, {"完税证明": marks})}
    steps = [_with(row, lines.get(step_name(row))) for row in present.values()]
    _put(ctx, shown, [*rows_in_turn(steps), *(row for row in shown if not is_step(row))])


def _with(row: HomeRow, line: HomeRow | None) -> HomeRow:
    """Return a step as a line says that it stands now; its number and the other months stay."""
    if line is None:
        return row
    fields = map(month_field, range(1, 13))
    months = {field: mark for field in fields if (mark := line.get(field))}
    told = replace(row, content=line.content, target=line.target)
    return with_cells(told, state=line.state, day=line.day, **months)


def _month_of_ledger(ctx: Context) -> Month:
    period = Period.parse(ctx.session.current_period)
    return Month(period, (), (), "", ctx.ledger.list(ctx.account))


def _filing(ctx: Context, shown: HomeRow) -> Filing:
    """Return the month's last filing, which the run may have sent, or have heard the end of."""
    if ctx.wrote_ledger:
        return last_filing(_month_of_ledger(ctx))
    return Filing(is_on_the_way=shown.state == WAITING, day=shown.day)


def _has_bills(shown: Sequence[HomeRow], present: dict[str, HomeRow]) -> bool:
    """Whether the year says anything of the bills of the month."""
    periods = [row.content for row in shown if row.item == PERIOD_ITEM]
    number = int(periods[0][-2:]) if periods and periods[0][-2:].isdigit() else 0
    step = present.get("确认社保费")
    return bool(number and step and step.get(month_field(number)))


def _put(
    ctx: Context, shown: Sequence[HomeRow], fresh: Sequence[HomeRow], period: str = ""
) -> bool:
    """Write the lines where one of them says something else; return whether they were written."""
    if _said(shown) == _said(fresh):
        return False
    put_home(ctx.table(HOME), fresh, period)
    return True


def _said(rows: Iterable[HomeRow]) -> list[tuple[str, ...]]:
    """Return what lines say, but for the moment they were fetched at."""
    return [
        tuple(str(row.get(field) or "") for field in _FIELDS) for row in rows if row.item != STATUS
    ]
