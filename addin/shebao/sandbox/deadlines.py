"""The last day on which a period can be paid without a late fee."""

from datetime import date, timedelta

from shebao.contract.rule_file import DeadlineRule
from shebao.sandbox.clock import months_after


def due_on(deadline: DeadlineRule, period: str) -> date:
    """That day; one that the month lacks is the month's last."""
    month = months_after(period, deadline.months_after)
    first = date.fromisoformat(f"{month}-01")
    last = date.fromisoformat(f"{months_after(month, 1)}-01") - timedelta(days=1)
    return min(first + timedelta(days=deadline.day - 1), last)
