"""Overdue months: one at a time, oldest first, where the rule file says so."""

from datetime import date
from importlib import resources

import pytest

from shebao.contract.rule_file import RuleFile
from shebao.rules.overdue import first_overdue

FILES = resources.files("shebao.sandbox") / "rule_files"
GUIZHOU, FUJIAN = (
    RuleFile.model_validate_json((FILES / f"{region}.json").read_text(encoding="utf-8"))
    for region in ("520100", "350100")
)


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
    assert first_overdue(asked, waiting, GUIZHOU, today) == expected
    assert first_overdue(asked, waiting, FUJIAN, today) is None
