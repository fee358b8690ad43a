"""Workbook files for the tests, made by other programs than the engine under test."""

import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import xlsxwriter
import xlwings
from openpyxl.utils import get_column_letter

from workbook_file import open_book


def simple(path: Path) -> Path:
    """Two sheets of small values, by openpyxl."""
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = "Wages"
    for row in (["id", "name", "wage"], ["001", "A", 5000.5], ["002", "B", 6000]):
        first.append(row)
    book.create_sheet("Other")["A1"] = "=Wages!C2*2"
    book.save(path)
    return path


def new_book(path: Path, *, strict: bool = False, big_sheet: int | None = None) -> xlwings.Book:
    """An open workbook with one empty sheet, by XlsxWriter."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
    return open_book(path, strict=strict, big_sheet=big_sheet)


def rich(path: Path) -> Path:
    """A workbook with what users add in Excel: chart, shape, button, x14 rules, notes."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Data")
    other = book.add_worksheet("Other")
    sheet.write_row(0, 0, ["a", "b", "c"])
    for row in range(1, 6):
        sheet.write_row(row, 0, [row, row * 2.5, f"text {row}"])
    sheet.write_formula("D2", "=SUM(A2:A6)", None, 15)
    sheet.write_rich_string("E1", "plain ", book.add_format({"bold": True}), "bold")
    sheet.freeze_panes(1, 0)
    sheet.conditional_format("B2:B6", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format(
        "A2:A6",
        {"type": "cell", "criteria": ">", "value": 3, "format": book.add_format({"bold": True})},
    )
    sheet.data_validation("C2:C6", {"validate": "list", "source": ["x", "y"]})
    sheet.insert_textbox("F3", "a text box")
    sheet.insert_button("F10", {"caption": "Press"})
    sheet.write_comment("A1", "a note")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Data!$B$2:$B$6"})
    other.insert_chart("B2", chart)
    other.add_sparkline("A1", {"range": "Data!A2:A6"})
    other.protect("secret")
    other.set_footer("&Cpage &P")
    book.define_name("rate", "=Data!$B$2")
    book.set_custom_property("Unit", "X")
    book.close()
    return path


def parts(path: Path) -> dict[str, bytes]:
    """Every part of a file by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The file with its parts changed by a function."""
    all_parts = parts(path)
    change(all_parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in all_parts.items():
            archive.writestr(name, data)
    return path


def read_back(path: Path, *, rich_text: bool = False) -> openpyxl.Workbook:
    """The file as openpyxl sees it; what openpyxl says it cannot keep is not asked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(path, rich_text=rich_text)


def widths(sheet: xlwings.Sheet, path: Path) -> dict[str, float]:
    """Save its book; the widths of a sheet's columns in characters, as Excel says them."""
    sheet.book.save(path)
    columns = read_back(path)[sheet.name].column_dimensions
    return {
        get_column_letter(at): int((column.width * 7 - 5) / 7 * 100 + 0.5) / 100
        for column in columns.values()
        for at in range(column.min or 0, (column.max or 0) + 1)
    }
