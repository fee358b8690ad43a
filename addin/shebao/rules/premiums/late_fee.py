"""What a debt costs for every day it is paid late (滞纳金).

Source: 社会保险法 §86, 0.05 % a day from the day owed; the daily rate, the deadline and whether
the principal caps the fee are rows of the rule file, because provinces differ and no text settles
them (facts §7).
"""

from datetime import date

from shebao.contract.rule_file import DeadlineRule, LateFeeRule
from shebao.domain.period import Period
from shebao.rules.deadline import due_on

PPM = 1_000_000


def days_late(deadline: DeadlineRule, period: Period, paid_on: date) -> int:
    """Return the days that bear a fee: from the day after the deadline to the day of payment.

    Both ends count; paid on the deadline or before is none.
    """
    return max((paid_on - due_on(deadline, period)).days, 0)


def late_fee_fen(principal_fen: int, days: int, rule: LateFeeRule) -> int:
    """Return the fee of a debt in fen; a debt that is nothing or a credit bears none.

    The whole product is rounded once, half a fen up: rounding each day's fee and adding would
    charge a debt under 10 yuan nothing for ever.
    """
    if principal_fen <= 0 or days <= 0:
        return 0
    fee = (principal_fen * days * rule.daily_ppm + PPM // 2) // PPM
    return min(fee, principal_fen) if rule.capped_at_principal else fee
