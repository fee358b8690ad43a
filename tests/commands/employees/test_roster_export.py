"""Employees into a file of their own."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shebao import cli
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.parts import TICK
from shebao.sheets.export_file import ExportColumn, write_export
from tests.commands.people import joins
from tests.desk import Desk


def read(path: Path) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.feature("R-EXPORT")
def test_ticked_rows_or_everyone_are_exported(desk: Desk) -> None:
    """The ticked ones as the sheet shows them; everyone whatever the sheet filters."""
    desk.until_rostered()
    rows = desk.rows(ROSTER)
    rows[2]["tick"] = TICK
    desk.edit(ROSTER, [rows[2]], "tick")

    one = desk.done("export_roster", {"导出文件": "一人.xlsx"})
    everyone = desk.done("export_roster", {"导出文件": "全部.xlsx", "导出范围": "全部"})

    assert one.message == "已导出 1 行到“一人.xlsx”。"
    assert one.answer["files"] == [str(desk.book), str(desk.folder / "一人.xlsx")]
    head, *written = read(desk.folder / "一人.xlsx")
    assert head[:2] == ["姓名", "证件号码"]
    number = head.index("证件号码")
    assert "校验键" not in head
    assert "选择" not in head
    assert [line[number] for line in written] == [rows[2]["id_number"]]
    assert everyone.answer["counts"] == {"rows": len(rows)}
    head, *written = read(desk.folder / "全部.xlsx")
    assert {line[number] for line in written} == {row["id_number"] for row in rows}
    assert {line[head.index("110|企业职工基本养老保险")] for line in written} == {TICK, None}


@pytest.mark.feature("R-EXPORT")
def test_a_file_is_only_replaced_after_a_confirm(desk: Desk) -> None:
    """It may be last month's, or the clerk's own work."""
    desk.until_rostered()
    target = desk.folder / "全部.xlsx"
    target.write_bytes(b"mine")
    arguments = ["run", "export_roster", "--book", str(desk.book)]
    arguments += ["--set", "导出范围=全部", "--set", "导出文件=全部.xlsx"]

    assert cli.main(arguments) == 1
    said = desk.capture.readouterr().err

    assert "未确认，因此没有执行" in said
    assert "：文件“" in said
    assert "已存在，将被替换" in said
    assert target.read_bytes() == b"mine"
    assert cli.main([*arguments, "--yes"]) == 0
    assert len(read(target)) == 1 + len(desk.rows(ROSTER))


@pytest.mark.feature("R-EXPORT")
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("职工.csv", "不是 .xlsx 文件名"),
        ("社保费.xlsx", "是当前工作簿，不能覆盖"),
        ("没有的文件夹/职工.xlsx", "无法写入"),
    ],
)
def test_places_that_cannot_be_written_are_named(desk: Desk, name: str, why: str) -> None:
    """And the workbook stays as it was."""
    desk.until_rostered()
    before = desk.book.read_bytes()

    ran = desk.run("export_roster", {"导出文件": name, "导出范围": "全部"})

    assert (ran.status, why in ran.message) == (1, True)
    assert desk.book.read_bytes() == before


@pytest.mark.feature("R-EXPORT")
def test_nothing_ticked_is_refused_in_words(desk: Desk) -> None:
    """An empty file would look like an empty employer."""
    desk.until_rostered()

    ran = desk.run("export_roster")

    assert ran.status == 1
    assert "没有勾选任何行" in ran.message
    assert "或把“导出范围”改为“全部”" in ran.message
    assert not (desk.folder / "职工参保信息_导出.xlsx").exists()


@pytest.mark.feature("R-EXPORT")
def test_text_that_begins_like_a_formula_stays_text(desk: Desk) -> None:
    """A name from outside must not run in the reader's Excel."""
    desk.until_rostered()
    joins(desk, name='=HYPERLINK("http://x","点")')
    desk.done("update_roster")

    desk.done("export_roster", {"导出文件": "全部.xlsx", "导出范围": "全部"})

    sheet = openpyxl.load_workbook(desk.folder / "全部.xlsx").active
    assert sheet is not None
    cell = next(c for c in sheet["A"] if str(c.value).startswith("=HYPERLINK"))
    assert (cell.data_type, cell.number_format) == ("s", "@")


@pytest.mark.feature("R-EXPORT")
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "http://x", "{=1}", ""])
def test_any_text_is_written_as_it_is(tmp_path: Path, text: str) -> None:
    """XlsxWriter's own guessing would make links and formulas of some."""
    path = tmp_path / "文件.xlsx"

    columns = [ExportColumn("甲", "a", Kind.TEXT, 10), ExportColumn("乙", "b", Kind.MONEY, 10)]
    write_export(path, "表", columns, [{"a": text, "b": 123_456}], lambda *_: None)

    assert read(path)[1] == [text or None, 1234.56]
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert sheet["A2"].hyperlink is None
    assert sheet["A2"].data_type != "f"
    assert [each.name for each in tmp_path.iterdir()] == ["文件.xlsx"]


@pytest.mark.slow
@pytest.mark.feature("R-EXPORT")
def test_100_000_rows_are_exported(tmp_path: Path) -> None:
    """As many as the biggest employer has."""
    rows = [{"a": f"{n:018d}"} for n in range(100_000)]

    write_export(
        tmp_path / "f.xlsx", "表", [ExportColumn("甲", "a", Kind.TEXT, 20)], rows, lambda *_: None
    )

    book = openpyxl.load_workbook(tmp_path / "f.xlsx", read_only=True)
    assert sum(1 for _ in book.worksheets[0].iter_rows()) == 100_001
