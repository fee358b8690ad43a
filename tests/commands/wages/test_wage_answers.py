"""Each answer lands on the row it left from, whatever was done to the sheet meanwhile."""

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.worksheet import Worksheet

from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.desk import Desk
from tests.libreoffice import through_libreoffice

TOP = WAGES_BY_PERSON.header_row + 1
BEFORE = 6  # the column that is inserted
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
    sheet.insert_cols(BEFORE)
    workbook = sheet.parent
    assert workbook is not None
    for defined in workbook.defined_names.values():  # openpyxl moves none
        title, cell = next(iter(defined.destinations), ("", ""))
        column, row = coordinate_from_string(cell.replace("$", "")) if cell else ("", 0)
        if title == sheet.title and (at := column_index_from_string(column)) >= BEFORE:
            defined.value = f"'{title}'!${get_column_letter(at + 1)}${row}"
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


def _file_again(desk: Desk, id_number: str, yuan: float) -> str:
    """Type another wage for one person and submit that row alone; return the filing's number."""
    rows = desk.rows(WAGES_BY_PERSON)
    for row in rows:
        row["tick"] = TICK if row["id_number"] == id_number else ""
        if row["tick"]:
            row["wage"] = round(yuan * 100)
    desk.edit(WAGES_BY_PERSON, rows, "tick")
    desk.edit(WAGES_BY_PERSON, [row for row in rows if row["tick"]], "wage")
    return str(desk.done("submit_wages").answer["filing_no"])


@pytest.mark.feature("W-RESULT")
def test_who_was_filed_twice_counts_once_and_the_older_is_told(desk: Desk) -> None:
    """Two filings of one person are one person; nobody's row is gone."""
    desk.until_filed()
    people = len(desk.truth["wages_fen"])
    _file_again(desk, next(iter(desk.truth["wages_fen"])), 9_876.5)
    newer = desk.done("fetch_wage_result")

    ran = desk.done("fetch_wage_result")

    assert newer.answer["counts"] == {"accepted": 1, "refused": 0, "pending": 0}
    assert ran.answer["counts"] == {"accepted": people, "refused": 0, "pending": 0}
    assert "1 人的较早申报已被后一次申报取代，不重复计数" in ran.message
    assert "行已不在本表" not in ran.message
    assert "取代" not in newer.message


@pytest.mark.feature("W-RESULT")
def test_a_refusal_made_good_is_no_refusal(desk: Desk) -> None:
    """“失败的行已重新勾选” of a row that stands accepted would have it filed a third time."""
    victim = _submitted(desk)
    _answers_landed(desk, victim)

    ran = desk.done("fetch_wage_result")

    people = len(desk.truth["wages_fen"])
    assert ran.answer["counts"] == {"accepted": people, "refused": 0, "pending": 0}
    assert (ran.answer["status"], "失败的行" in ran.message) == ("done", False)


@pytest.mark.feature("W-RESULT")
def test_refused_change_leaves_the_earlier_wage_in_force_and_says_so(desk: Desk) -> None:
    """The newer answer counts; what the older one did still holds."""
    desk.until_filed()
    people = len(desk.truth["wages_fen"])
    victim, other = list(desk.truth["wages_fen"])[:2]
    desk.bureau.control("refused-people", id_numbers=[victim])
    _file_again(desk, victim, 9_876.5)
    desk.done("fetch_wage_result")
    desk.bureau.control("settings", feedback_delay_seconds=3600)
    waits = _file_again(desk, other, 9_876.5)

    ran = desk.done("fetch_wage_result")
    assert ran.answer["counts"] == {"accepted": 0, "refused": 0, "pending": 1}
    assert "处理中 1 人" in ran.message

    rows = desk.rows(WAGES_BY_PERSON)
    for row in rows:  # as if its first answer had not been looked at
        row["state"] = "处理中" if row["filing_no"] else ""
    desk.edit(WAGES_BY_PERSON, rows, "state")
    every = desk.done("fetch_wage_result")

    assert every.answer["counts"] == {"accepted": people - 2, "refused": 1, "pending": 1}
    assert "2 人此前申报成功的缴费工资在后一次申报成功前继续有效" in every.message
    assert {row["state"] for row in desk.rows(WAGES_BY_PERSON) if row["filing_no"] == waits} == {
        "处理中"
    }


@pytest.mark.feature("W-RESULT", "X-LEDGER")
def test_answer_of_another_desk_is_not_replaced_by_an_older_one_of_ours(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The same wage filed here once: its 申报成功 says nothing of the refusal that came since."""
    desk.until_filed()
    victim = min(desk.truth["wages_fen"])
    wage = desk.truth["wages_fen"][victim]

    def file(fen: int) -> None:
        row = next(r for r in desk.rows(WAGES_BY_PERSON) if r["id_number"] == victim)
        row.update(wage=fen, tick=TICK)
        desk.edit(WAGES_BY_PERSON, [row], "wage", "tick")
        desk.done("submit_wages")
        desk.done("fetch_wage_result")

    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "another-home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "another.key"))
    desk.done("update_roster")
    file(wage + 100)
    desk.bureau.control("refused-people", id_numbers=[victim])
    file(wage)
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "store.key"))
    theirs = next(r for r in desk.rows(WAGES_BY_PERSON) if r["id_number"] == victim)

    desk.done("fetch_wage_result")

    row = next(r for r in desk.rows(WAGES_BY_PERSON) if r["id_number"] == victim)
    shown = ("filing_no", "state", "tick")
    assert [row[field] for field in shown] == [theirs[field] for field in shown]
    assert (row["state"], row["tick"]) == ("申报失败", TICK)
