"""Times as a clerk reads them: Beijing's, whatever zone the machine is set to."""

from datetime import date, datetime, timedelta, timezone

# China has one time zone; a fixed offset needs no time zone data on Windows.
BEIJING = timezone(timedelta(hours=8))


def local_time(moment: datetime) -> str:
    """Return an aware time as it is in Beijing, to the minute.

    On a machine set to another zone a filing of the 16th would stand in the list as the 15th's.
    """
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def beijing_day(moment: datetime) -> date:
    """Return the calendar day in Beijing, by which periods and deadlines count."""
    return moment.astimezone(BEIJING).date()
