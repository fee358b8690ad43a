"""Times as a clerk reads them."""

from datetime import datetime


def local_time(moment: datetime) -> str:
    """Return an aware time in the machine's own zone, to the minute."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
