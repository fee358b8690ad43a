"""Values go in and come out as they do through Excel on Windows."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xlwings

from shebao.templates import new_workbook
from tests.workbook_file.books import read_back, simple, with_parts
from workbook_file import TextConversionError, open_book

_DAY = datetime.fromisoformat("2026-03-31")
_MOMENT = datetime.fromisoformat("2026-03-31T12:30:00")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (1, 1.0),
        (2.5, 2.5),
        (-0.1, -0.1),
        (1e300, 1e300),
        (True, True),
        ("text", "text"),
        ("", None),
        (None, None),
        (_DAY, _DAY),
        (_MOMENT, _MOMENT),
        (date(2026, 3, 31), _DAY),
        (np.float64(1.5), 1.5),
        (np.int64(7), 7.0),
        (pd.Timestamp("2026-03-31"), _DAY),
        (pd.NaT, None),
        (float("nan"), None),
        ("two\nlines & <more>", "two\nlines & <more>"),
        ("_x0041_ \x0b", "_x0041_ \x0b"),
        ("𠮷野家", "𠮷野家"),
    ],
)
def test_value_round_trip(sheet: xlwings.Sheet, tmp_path: Path, given: Any, read: Any) -> None:
    """Numbers come back as float, empty text as nothing: commands must not notice the engine."""
    sheet["B2"].value = given
    assert sheet["B2"].value == read
    assert type(sheet["B2"].value) is type(read)
    sheet["A1"].value = "x"
    sheet.book.save(tmp_path / "a.xlsx")
    again = open_book(tmp_path / "a.xlsx")
    assert again.sheets[0]["B2"].value == read
    again.close()


def test_block_is_a_tuple_of_rows_and_a_cell_a_scalar(sheet: xlwings.Sheet) -> None:
    sheet["A1:B2"].raw_value = [["a", 1], [None, True]]
    assert sheet["A1:B2"].raw_value == (("a", 1.0), (None, True))
    assert sheet["A1"].raw_value == "a"


def test_scalar_fills_and_formulas_follow(sheet: xlwings.Sheet) -> None:
    """A filled formula must mean each row's own cells."""
    sheet["A1:A3"].value = 2
    sheet["B1:C3"].formula = "=A1*$A$1"
    assert sheet["A1:A3"].value == [2.0, 2.0, 2.0]
    assert [cell.formula for cell in sheet["B3:C3"]] == ["=A3*$A$1", "=B3*$A$1"]


def test_wrong_shape_is_refused_before_anything_is_written(sheet: xlwings.Sheet) -> None:
    """Excel would fill the rest with #N/A or cut values off."""
    with pytest.raises(ValueError, match="shape"):
        sheet["A1:B2"].raw_value = [[1, 2]]
    with pytest.raises(ValueError, match="shape"):
        sheet["A1:B2"].raw_value = [[1, 2], [3]]
    assert sheet["A1:B2"].raw_value == ((None, None), (None, None))


@pytest.mark.parametrize("bad", [float("inf"), float("nan")])
def test_number_that_is_none_is_refused(sheet: xlwings.Sheet, bad: float) -> None:
    with pytest.raises(ValueError, match="hold"):
        sheet["A1:A2"].raw_value = [[1.0], [bad]]
    assert sheet["A1"].raw_value is None


def test_unknown_type_is_refused(sheet: xlwings.Sheet) -> None:
    with pytest.raises(TypeError, match="object"):
        sheet["A1"].raw_value = object()


def test_date_makes_a_general_cell_a_date(sheet: xlwings.Sheet) -> None:
    """Excel does; without it the user would see 46112."""
    sheet["A1:A2"].value = [[_DAY], [_MOMENT]]
    assert [cell.number_format for cell in sheet["A1:A2"]] == ["m/d/yyyy", "m/d/yyyy h:mm"]
    sheet["B1"].number_format = "yyyy-mm-dd"
    sheet["B1"].value = _DAY
    assert sheet["B1"].number_format == "yyyy-mm-dd"
    sheet["C1"].number_format = "0.00"
    sheet["C1"].value = _DAY
    assert sheet["C1"].value == 46112.0


def test_format_decides_whether_a_number_is_a_date(sheet: xlwings.Sheet) -> None:
    sheet["A1"].value = 46112
    sheet["A1"].number_format = 'yyyy"年"m"月"d"日"'
    assert sheet["A1"].value == _DAY
    sheet["A1"].number_format = '0.00"days"'
    assert sheet["A1"].value == 46112.0


def test_time_of_day(sheet: xlwings.Sheet) -> None:
    sheet["A1"].value = time(18, 0)
    assert sheet["A1"].value == datetime.fromisoformat("1899-12-30T18:00:00")


def test_text_format_keeps_what_looks_like_something_else(sheet: xlwings.Sheet) -> None:
    """Identity numbers, and names that an attacker starts with an equals sign."""
    sheet["A:A"].number_format = "@"
    texts = [["00123"], ["110101199001010012"], ["=1+1"], ["+x"], ["1/2"], ["TRUE"]]
    sheet["A1:A6"].value = texts
    assert sheet["A1:A6"].options(ndim=2).value == texts
    assert sheet["A3"].formula == "=1+1"
    sheet["A7"].value = 5
    assert sheet["A7"].value == "5"


