"""Overdue months: one at a time, oldest first, where the rule file says so."""

from datetime import date

import pytest

from shebao.rule_book.book import rule_file
from shebao.rules.overdue import first_overdue

GUIZHOU, FUJIAN = rule_file("520100"), rule_file("350100")


@pytest.mark.parametrize(
    ("asked", "waiting", "today", "expected"),
    [
        ({"2026-11"}, {"2026-11"}, date(2026, 11, 10), None),
        ({"2026-11", "2026-12"}, set(), date(2026, 11, 30), None),  # the last day is not late
        ({"2026-11", "2026-12"}, set(), date(2026, 12, 1), "2026-11"),
        ({"2026-12"}, {"2026-11"}, date(2026, 12, 10), "2026-11"),
        ({"2026-12"}, {"2026-10", "2026-11"}, date(2026, 12, 10), "2026-10"),
        ({"2026-10"}, {"2026-11"}, date(2026, 12, 10), None),
    ],
)
def test_oldest_overdue_month_comes_first(
    asked: set[str], waiting: set[str], today: date, expected: str | None
) -> None:
    """A month filed out of turn is refused at the counter, at five to five."""
    assert GUIZHOU is not None
    assert FUJIAN is not None
    assert first_overdue(asked, waiting, GUIZHOU, today) == expected
    assert first_overdue(asked, waiting, FUJIAN, today) is None
