"""A folder and a workbook of before, or another desk's: what is in force is not filed again."""

import shutil

import pytest

from shebao import ribbon
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.com_stand_in import com_book
from tests.desk import Desk

ONCE = "相同的内容此前已由本单位提交（流水号 GZ000000000001），本次没有重复提交"


@pytest.mark.feature("X-LEDGER")
def test_wages_in_force_are_not_filed_again_from_an_older_folder(desk: Desk) -> None:
    """Both put back to before the filing: nothing here knew of it, and the key is another one."""
    desk.until_filled()
    home, kept = desk.folder / "home", desk.folder / "kept"
    shutil.copytree(home, kept / "home")
    shutil.copy(desk.book, kept / "book.xlsx")
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    shutil.rmtree(home)
    shutil.copytree(kept / "home", home)
    shutil.copy(kept / "book.xlsx", desk.book)

    again = desk.done("submit_wages")
    result = desk.done("fetch_wage_result")

    assert ONCE in again.message
    assert again.answer["counts"]["submitted"] == 0
    assert desk.bureau.received()["wage_filing"] == 1
    assert result.answer["counts"]["accepted"] == 26
    assert desk.done("show_drift").answer["counts"]["changed"] == 0


@pytest.mark.feature("X-LEDGER")
def test_wages_filed_back_and_forth_are_each_filed(desk: Desk) -> None:
    """The first content again on top of the second is a filing of its own."""
    desk.until_filed()
    row = next(row for row in desk.rows(WAGES_BY_PERSON) if row["state"] == "申报成功")
    first = float(str(row["wage"]))

    for wage in (first + 10, first):
        row.update(wage=wage, tick="✔")
        desk.edit(WAGES_BY_PERSON, [row], "wage", "tick")
        assert desk.done("submit_wages").answer["counts"]["submitted"] == 1
        desk.done("fetch_wage_result")

    assert desk.bureau.received()["wage_filing"] == 3


@pytest.mark.feature("X-LEDGER")
def test_refusal_of_one_row_does_not_deny_the_answers_of_others(desk: Desk) -> None:
    """A workbook of before the filing, and a wage typed wrong since: both in one click of Excel."""
    desk.until_filled()
    before = desk.book.read_bytes()
    desk.done("submit_wages")
    desk.book.write_bytes(before)
    rows = [row for row in desk.rows(WAGES_BY_PERSON) if row["tick"]]
    desk.edit(WAGES_BY_PERSON, [{**rows[0], "wage": "五千"}], "wage")

    with com_book(desk.book) as excel:
        assert ribbon.run("submit_wages") is None
        said = excel.message_boxes[-1]
        excel.save(desk.book)
    shown = [row for row in desk.rows(WAGES_BY_PERSON) if row["filing_no"]]

    assert "有不能申报的行" in said
    assert "表格未作任何改动" not in said
    assert "写入表格的内容（如有）保留" in said
    assert len(shown) == len(rows) - 1
    assert desk.bureau.received()["wage_filing"] == 1
