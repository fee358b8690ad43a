"""The home sheet: the month's steps, what is wrong, what the bureau announces, two pictures."""

from collections import defaultdict
from collections.abc import Sequence

from shebao.commands.desk.context import Context
from shebao.commands.employer.home_rows import home_row, is_step, put_home
from shebao.commands.employer.home_standing import (
    GROUPS_OF_STANDING,
    Standing,
    ask_standing,
    wage_sheet,
)
from shebao.contract.queries import Payable
from shebao.contract.rights import Right
from shebao.domain.moments import local_time
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.sheets.declared.certificate_sheets import ARRIVALS
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import HOME, NOTICES
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.statistics_sheet import (
    MONTHS,
    MOST_INSURANCES,
    STATISTICS,
    StatisticsRow,
)

NOTICE, SHORTCUT = "通知公告", "常用功能"
GROUPS = GROUPS_OF_STANDING | {NOTICE, SHORTCUT}
MOST_NOTICES = 5


def refresh_home(ctx: Context) -> Outcome:
    """Show the home sheet as things stand at the bureau now."""
    home = ctx.table(HOME)
    sees_bills = Right.ALL in ctx.session.rights
    standing = ask_standing(ctx)
    whole = ctx.title_of(NOTICES) if NOTICES.anchor in ctx.book.names else ""  # an older workbook
    notices = [
        home_row(NOTICE, f"{notice.published_on} {notice.title}", whole)
        for notice in ctx.bureau.notices().notices[:MOST_NOTICES]
    ]
    wages = wage_sheet(ctx)
    shortcuts = [
        home_row(SHORTCUT, ctx.title_of(spec), ctx.title_of(spec))
        for spec in ((ROSTER, wages, BILLS, DEBTS, ARRIVALS) if sees_bills else (DEBTS,))
    ]
    kept = [row for row in home.rows() if row.item not in GROUPS and not is_step(row)]
    put_home(home, [*standing.rows, *notices, *shortcuts, *kept], ctx.session.current_period)
    if sees_bills:
        draw_statistics(ctx, standing.payables)
    message = note_standing(ctx, standing)
    counts = {"to_do": len(standing.to_do), "alerts": len(standing.alerts)}
    return Outcome(message, counts=counts)


def note_standing(ctx: Context, standing: Standing) -> str:
    """Say under the title how much is open, and since when that holds; return the sentence."""
    employer = ctx.session.employer
    message = (
        f"{employer.tax_id} {employer.name}：待办 {len(standing.to_do)} 项，"
        f"异常 {len(standing.alerts)} 项。刷新时间 {local_time(ctx.now())}。"
    )
    ctx.table(HOME).note(message)
    return message


def draw_statistics(ctx: Context, payables: Sequence[Payable]) -> None:
    """Fill the sheet behind the two pictures, where they would show something else."""
    table = ctx.table(STATISTICS)
    first = Period.parse(ctx.session.current_period).plus(1 - MONTHS)
    rows = _statistics(payables, first)
    if [row.by_field() for row in table.rows()] == [row.by_field() for row in rows]:
        return
    table.replace(rows)


def _statistics(payables: Sequence[Payable], first: Period) -> list[StatisticsRow]:
    """Return twelve lines of a month each, then one of each insurance of the last month."""
    months = [str(first.plus(number)) for number in range(MONTHS)]
    by_month: dict[str, int] = defaultdict(int)
    by_insurance: dict[str, int] = defaultdict(int)
    for bill in payables:
        by_month[bill.period] += bill.amount_fen
        if bill.period == months[-1]:
            by_insurance[bill.insurance_name] += bill.amount_fen
    charged = [(name, amount) for name, amount in by_insurance.items() if amount]
    insurances = sorted(charged, key=lambda one: -one[1])
    if len(insurances) > MOST_INSURANCES:
        rest = sum(amount for _, amount in insurances[MOST_INSURANCES - 1 :])
        insurances[MOST_INSURANCES - 1 :] = [("其他", rest)]
    # A month of nothing keeps its place and has no column.
    rows = [StatisticsRow(period=month, amount=by_month[month] or None) for month in months]
    return rows + [StatisticsRow(insurance_name=one, this_period=fen) for one, fen in insurances]
