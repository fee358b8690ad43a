"""The last day on which a period can be paid without a late fee."""

from datetime import date, timedelta

from shebao.contract.rule_file import DeadlineRule, Shift
from shebao.rule_book.workdays import is_workday
from shebao.sandbox.clock import months_after

MOST_DAYS_OFF = 31  # no holiday is as long


def due_on(deadline: DeadlineRule, period: str) -> date:
    """That day; one that the month lacks is the month's last, one off may move to a working day."""
    month = months_after(period, deadline.months_after)
    first = date.fromisoformat(f"{month}-01")
    last = date.fromisoformat(f"{months_after(month, 1)}-01") - timedelta(days=1)
    day = min(first + timedelta(days=deadline.day - 1), last)
    if deadline.shift is Shift.NONE:
        return day
    ahead = 1 if deadline.shift is Shift.NEXT else -1
    return next(
        moved
        for days in range(MOST_DAYS_OFF)
        if is_workday(moved := day + timedelta(days=ahead * days))
    )
