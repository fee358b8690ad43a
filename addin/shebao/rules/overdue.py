"""Overdue periods are filed one at a time, oldest first (逐月), where the rule file says so.

Source: seed G 2.5.1.3 一; the order and the deadline are rows of the rule file.
"""

from collections.abc import Collection
from datetime import date

from shebao.contract.rule_file import OverdueOrder, RuleFile
from shebao.domain.period import Period
from shebao.rules.deadline import due_on


def first_overdue(
    asked: Collection[str], waiting: Collection[str], rule_file: RuleFile, today: date
) -> str | None:
    """Return the overdue period to be filed alone before the newest of ``asked``; None for none.

    ``waiting`` are the periods with an unconfirmed bill.
    """
    if rule_file.overdue is None or rule_file.overdue.order is OverdueOrder.ANY:
        return None
    newest = max(asked)
    before = sorted(period for period in {*asked, *waiting} if period < newest)
    return next(
        (p for p in before if due_on(rule_file.deadline, Period.parse(p)) < today),
        None,
    )
