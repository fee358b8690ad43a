"""Times and days are Beijing's on a machine of any zone."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import shebao
from shebao.domain.moments import beijing_day, local_time

NEW_YEAR = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["UTC0", "CST-8", "PST8PDT"])
def test_a_new_years_morning_is_not_last_years(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown in the machine's zone, a payment of 1 January stood among last year's."""
    import time

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert local_time(NEW_YEAR) == "2027-01-01 00:30"
        assert beijing_day(NEW_YEAR) == date(2027, 1, 1)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_nothing_takes_the_machines_own_zone() -> None:
    """At a month's turn two machines of a team would name two batches of one list."""
    folder = shebao.__path__[0]

    bare = [
        path.name
        for path in Path(folder).rglob("*.py")
        if ".astimezone()" in path.read_text(encoding="utf-8")
    ]

    assert bare == []
