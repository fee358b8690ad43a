"""The last day on which a period can be paid without a late fee, and what comes of missing it.

Source: the rule file's deadline; whether a day off moves it, and to which day, is the rule's to
say, because provinces differ (facts §7). Overdue periods are filed one at a time, oldest first
(逐月), where the rule file says so: seed G 2.5.1.3 一. 滞纳金: 社会保险法 §86, 0.05 % a day from
the day owed; its daily rate and whether the principal caps it are rows of the rule file too,
because no text settles them.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from shebao.contract.rule_file import DeadlineRule, LateFeeRule, OverdueOrder, RuleFile, Shift
from shebao.domain.period import Period
from shebao.rule_book.workdays import is_announced, is_workday

_STEP = {Shift.NEXT: timedelta(days=1), Shift.PREVIOUS: timedelta(days=-1)}
DAYS_BEFORE = 3  # of the reminder in the calendar


def due_on(deadline: DeadlineRule, period: Period) -> date:
    """Return the last day on which a period can be paid without a late fee.

    A day the month does not have is the month's last: 31 in February is the 28th or 29th. Where
    the rule says so, a day off moves to the next or the previous working day.
    """
    last = period.plus(deadline.months_after).last_day
    day = last.replace(day=min(deadline.day, last.day))
    step = _STEP.get(deadline.shift)
    while step is not None and not is_workday(day):
        day += step
    return day


def calendar_of_year(file: RuleFile, year: int, stamp: datetime) -> str:
    """Return the deadlines of a year's twelve periods as an iCalendar file (RFC 5545)."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//shebao//deadlines//ZH",
        "CALSCALE:GREGORIAN",
    ]
    for month in range(1, 13):
        lines += _event(file, Period(year, month), stamp)
    return "".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _event(file: RuleFile, period: Period, stamp: datetime) -> list[str]:
    day = due_on(file.deadline, period)
    doubt = "" if is_announced(day.year) else "；该年节假日安排未公布，只计周末"
    told = f"依据：{file.deadline.source}【{file.deadline.grade}】{doubt}"
    return [
        "BEGIN:VEVENT",
        f"UID:{file.region}-{period}@shebao",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(f'{file.region_name} {period} 社保费缴费期限')}",
        f"DESCRIPTION:{_escaped(told)}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:-P{DAYS_BEFORE}D",
        f"DESCRIPTION:{_escaped(f'{period} 社保费 {day} 到期')}",
        "END:VALARM",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return the line in pieces of at most 75 octets, none of which splits a character."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > 74:
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join([*pieces, piece]) + "\r\n"


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
