"""What clerks and other programs do to a wage sheet: named, never guessed."""

import shutil
from datetime import datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON
from tests.desk import Desk
from tests.libreoffice import through_libreoffice
from tests.sheet_cells import Row

TOP = WAGES_BY_PERSON.header_row + 1


def _wage_column(sheet: Worksheet) -> int:
    return [cell.value for cell in sheet[TOP - 1]].index("新缴费工资") + 1


def _filled(desk: Desk, count: int) -> list[Row]:
    desk.until_filled()
    return [row for row in desk.rows(WAGES_BY_PERSON) if row["tick"]][:count]


def _row(desk: Desk, number: object) -> Row:
    return next(row for row in desk.rows(WAGES_BY_PERSON) if row["_row"] == number)


@pytest.mark.feature("W-SHEET-PERSON")
def test_value_of_a_formula_is_filed_and_its_error_is_named(desk: Desk) -> None:
    """=基本+绩效 is how many payrolls are kept; #DIV/0! is how they break."""
    good, bad = _filled(desk, 2)

    def put(workbook: openpyxl.Workbook) -> None:
        sheet = workbook[WAGES_BY_PERSON.title]
        sheet.cell(int(str(good["_row"])), _wage_column(sheet)).value = "=4000*2+345.67"
        sheet.cell(int(str(bad["_row"])), _wage_column(sheet)).value = "=1/0"

    desk.change(put)
    shutil.copy(through_libreoffice(desk.book), desk.book)
    desk.done("check_wages")
    blocked = desk.run("submit_wages")

    marked = _row(desk, bad["_row"])
    assert "#DIV/0!" in str(marked["check"])
    assert marked["faulty"] == ";!新缴费工资;"
    assert (blocked.status, f"第 {bad['_row']} 行" in blocked.message) == (1, True)
    desk.edit(WAGES_BY_PERSON, [{**marked, "tick": ""}], "tick")
    desk.done("submit_wages")
    assert _row(desk, good["_row"])["wage"] == 8345.67
    desk.done("fetch_wage_result")
    assert desk.done("show_drift").answer["counts"]["changed"] == 0


@pytest.mark.feature("W-SHEET-PERSON")
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (datetime(2026, 11, 1), "不能作为工资"),
        (True, "不能作为工资"),
        ("NaN", "不能作为工资"),
        ("1e308", "不能作为工资"),
        ("８千", "不能作为工资"),
        ("😀", "不能作为工资"),
        (1e15, "不能作为工资"),
    ],
)
def test_cell_that_is_no_wage_is_named(desk: Desk, typed: object, words: str) -> None:
    """A date is a number to Excel: 2026-11-01 would be filed as 46,327 yuan."""
    (row,) = _filled(desk, 1)

    def put(workbook: openpyxl.Workbook) -> None:
        sheet = workbook[WAGES_BY_PERSON.title]
        sheet.cell(int(str(row["_row"])), _wage_column(sheet)).value = typed  # type: ignore[assignment]

    desk.change(put)
    desk.done("check_wages")

    assert words in str(_row(desk, row["_row"])["check"])
    assert desk.run("submit_wages").status == 1
    assert desk.bureau.received()["wage_filing"] == 0


@pytest.mark.feature("W-SHEET-PERSON")
def test_merged_wage_cells_leave_the_lower_row_blank(desk: Desk) -> None:
    """One wage over two people is one person's wage."""
    upper, lower = _filled(desk, 2)

    def merge(workbook: openpyxl.Workbook) -> None:
        sheet = workbook[WAGES_BY_PERSON.title]
        column = _wage_column(sheet)
        first, last = int(str(upper["_row"])), int(str(lower["_row"]))
        sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)

    desk.change(merge)
    desk.done("check_wages")

    assert "为空" in str(_row(desk, lower["_row"])["check"])
    assert "为空" not in str(_row(desk, upper["_row"])["check"])
    assert desk.run("submit_wages").status == 1


@pytest.mark.feature("W-SHEET-PERSON")
def test_hidden_and_filtered_rows_are_checked_too(desk: Desk) -> None:
    """Full submission takes them along, so their faults must be known."""
    (row,) = _filled(desk, 1)
    desk.edit(WAGES_BY_PERSON, [{**row, "wage": -100}], "wage")

    def hide(workbook: openpyxl.Workbook) -> None:
        sheet = workbook[WAGES_BY_PERSON.title]
        sheet.auto_filter.ref = f"A{TOP - 1}:N{sheet.max_row}"
        for number in range(TOP, sheet.max_row + 1):
            sheet.row_dimensions[number].hidden = True

    desk.change(hide)
    ran = desk.done("check_wages")

    assert ran.answer["counts"]["rows"] == 30
    assert "必须大于 0" in str(_row(desk, row["_row"])["check"])


