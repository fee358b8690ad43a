"""Which filed wages another filing has replaced at the bureau."""

from dataclasses import dataclass, field

import pytest

from shebao.domain.wage_row import BY_PERSON, WageCell
from shebao.rules.filed_wages import is_due, overtaken


@dataclass
class Row:
    cells: tuple[WageCell, ...]
    number: int = 5
    key: str = ""
    name: str = "张三"
    id_type: str = "201"
    id_number: str = ""
    filed: dict[str, int] = field(default_factory=dict)

    def wages_fen(self) -> dict[str, int]:
        return self.filed


def said(filed: dict[str, int], in_force: dict[str, int]) -> list[str]:
    cells = tuple(WageCell(code, f"{code}|险", fen, fen) for code, fen in filed.items())
    return [finding.sentence for finding in overtaken(Row(cells), filed, in_force)]


@pytest.mark.parametrize(
    ("filed", "in_force"),
    [
        ({BY_PERSON: 600_000}, {"110": 600_000, "410": 600_000}),
        ({"110": 600_000}, {"110": 600_000, "410": 700_000}),
        ({BY_PERSON: 600_000}, {}),
    ],
)
def test_same_wage_or_none_is_no_alarm(filed: dict[str, int], in_force: dict[str, int]) -> None:
    """What this row did not file is another's to say."""
    assert said(filed, in_force) == []


def test_one_other_wage_for_all_is_said_once_and_single_ones_by_insurance() -> None:
    """The clerk must see which insurance another filing touched."""
    everywhere = said({BY_PERSON: 600_000}, {"110": 600_100, "410": 600_100})
    partly = said({BY_PERSON: 600_000}, {"110": 600_000, "410": 600_100})
    alone = said({"110": 600_000, "410": 600_000}, {"110": 600_000, "410": 600_100})

    assert [len(everywhere), len(partly), len(alone)] == [1, 1, 1]
    assert everywhere[0] == "税务 6,001.00，本表 6,000.00 元"
    assert "工伤保险" in partly[0]
    assert "养老" not in partly[0]
    assert alone[0].startswith("“410|险”")


@pytest.mark.parametrize(
    ("since", "expected"),
    [("2026-01", True), ("2026-11", True), ("2026-12", False), ("2027-01", False)],
)
def test_only_this_years_wages_that_have_begun_are_due(since: str, expected: bool) -> None:
    """A wage not yet in force differs rightly."""
    assert is_due(since, "2026-11") is expected
    assert not is_due("2025-01", "2026-11")
