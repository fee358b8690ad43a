"""What is left on a sheet from an earlier year or month is not taken up in silence."""

import pytest

from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.desk import Desk


@pytest.mark.feature("W-SHEET-PERSON", "W-LOWER")
def test_last_years_start_is_asked_about_when_a_sheet_is_opened(desk: Desk) -> None:
    """In January the cell still says last year: new wages would count for a year that is paid."""
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
    desk.until_rostered()
    assert "生效年度 2026" in desk.done("new_wage_sheet").message
    desk.bureau.control("clock", now="2027-01-10T04:00:00Z")
    before = desk.rows(WAGES_BY_PERSON)

    asked = desk.ask("new_wage_sheet")

    assert (asked.answer["code"], "生效年度 2026，早于本年度 2027" in asked.message) == (
        "INP-04",
        True,
    )
    assert desk.rows(WAGES_BY_PERSON) == before
    assert "生效年度 2026" in desk.done("new_wage_sheet").message
    assert "生效年度 2027" in desk.ask("new_wage_sheet", {"生效年度": ""}).message
