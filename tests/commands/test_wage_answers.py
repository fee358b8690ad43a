"""Each answer lands on the row it left from, whatever was done to the sheet meanwhile."""

import shutil
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from shebao.sheets.parts import TICK
from shebao.sheets.wage_sheets import WAGES_BY_PERSON
from tests.desk import Desk
from tests.libreoffice import through_libreoffice

TOP = WAGES_BY_PERSON.header_row + 1
Edit = Callable[[Worksheet], None]


def _column(sheet: Worksheet, header: str) -> int:
    heads = [cell.value for cell in sheet[TOP - 1]]
    return heads.index(header) + 1


def _sort(sheet: Worksheet) -> None:
    block = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=TOP)]
    block.sort(key=lambda cells: str(cells[2]) + str(cells[3]), reverse=True)
    for number, cells in enumerate(block, start=TOP):
        for column, value in enumerate(cells, start=1):
            sheet.cell(number, column).value = value


def _filter(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = f"A{TOP - 1}:N{sheet.max_row}"
    for row in range(TOP, sheet.max_row + 1, 2):
        sheet.row_dimensions[row].hidden = True


def _insert(sheet: Worksheet) -> None:
    sheet.insert_rows(TOP + 3, 2)
    sheet.insert_cols(6)  # openpyxl moves no names, and those of the parameters stand before it
    sheet.cell(TOP - 1, 6).value = "部门"


def _move(sheet: Worksheet) -> None:
    one, other = _column(sheet, "新缴费工资"), _column(sheet, "失败原因")
    for row in range(TOP - 1, sheet.max_row + 1):
        a, b = sheet.cell(row, one), sheet.cell(row, other)
        a.value, b.value = b.value, a.value


def _rename(sheet: Worksheet) -> None:
    workbook, old = sheet.parent, sheet.title
    assert workbook is not None
    sheet.title = "十一月 工资"
    for defined in workbook.defined_names.values():
        defined.value = defined.value.replace(f"'{old}'!", f"'{sheet.title}'!")


def _everything(sheet: Worksheet) -> None:
    for edit in (_sort, _insert, _move, _rename):
        edit(sheet)


def _edit(desk: Desk, edit: Edit) -> None:
    workbook = openpyxl.load_workbook(desk.book)
    edit(workbook[WAGES_BY_PERSON.title])
    workbook.save(desk.book)


def _submitted(desk: Desk) -> str:
    """File everyone; one will be refused."""
    desk.until_filled()
    victim = next(iter(desk.truth["wages_fen"]))
    desk.bureau.control("refused-people", id_numbers=[victim])
    desk.done("submit_wages")
    return victim


def _answers_landed(desk: Desk, victim: str) -> None:
    """Everyone's own answer, and one more filing with the failure alone."""
    desk.done("fetch_wage_result")
    rows = {str(row["id_number"]): row for row in desk.rows(WAGES_BY_PERSON)}
    filed = set(desk.truth["wages_fen"]) & set(rows)
    assert {i for i in filed if rows[i]["state"] == "申报成功"} == filed - {victim}
    assert (rows[victim]["state"], rows[victim]["tick"]) == ("申报失败", TICK)
    assert {i: rows[i]["wage"] for i in filed} == {
        i: desk.truth["wages_fen"][i] / 100 for i in filed
    }
    desk.bureau.control("refused-people", id_numbers=[])
    assert desk.done("submit_wages").answer["counts"]["submitted"] == 1
    assert desk.done("fetch_wage_result").answer["counts"]["accepted"] == 1
    assert desk.bureau.received()["wage_filing"] == 2


@pytest.mark.feature("W-RESULT")
@pytest.mark.parametrize("edit", [_sort, _filter, _insert, _move, _rename])
def test_answers_land_on_their_rows(desk: Desk, edit: Edit) -> None:
    """HR goes on working while the bureau does."""
    victim = _submitted(desk)

    _edit(desk, edit)

    _answers_landed(desk, victim)


@pytest.mark.feature("W-RESULT")
@pytest.mark.parametrize("edit", [_everything, _filter])
def test_answers_land_on_their_rows_after_another_program_saved_them(
    desk: Desk, edit: Edit
) -> None:
    """LibreOffice writes the whole file anew: names, formats, texts."""
    victim = _submitted(desk)

    _edit(desk, edit)
    shutil.copy(through_libreoffice(desk.book), desk.book)

    _answers_landed(desk, victim)


@pytest.mark.feature("W-RESULT")
@pytest.mark.parametrize("into", [None, "首页"])
def test_answer_of_a_row_that_is_gone_is_counted(desk: Desk, into: str | None) -> None:
    """Deleted, or moved into another sheet: nobody else gets the answer."""
    victim = _submitted(desk)

    def take_away(sheet: Worksheet) -> None:
        column = _column(sheet, "证件号码")
        row = next(r for r in range(TOP, 99) if sheet.cell(r, column).value == victim)
        if into is not None and sheet.parent is not None:
            for column, cell in enumerate(sheet[row], start=1):
                sheet.parent[into].cell(30, column).value = cell.value
        sheet.delete_rows(row)

    _edit(desk, take_away)
    ran = desk.done("fetch_wage_result")

    assert "另有 1 人的行已不在本表，结果见“缴费工资申报记录”的明细" in ran.message
    states = {row["state"] for row in desk.rows(WAGES_BY_PERSON) if row["filing_no"]}
    assert states == {"申报成功"}
