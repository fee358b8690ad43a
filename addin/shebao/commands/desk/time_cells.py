"""The months, days and whole numbers that a sheet's labelled cells ask for."""

from datetime import date

from shebao.commands.desk.context import Context
from shebao.domain.period import Period
from shebao.rules.cell_text import whole_number
from shebao.sheets.head import SheetHead

EVER = Period(2000, 1)  # before any period that a tax authority collects


def month_of(table: SheetHead, field: str, default: Period) -> Period:
    """Return the month in a labelled cell, or the default for a blank one.

    Raises SheetError for anything that is no month.
    """
    return _month(table, field, table.parameters()[field]) or default


def due_month_of(ctx: Context, table: SheetHead) -> Period:
    """Return the month in 费款所属期, for which premiums can be due; the current one when blank.

    Raises SheetError for anything that is no month, one to come, or one before the unit existed.
    """
    current = Period.parse(ctx.session.current_period)
    month = month_of(table, "period", current)
    founded = Period.of(date.fromisoformat(ctx.session.employer.established_on))
    if month > current:
        raise table.error(
            f"的费款所属期 {month} 还没有到，当前属期是 {current}", "请改为当前或以前的属期。"
        )
    if month < founded:
        raise table.error(
            f"的费款所属期 {month} 早于本单位成立的月份 {founded}",
            f"请改为 {founded} 或以后的属期。",
        )
    return month


def period_span(
    ctx: Context,
    table: SheetHead,
    *,
    earliest: Period | None = None,
    blank: Period | None = None,
) -> tuple[Period, Period]:
    """Return the periods in 费款所属期起 and 费款所属期止.

    A blank last one means the current period, a blank first one ``blank`` or what ``first_paid``
    says, but never before ``earliest``; a filled one is the user's word.

    Raises SheetError when a cell holds no month, or the first lies after the last.
    """
    given = table.parameters()
    last = _month(table, "last_period", given["last_period"]) or Period.parse(
        ctx.session.current_period
    )
    first = _month(table, "first_period", given["first_period"])
    if first is None:
        first = min(last, max(blank or first_paid(ctx, last), earliest or EVER))
    if first > last:
        raise table.error(f"的费款所属期起 {first} 晚于止 {last}", "请改正后重试。")
    return first, last


def span_or_recent(ctx: Context, table: SheetHead) -> tuple[Period, Period, bool]:
    """Return the periods that the cells name, and whether only what is recent of them is meant.

    That is so, from EVER on, when they name no first one and the last is of this year.
    """
    current = Period.parse(ctx.session.current_period)
    last = month_of(table, "last_period", current)
    if table.parameters()["first_period"] or last.year != current.year:
        return *period_span(ctx, table), False
    return EVER, last, True


def first_paid(ctx: Context, last: Period) -> Period:
    """Return ``recent_start`` of the last period, or the earlier one paid since or still owed."""
    start = recent_start(last)
    since = start.first_day.isoformat()
    arrivals = ctx.bureau.arrivals(str(EVER), str(last)).arrivals
    periods = {arrival.period for arrival in arrivals if arrival.arrived_on >= since}
    periods |= {debt.period for debt in ctx.bureau.debts(held=True).debts}
    return min([start, *map(Period.parse, periods)])


def recent_start(month: Period) -> Period:
    """Return January of a month's year, in January December: its work is only just behind."""
    return min(Period(month.year, 1), month.plus(-1))


def recent_words(month: Period) -> str:
    """Say from when on ``recent_start`` is."""
    since = recent_start(month)
    return f"{month.year} 年" if since.year == month.year else f"{since} 以来"


def days_of(ctx: Context, table: SheetHead, *, are_paid: bool = False) -> tuple[date, date]:
    """Return the days in 申报日期起 and 申报日期止, by default what ``recent_start`` says to today.

    Of filings that ``are_paid`` the default begins with what was paid this year, or is owed, of
    an earlier one: that was filed within its period or later.

    Raises SheetError for anything that is no day, or for a last one before the first.
    """
    today = ctx.business_date
    first, last = day_span(table, date.min, today)
    if first == date.min:
        month = Period.of(last)
        first = (first_paid(ctx, month) if are_paid else recent_start(month)).first_day
    if first > last:
        raise table.error(f"的“申报日期起”{first} 晚于“申报日期止”{last}", "请改正后重试。")
    return first, last


def day_span(table: SheetHead, earliest: date, latest: date) -> tuple[date, date]:
    """Return a sheet's first and last day, in whatever order; the defaults for blank cells.

    Raises SheetError for anything that is no day.
    """
    given = table.parameters()
    first = _day(table, "first_day", given["first_day"]) or earliest
    return first, _day(table, "last_day", given["last_day"]) or latest


def whole_of(table: SheetHead, field: str, text: str, least: int, most: int, hint: str = "") -> int:
    """Return the whole number that stands in a labelled cell.

    Raises SheetError for anything else; ``hint`` goes on behind the next step.
    """
    number = whole_number(text, least, most)
    if number is not None:
        return number
    label = table.spec.label_of(field)
    raise table.error(
        f"的“{label}”是“{text[:40]}”，不是 {least} 到 {most} 的整数", f"请改正后重试{hint}。"
    )


def _month(table: SheetHead, field: str, text: str) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except ValueError as error:
        label = table.spec.label_of(field)
        raise table.error(
            f"的“{label}”是“{text[:40]}”，不是年月", "请按 2026-11 的样子填写。"
        ) from error


def _day(table: SheetHead, field: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        label = table.spec.label_of(field)
        raise table.error(
            f"的“{label}”是“{text[:40]}”，不是日期", "请按 2026-11-01 的样子填写。"
        ) from error
