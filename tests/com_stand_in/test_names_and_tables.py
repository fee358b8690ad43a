"""Defined names and ListObjects."""

from typing import Any

import pandas as pd
import pytest

from tests.com_stand_in import ComDesk, ComError


@pytest.fixture
def sheet(desk: ComDesk) -> Any:
    return desk.book.sheets[0]


def test_a_name_can_be_added_found_followed_and_deleted(desk: ComDesk, sheet: Any) -> None:
    desk.book.names.add("所属月份", "=Sheet1!$B$2")

    assert "所属月份" in desk.book.names
    assert "别的" not in desk.book.names
    assert desk.book.names["所属月份"].refers_to_range.address == "$B$2"
    sheet["B2"].raw_value = "x"
    assert sheet["所属月份"].raw_value == "x"
    assert sheet["B2"].name is not None
    assert [name.name for name in desk.book.names] == ["所属月份"]

    desk.book.names["所属月份"].delete()
    assert len(desk.book.names) == 0


def test_naming_a_range_defines_the_name(desk: ComDesk, sheet: Any) -> None:
    sheet["C1:C9"].name = "wages"

    assert desk.book.names["wages"].refers_to == "=Sheet1!$C$1:$C$9"


def test_a_sheets_own_name_shows_its_sheet(desk: ComDesk, sheet: Any) -> None:
    sheet.names.add("own", "=Sheet1!$A$1")

    assert [name.name for name in sheet.names] == ["Sheet1!own"]
    assert desk.book.names["Sheet1!own"].refers_to == "=Sheet1!$A$1"


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

    assert desk.book.names["here"].refers_to == "='七月 工资'!$A$1"


def test_a_table_knows_its_parts(sheet: Any) -> None:
    sheet["A1:B3"].value = [["姓名", "工资"], ["甲", 1], ["乙", 2]]
    table = sheet.tables.add(sheet["A1:B3"], name="tblWages")

    assert sheet.tables["tblWages"].range.address == "$A$1:$B$3"
    assert table.header_row_range.raw_value == (("姓名", "工资"),)
    assert table.data_body_range.address == "$A$2:$B$3"
    assert sheet["tblWages[工资]"].address == "$B$2:$B$3"
    assert sheet["tblWages[#All]"].address == "$A$1:$B$3"
    assert sheet["A2"].table.name == "tblWages"
    assert [column.name for column in table.columns] == ["姓名", "工资"]
    assert len(table.rows) == 2

    table.resize(sheet["A1:B9"])
    assert table.data_body_range.address == "$A$2:$B$9"


def test_missing_tables_and_names_are_key_errors(sheet: Any) -> None:
    with pytest.raises(KeyError):
        sheet.tables["none"]
    assert "none" not in sheet.tables


def test_headers_become_text_filled_in_and_unique(sheet: Any) -> None:
    sheet["A1:D1"].raw_value = [1, None, "x", "x"]

    table = sheet.tables.add(sheet["A1:D2"])

    assert table.header_row_range.raw_value == (("1", "列2", "x", "x2"),)


def test_a_header_alone_makes_an_empty_table(sheet: Any) -> None:
    sheet["A1:B1"].raw_value = ["a", "b"]
    table: Any = sheet.tables.add(sheet["A1:B1"])
    assert table.data_body_range is None
    assert table.range.address == "$A$1:$B$2"

    sheet["A2"].raw_value = 1
    assert sheet.tables[0].data_body_range.address == "$A$2:$B$2"


def test_a_frame_updates_a_table(sheet: Any) -> None:
    sheet["A1:B1"].raw_value = ["a", "b"]
    table = sheet.tables.add(sheet["A1:B1"], name="t")

    table.update(pd.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6]}), index=False)

    assert table.range.address == "$A$1:$B$4"
    assert table.data_body_range.raw_value[-1] == (3.0, 6.0)


@pytest.mark.parametrize("address", ["A2:B9", "A1:B1", "D1:E5"])
def test_impossible_sizes_are_refused(sheet: Any, address: str) -> None:
    sheet["A1:B1"].raw_value = ["a", "b"]
    table = sheet.tables.add(sheet["A1:B3"])

    with pytest.raises(ComError):
        table.resize(sheet[address])


def test_tables_do_not_overlap_and_names_are_not_shared(desk: ComDesk, sheet: Any) -> None:
    sheet.tables.add(sheet["A1:B3"], name="one")
    desk.book.names.add("two", "=Sheet1!$A$1")

    with pytest.raises(ComError):
        sheet.tables.add(sheet["B2:C5"])
    with pytest.raises(ComError):
        sheet.tables.add(sheet["E1:F3"], name="two")


def test_inserted_rows_stretch_tables_names_and_formulas(desk: ComDesk, sheet: Any) -> None:
    sheet["A1:B3"].value = [["a", "b"], [1, 2], [3, 4]]
    table = sheet.tables.add(sheet["A1:B3"])
    desk.book.names.add("last", "=Sheet1!$B$3")
    sheet["D3"].formula = "=SUM(B2:B3)+Sheet1!$B$3"

    sheet["2:2"].insert("down")

    assert table.range.address == "$A$1:$B$4"
    assert desk.book.names["last"].refers_to == "=Sheet1!$B$4"
    assert sheet["D4"].formula == "=SUM(B3:B4)+Sheet1!$B$4"
    assert sheet["A2:B3"].raw_value == ((None, None), (1.0, 2.0))

    sheet["2:3"].delete("up")
    assert table.range.address == "$A$1:$B$2"
    assert sheet["D2"].formula == "=SUM(B2:B2)+Sheet1!$B$2"


def test_a_shift_that_would_tear_a_table_is_refused(sheet: Any) -> None:
    sheet["A1:B1"].raw_value = ["a", "b"]
    sheet.tables.add(sheet["A1:B3"])

    with pytest.raises(ComError):
        sheet["A2"].insert("down")


def test_a_table_row_can_be_added(sheet: Any) -> None:
    sheet["A1:B2"].value = [["a", "b"], [1, 2]]
    table = sheet.tables.add(sheet["A1:B2"])

    table.rows.add([3, 4])

    assert table.data_body_range.raw_value == ((1.0, 2.0), (3.0, 4.0))
