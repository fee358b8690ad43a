"""The persons' shares written into HR's own payroll, and nothing else of it."""

import re
import shutil
import unicodedata
import zipfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shebao.sheets.declared.books_sheets import PAYROLL_BACK
from shebao.sheets.declared.premium_sheets import BILL_LINES, BILLS
from tests.desk import Desk

ALL = {"提交范围": "全部"}


def billed(desk: Desk) -> None:
    """Have the bills and every line of them on the sheets."""
    desk.until_billed()
    desk.done("show_bill_lines", ALL)


def enlarge_the_page(book: openpyxl.Workbook) -> None:
    """Type more digits for the lines of a page than Python makes a number of."""
    cells = (cell for row in book[BILL_LINES.title] for cell in row)
    label = next(cell for cell in cells if cell.value == "每页行数")
    label.offset(column=1).value = "9" * 5_000


def shares(desk: Desk) -> dict[str, Decimal]:
    """Add up each person's share from the sheet, apart from the product's code."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in desk.rows(BILL_LINES):
        found[str(row["id_number"])] += Decimal(str(row["person"]))
    return found


def column_of(path: Path, head: str) -> tuple[dict[str, object], int]:
    """Return a column's cells by id number, and where it stands, as openpyxl reads them."""
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    at = next(n for n, row in enumerate(rows) if head in row)
    heads = rows[at]
    number = next(i for i, cell in enumerate(heads) if cell and "身份证" in str(cell))
    column = heads.index(head)
    return {plain(row[number]): row[column] for row in rows[at + 1 :] if row[number]}, column


def plain(cell: object) -> str:
    """Return an id number as typed by people, without what they typed around it."""
    return re.sub("[^0-9A-Z]", "", unicodedata.normalize("NFKC", str(cell)).upper())


def head_row(sheet: Any) -> int:
    return next(
        number
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
        if "身份证号" in row
    )


