"""What the filed bills of a month charge each person, before any one 差额补缴 is added."""

from collections.abc import Collection, Iterable, Sequence
from itertools import takewhile

from shebao.commands.client.wages import wages_by_files
from shebao.commands.desk.context import Context
from shebao.contract.premiums import TOP_UP_LEVY, Bill
from shebao.contract.states import PayableState
from shebao.rules.premiums.top_up import Charged, charged

LINES = "下载账单明细"
# The wage of a person, unit number and insurance that counts in one period.
Wages = dict[tuple[str, str, str], int]


def charges_before(ctx: Context, bill: Bill, of_period: Sequence[Bill]) -> dict[str, Charged]:
    """Return by person number what was filed when this 差额补缴 was made.

    ``of_period`` are the bureau's bills of the period, each ordinary one before its top-ups.
    """
    before = takewhile(lambda one: one.bill_no != bill.bill_no, of_period)
    return charges(ctx, [one for one in before if is_filed(one) and _is_alike(one, bill)])


def charges(ctx: Context, filed: Collection[Bill]) -> dict[str, Charged]:
    """Return by person number what these filed bills of one insurance and month charge."""
    return charged(ctx.bureau.bill_lines(bill.bill_no) for bill in ctx.one_by_one(LINES, filed))


def added_to(ctx: Context, bill: Bill, of_period: Sequence[Bill]) -> dict[str, Charged]:
    """Return by person number what the 差额补缴 of an ordinary bill hold together."""
    mine = [one for one in of_period if is_top_up(one) and _is_alike(one, bill)]
    each = ctx.one_by_one(LINES, mine)
    return charged([[line for one in each for line in ctx.bureau.bill_lines(one.bill_no)]])


def is_filed(bill: Bill) -> bool:
    """Whether a bill is confirmed, or on its way there."""
    return bill.state not in (PayableState.INITIAL, PayableState.VOIDED)


def is_top_up(bill: Bill) -> bool:
    """Whether a bill holds differences alone."""
    return bill.levy_kind == TOP_UP_LEVY


def wages_then(ctx: Context, periods: Iterable[str]) -> dict[str, Wages]:
    """Return the wages that count in each of these periods."""
    found: dict[str, Wages] = {period: {} for period in periods}
    if ctx.is_by_files:
        return {period: wages_by_files(ctx, period) for period in found}
    done = 0
    for page in ctx.bureau.wage_records() if found else ():
        if (done := done + page.people) < page.total:
            ctx.going("查询缴费工资", done, page.total)
        for one in page.records:
            for period, wages in found.items():
                counts = one.effective_from <= period <= (one.effective_to or period)
                if one.wage_fen is not None and counts:
                    wages[one.person_no, one.unit_no, one.insurance] = one.wage_fen
    return found


def _is_alike(one: Bill, bill: Bill) -> bool:
    return (one.unit_no, one.insurance) == (bill.unit_no, bill.insurance)