@pytest.mark.parametrize(
    "text",
    [
        "00123",
        "12",
        "1,000.5",
        "1e5",
        "50%",
        "¥12",
        "(5)",
        "1/2",
        "3-4",
        "2026-03-31",
        "2026年3月",
        "12:30",
        "TRUE",
        "#N/A",
        "+1-2",
        "-x",
        "@x",
        "'x",
        " 7 ",
        "Jan 5",
        "１２",
    ],
)
def test_strict_book_refuses_text_that_excel_would_convert(sheet: xlwings.Sheet, text: str) -> None:
    """On a desk the leading zero would be gone; here it must not pass the tests."""
    with pytest.raises(TextConversionError, match=r"Sheet1!B2"):
        sheet["A1:B2"].value = [["x", "y"], ["z", text]]
    assert sheet["A1"].value is None
    sheet["B2"].number_format = "@"
    sheet["A1:B2"].value = [["x", "y"], ["z", text]]
    assert sheet["B2"].value == text


@pytest.mark.parametrize(
    "text", ["x", "A-1", "1 piece", "12号", "-", "张三", "1.2.3.4", "2026-03-31-x", "0x1F", "=A1"]
)
def test_strict_book_takes_text_that_stays(sheet: xlwings.Sheet, text: str) -> None:
    sheet["A1"].value = text
    assert sheet["A1"].formula == text


def test_errors_read_as_on_windows(tmp_path: Path) -> None:
    """COM hands out a number for an error; xlwings makes it None, or text when asked."""
    path = simple(tmp_path / "a.xlsx")

    def with_error(all_parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        cell = b'<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        all_parts[name] = all_parts[name].replace(b"</row>", b"</row>", 1)
        first, second, rest = all_parts[name].split(b"</row>", 2)
        all_parts[name] = first + b"</row>" + second + cell + rest

    with_parts(path, with_error)
    for big_sheet in (0, 10**9):
        cell = open_book(path, big_sheet=big_sheet).sheets["Wages"]["D2"]
        assert cell.raw_value == -2146826281
        assert cell.value is None
        assert cell.options(err_to_str=True).value == "#DIV/0!"
        cell.sheet.book.close()


def test_data_frame_round_trip(sheet: xlwings.Sheet) -> None:
    frame = pd.DataFrame({"名": ["甲", "乙"], "x": [1.5, None], "d": [_DAY, _MOMENT]})
    sheet["A1"].options(index=False).value = frame
    back = sheet["A1:C3"].options(pd.DataFrame, index=False).value
    assert back["名"].tolist() == ["甲", "乙"]
    assert back["x"].tolist()[0] == 1.5
    assert back["d"].tolist() == [_DAY, _MOMENT]


def test_new_formula_has_no_value_yet(sheet: xlwings.Sheet) -> None:
    """Zero would be a lie; Excel calculates when it opens the file."""
    sheet["A1"].formula = "=1+1"
    assert sheet["A1"].value is None
    assert sheet["A1"].formula == "=1+1"


def test_formula_with_an_empty_result_has_no_value_yet(tmp_path: Path) -> None:
    """Writers that do not calculate leave the result empty; the book is not damaged."""
    path = new_workbook(tmp_path / "book.xlsx")
    book = open_book(path)
    sums = [
        sheet.used_range
        for sheet in book.sheets
        if any("SUBTOTAL" in str(cell) for row in sheet.used_range.formula for cell in row)
    ]
    assert sums
    assert not any(
        isinstance(cell, float) for area in sums for row in area.raw_value for cell in row
    )
    book.close()


def test_long_columns_read_alike(sheet: xlwings.Sheet, tmp_path: Path) -> None:
    """Above some hundred rows another reader takes over; nobody may notice."""
    rows = [
        [f"{n:06}", n * 1.25, None if n % 3 else _DAY, n % 2 == 0, "a&b", n] for n in range(1, 1500)
    ]
    sheet["A:A"].number_format = "@"
    sheet.range((1, 1), (1499, 6)).value = rows
    sheet.book.save(tmp_path / "a.xlsx")
    want = tuple(tuple(float(v) if type(v) is int else v for v in row) for row in rows)
    for big_sheet in (0, 10**9):
        again = open_book(tmp_path / "a.xlsx", big_sheet=big_sheet)
        assert again.sheets[0].used_range.raw_value == want
        assert again.sheets[0]["C3:D1499"].raw_value == tuple(row[2:4] for row in want[2:])
        again.close()
    cells = read_back(tmp_path / "a.xlsx").worksheets[0]
    assert cells["A7"].value == "000007"
    assert cells["C3"].value == _DAY


def test_books_that_count_from_1904(tmp_path: Path) -> None:
    """Files from old Macs: the same number is a day four years later."""
    path = simple(tmp_path / "a.xlsx")

    def mac(all_parts: dict[str, bytes]) -> None:
        all_parts["xl/workbook.xml"] = all_parts["xl/workbook.xml"].replace(
            b"<workbookPr ", b'<workbookPr date1904="1" '
        )

    with_parts(path, mac)
    for big_sheet in (0, 10**9):
        book = open_book(path, big_sheet=big_sheet)
        book.sheets[0]["E1"].value = _DAY
        assert book.sheets[0]["E1"].value == _DAY
        book.save(tmp_path / f"{big_sheet}.xlsx")
        book.close()
        assert read_back(tmp_path / f"{big_sheet}.xlsx").worksheets[0]["E1"].value == _DAY
