"""Defined names."""

from typing import Any

import pytest

from tests.com_stand_in import ComDesk, ComError


@pytest.fixture
def sheet(desk: ComDesk) -> Any:
    return desk.book.sheets[0]


def test_a_name_can_be_added_found_and_followed(desk: ComDesk, sheet: Any) -> None:
    desk.book.names.add("所属月份", "=Sheet1!$B$2")

    assert "所属月份" in desk.book.names
    assert "别的" not in desk.book.names
    assert desk.book.names["所属月份"].refers_to_range.address == "$B$2"
    assert [name.name for name in desk.book.names] == ["所属月份"]

    desk.book.names.add("所属月份", "=Sheet1!$C$3")
    assert desk.book.names["所属月份"].refers_to_range.address == "$C$3"
    assert len(desk.book.names) == 1


def test_a_sheets_own_name_shows_its_sheet(desk: ComDesk, sheet: Any) -> None:
    sheet.names.add("own", "=Sheet1!$A$1")

    assert [name.name for name in sheet.names] == ["Sheet1!own"]
    assert desk.book.names["Sheet1!own"].refers_to_range.address == "$A$1"


@pytest.mark.parametrize("name", ["two words", "A1", "1st", "R"])
def test_impossible_names_are_refused(desk: ComDesk, name: str) -> None:
    with pytest.raises(ComError):
        desk.book.names.add(name, "=Sheet1!$A$1")


def test_a_constant_has_no_range(desk: ComDesk) -> None:
    desk.book.names.add("rate", "=0.5")

    with pytest.raises(ComError):
        desk.book.names["rate"].refers_to_range  # noqa: B018 - the read is the test


def test_renaming_a_sheet_carries_names_along(desk: ComDesk, sheet: Any) -> None:
    desk.book.names.add("here", "=Sheet1!$A$1")

    sheet.name = "七月 工资"

    assert desk.book.names["here"].refers_to_range.sheet.name == "七月 工资"
    assert desk.book.names["here"].refers_to_range.address == "$A$1"
