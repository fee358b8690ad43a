"""One reading of days for every file, so that two lists name the same one."""

from datetime import date, datetime

import pytest

from shebao.rules.day_cell import day_of

DAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        datetime(2026, 11, 2, 10, 22),
        "2026-11-02",
        "2026-11-2 10:22:33",
        "2026/11/2 9:00",
        "２０２６年１１月２日 10:22",
        "'2026.11.02",
        "2026-11-02T10:22:33+08:00",
        "20261102",
        "20261102102233",
        20261102102233.0,
        "202611021022",
        20261102,
        20261102.0,
        46328.0,
        46328.43,
    ],
)
def test_a_day_however_it_is_written(cell: object) -> None:
    """A bank writes the second behind the day, Excel a number, HR a space too few."""
    assert day_of(cell) == DAY


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-13-01", "", "x", "2026-02-30", "96062.00", "2026-11", "202611", "2026111"),
        *("451016260400001234", 5.0, None, True, float("nan"), float("inf")),
    ],
)
def test_what_is_no_day(cell: object) -> None:
    """A total's row has text where the day would be, and a month is no day."""
    assert day_of(cell) is None