def titles(sheet: Any, row: int) -> dict[str, int]:
    return {str(c.value).replace(" ", ""): int(c.column) for c in sheet[row] if c.value}


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.feature("F-PAYROLL-BACK")
def test_new_column_holds_each_persons_share(desk: Desk) -> None:
    """A share on a neighbour's row would be taken from the wrong wage."""
    billed(desk)
    before = openpyxl.load_workbook(desk.payroll)
    original = desk.payroll.read_bytes()

    given = {"工资表文件": desk.payroll.name, "写入列": "个人缴纳合计"}
    ran = desk.run("write_back_payroll", given)

    expected = shares(desk)
    cells, _ = column_of(desk.payroll, "个人缴纳合计")
    written = {i: Decimal(str(cell)) for i, cell in cells.items() if cell is not None}
    assert written == {i: fen for i, fen in expected.items() if i in written}
    assert len(written) == ran.answer["counts"]["written"] > 20
    assert ran.answer["counts"]["written_fen"] == int(sum(written.values()) * 100)
    assert ran.answer["counts"]["billed_fen"] == int(sum(expected.values()) * 100)
    listed = {str(r["id_number"]) for r in desk.rows(PAYROLL_BACK) if r["match"] == "已写入"}
    assert listed == set(written)
    left = sum(Decimal(str(r["left"] or 0)) for r in desk.rows(PAYROLL_BACK))
    assert sum(written.values()) + left == sum(expected.values())
    after = openpyxl.load_workbook(desk.payroll)
    for sheet in before.worksheets:
        other = after[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                assert other[cell.coordinate].value == cell.value
                assert other[cell.coordinate].number_format == cell.number_format
    copy = next(desk.folder.glob("*_写入前_*.xlsx"))
    assert copy.read_bytes() == original


@pytest.mark.feature("F-PAYROLL-BACK")
def test_other_parts_of_the_file_are_byte_for_byte_the_same(desk: Desk) -> None:
    """HR's macros, pictures and other sheets are not ours to rewrite."""
    billed(desk)
    workbook = openpyxl.load_workbook(desk.payroll)
    sheet = workbook.active
    assert sheet is not None
    head = head_row(sheet)
    at = sheet.max_column + 1
    sheet.cell(head, at, "个人社保")
    ids = titles(sheet, head)["身份证号"]
    person = next(
        r for r in range(head + 1, sheet.max_row) if plain(sheet.cell(r, ids).value) in shares(desk)
    )
    sheet.cell(person, at, "=1+1").number_format = "@"
    workbook.create_sheet("别的表")["A1"] = "不动"
    workbook.save(desk.payroll)
    before = parts(desk.payroll)

    unsure = desk.run("write_back_payroll", {"工资表文件": desk.payroll.name})
    assert unsure.status == 1
    assert "2 个可写入的列" in unsure.said  # 代扣社保 is the sample's own
    given = {"工资表文件": desk.payroll.name, "写入列": "个人社保"}
    asked = desk.ask("write_back_payroll", given)
    assert asked.status == 1
    assert "公式" in asked.said
    assert parts(desk.payroll) == before

    assert desk.run("write_back_payroll", given).status == 0

    after = parts(desk.payroll)
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"}
    cells, _ = column_of(desk.payroll, "个人社保")
    id_number = plain(sheet.cell(person, ids).value)
    assert isinstance(cells[id_number], float | int)
    assert Decimal(str(cells[id_number])) == shares(desk)[id_number]


@pytest.mark.feature("F-PAYROLL-BACK")
def test_whoever_is_not_certain_is_listed_and_left(desk: Desk) -> None:
    """A guess would take one person's premium from another's pay."""
    billed(desk)
    workbook = openpyxl.load_workbook(desk.payroll)
    sheet = workbook.active
    assert sheet is not None
    head = head_row(sheet)
    columns = titles(sheet, head)
    ids = columns["身份证号"]
    name = columns["姓名"]
    known = shares(desk)
    rows = [r for r in range(head + 1, sheet.max_row) if plain(sheet.cell(r, ids).value) in known]
    renamed, doubled, other = (plain(sheet.cell(r, ids).value) for r in rows[:3])
    sheet.cell(rows[0], name, "张别人")
    last = sheet.max_row + 1
    for at in range(1, sheet.max_column + 1):
        sheet.cell(last, at, sheet.cell(rows[1], at).value)
    sheet.cell(rows[2], ids, int(other[:17] + "0"))
    workbook.save(desk.payroll)

    ran = desk.run("write_back_payroll", {"工资表文件": desk.payroll.name, "写入列": "扣社保"})

    assert ran.status == 0
    assert ran.answer["status"] == "partial"
    cells, _ = column_of(desk.payroll, "扣社保")
    assert cells[renamed] is None
    assert cells[doubled] is None
    said = {(str(r["match"]), str(r["id_number"])) for r in desk.rows(PAYROLL_BACK)}
    assert {("不一致", renamed), ("重复", doubled), ("工资表中没有", other)} <= said
    assert any(match == "无法识别" for match, _ in said)
    counts = ran.answer["counts"]
    assert (
        f"相差 {Decimal(counts['billed_fen'] - counts['written_fen']) / 100:,.2f} 元" in ran.message
    )


@pytest.mark.feature("F-PAYROLL-BACK")
def test_one_insurance_alone(desk: Desk) -> None:
    """Some payrolls have a column for each insurance."""
    billed(desk)
    pension = next(r for r in desk.rows(BILLS) if r["insurance"] == "110")

    given = {"工资表文件": desk.payroll.name, "险种": str(pension["insurance_name"])}
    ran = desk.run("write_back_payroll", {**given, "写入列": "养老个人"})

    assert ran.answer["counts"]["billed_fen"] == round(float(str(pension["person"])) * 100)
    cells, _ = column_of(desk.payroll, "养老个人")
    theirs = {
        str(r["id_number"]): Decimal(str(r["person"]))
        for r in desk.rows(BILL_LINES)
        if r["insurance_name"] == pension["insurance_name"]
    }
    written = {i: Decimal(str(cell)) for i, cell in cells.items() if cell is not None}
    assert written
    assert written == {i: theirs[i] for i in written}


@pytest.mark.feature("F-PAYROLL-BACK")
def test_wrong_files_end_in_one_sentence(desk: Desk) -> None:
    """Each leaves the file as it was."""
    billed(desk)
    folder = desk.folder
    (folder / "表.csv").write_text("姓名,身份证号\n", encoding="utf-8")
    (folder / "旧.xls").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le")
    )
    shutil.copy(desk.payroll, folder / "开着.xlsx")
    (folder / "~$开着.xlsx").write_bytes(b"x")
    workbook = openpyxl.load_workbook(desk.payroll)
    for sheet in workbook.worksheets:
        sheet.protection.sheet = True
    workbook.save(folder / "保护.xlsx")
    openpyxl.Workbook().save(folder / "空.xlsx")
    for name, why in {
        "表.csv": "不是 Excel 工作簿",
        "旧.xls": "旧格式",
        "开着.xlsx": "正被其他程序打开",
        "保护.xlsx": "受保护",
        "空.xlsx": "都是空的",
        "没有.xlsx": "不存在",
        desk.book.name: "就是当前工作簿",
    }.items():
        path = folder / name
        was = path.read_bytes() if path.exists() else b""
        sheets = desk.rows(PAYROLL_BACK)

        ran = desk.run("write_back_payroll", {"工资表文件": name})

        assert ran.status == 1, name
        assert why in ran.said
        assert "Traceback" not in ran.said
        if path != desk.book:
            assert (path.read_bytes() if path.exists() else b"") == was
        assert desk.rows(PAYROLL_BACK) == sheets
    assert not list(folder.glob("*_写入前_*"))


@pytest.mark.feature("F-PAYROLL-BACK")
def test_a_page_of_the_lines_is_not_taken_for_all(desk: Desk) -> None:
    """Whoever stands on the next page would pay nothing."""
    desk.until_billed()
    desk.done("show_bill_lines", {**ALL, "每页行数": "10"})
    before = desk.payroll.read_bytes()
    asked = {"工资表文件": desk.payroll.name}

    ran = desk.run("write_back_payroll", asked)

    assert ran.status == 1
    assert "没有" in ran.said
    assert "每页行数" in ran.said
    desk.change(enlarge_the_page)
    assert "每页行数" in desk.run("write_back_payroll", asked).said
    desk.done("show_bill_lines", {**ALL, "每页行数": "1000"})
    desk.write(BILL_LINES, [])
    lacking = desk.run("write_back_payroll", asked)
    assert f"没有 {desk.bureau.month} 的全部明细" in lacking.said
    assert "每页行数" not in lacking.said  # it is not what is missing
    assert desk.payroll.read_bytes() == before


@pytest.mark.feature("F-PAYROLL-BACK")
def test_a_page_as_large_as_it_says_is_enough_with_two_months(desk: Desk) -> None:
    """Lines come by pages over every month's bills, of which only one is written back."""
    desk.until_billed()
    period = str(desk.bureau.month)
    desk.next_month()
    desk.done("update_bills")
    desk.done("show_bill_lines", {**ALL, "每页行数": "10"})
    asked = {"工资表文件": desk.payroll.name, "费款所属期": period}

    said = desk.run("write_back_payroll", asked).said
    wanted = re.search(r"“每页行数”改为 (\d+) 以上", said)
    assert wanted is not None, said
    desk.done("show_bill_lines", {**ALL, "每页行数": wanted[1]})

    assert "每页行数" not in desk.run("write_back_payroll", asked).said