@pytest.mark.feature("W-SHEET-PERSON")
def test_copied_tab_in_front_is_refused_by_name(desk: Desk) -> None:
    """What is typed into the copy would otherwise be shown and the original filed."""
    desk.until_filled()

    def copy(workbook: openpyxl.Workbook) -> None:
        made = workbook.copy_worksheet(workbook[WAGES_BY_PERSON.title])
        for sheet in workbook:
            sheet.sheet_view.tabSelected = False
        workbook.active = made

    desk.change(copy)
    before = desk.book.read_bytes()
    ran = desk.run("submit_wages")

    assert ran.status == 1
    assert "工作表“缴费工资申报 Copy”是“缴费工资申报”的副本" in ran.message
    assert desk.book.read_bytes() == before
    assert desk.bureau.received()["wage_filing"] == 0


@pytest.mark.feature("W-SHEET-INSURANCE")
def test_row_moved_into_the_other_wage_sheet_is_not_filed(desk: Desk) -> None:
    """Nobody knows which of the two sheets is meant."""
    (row,) = _filled(desk, 1)

    def move(workbook: openpyxl.Workbook) -> None:
        source, target = workbook[WAGES_BY_PERSON.title], workbook[WAGES_BY_INSURANCE.title]
        for column, cell in enumerate(source[int(str(row["_row"]))], start=1):
            target.cell(TOP, column).value = cell.value
        source.delete_rows(int(str(row["_row"])))
        for sheet in workbook:
            sheet.sheet_view.tabSelected = sheet.title == "首页"
        workbook.active = workbook["首页"]

    desk.change(move)
    ran = desk.run("submit_wages")

    assert (ran.status, "请用 --set 操作表=名称 指明" in ran.message) == (1, True), ran.message
    assert desk.bureau.received()["wage_filing"] == 0


@pytest.mark.feature("W-SHEET-PERSON")
@pytest.mark.parametrize(
    ("missing", "words"), [("column", "缺少列：问题列"), ("name", "sb_wages_effective_year")]
)
def test_sheet_of_an_older_version_is_refused_with_the_reason(
    desk: Desk, missing: str, words: str
) -> None:
    """A column that is not there cannot be guessed."""
    desk.until_filled()

    def age(workbook: openpyxl.Workbook) -> None:
        sheet = workbook[WAGES_BY_PERSON.title]
        if missing == "name":
            del workbook.defined_names["sb_wages_effective_year"]
        else:
            heads = [cell.value for cell in sheet[TOP - 1]]
            sheet.cell(TOP - 1, heads.index("问题列") + 1).value = None

    desk.change(age)
    before = desk.book.read_bytes()
    ran = desk.run("check_wages")

    assert (ran.status, words in ran.message, "旧版本" in ran.message) == (1, True, True)
    assert desk.book.read_bytes() == before


@pytest.mark.feature("W-SHEET-PERSON")
@pytest.mark.parametrize("name", ["𠮷野家", "阿依古丽·😀", "长" * 200, "=1+1", "O'Brien & <b>"])
def test_unusual_names_are_filed_as_they_are(desk: Desk, name: str) -> None:
    """A name outside the basic plane, or one that looks like a formula, is somebody's name."""
    joined = desk.join(name, "110", "410")
    desk.until_rostered()
    desk.done("add_employee", {"添加职工": joined})
    (row,) = desk.rows(WAGES_BY_PERSON)
    desk.edit(WAGES_BY_PERSON, [{**row, "wage": 900_000, "tick": TICK}], "wage", "tick")

    desk.done("submit_wages")
    result = desk.done("fetch_wage_result")

    assert row["name"] == name
    assert result.answer["counts"]["accepted"] == 1


@pytest.mark.feature("W-SHEET-PERSON")
def test_name_with_a_rare_character_swapped_is_named(desk: Desk) -> None:
    """𠮷 and 吉 look alike; the bureau answers E3."""
    joined = desk.join("𠮷野家", "110", "410")
    desk.until_rostered()
    desk.done("add_employee", {"添加职工": joined})
    (row,) = desk.rows(WAGES_BY_PERSON)
    typed = {**row, "name": "吉野家", "wage": 900_000, "tick": TICK}
    desk.edit(WAGES_BY_PERSON, [typed], "name", "wage", "tick")

    desk.done("check_wages")

    (marked,) = desk.rows(WAGES_BY_PERSON)
    assert "该人员无效，或无有效险种" in str(marked["check"])
    assert "姓名“吉野家”与参保登记的“𠮷野家”不同" in str(marked["check"])
