"""撤销上一步 puts back what the sheets held, and never touches what was filed."""

import zipfile
from pathlib import Path

import pytest

from shebao import cli
from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.desk import Desk

WAGES_BEFORE = "从工资表填写"


def wages(desk: Desk) -> list[object]:
    return [row["wage"] for row in desk.rows(WAGES_BY_PERSON)]


def test_the_last_step_goes_back_and_forth(desk: Desk) -> None:
    """The clerk who took the wrong payroll file wants the blank sheet again."""
    desk.stages = None  # what is kept for undoing belongs to this workbook's full path
    desk.until_filled()
    filled = wages(desk)

    undone = desk.done("undo_last")

    assert any(filled)
    assert not any(wages(desk))
    assert f"恢复到执行“{WAGES_BEFORE}”之前" in undone.message
    desk.done("undo_last")
    assert wages(desk) == filled


def test_a_filing_is_not_taken_back_nor_sent_again(desk: Desk) -> None:
    """The sheet forgets the filing; the ledger does not."""
    desk.until_filled()
    desk.done("submit_wages")
    desk.done("undo_last")

    again = desk.run("submit_wages")

    assert desk.bureau.received()["wage_filing"] == 1
    assert again.answer["counts"]["submitted"] == 0


def test_nothing_to_undo_is_said(desk: Desk) -> None:
    """A fresh workbook has no step."""
    ran = desk.run("undo_last")

    assert ran.status == 1
    assert "没有可以撤销的步骤" in ran.said


def test_another_workbook_gets_nothing_of_this_one(desk: Desk, tmp_path: Path) -> None:
    """Its wages would land in another employer's sheet."""
    desk.until_filled()
    other = tmp_path / "别的.xlsx"
    other.write_bytes(desk.book.read_bytes())
    desk.book.unlink()
    other.rename(desk.book.with_name("别的单位.xlsx"))

    desk.capture.readouterr()

    assert (
        cli.main(["run", "undo_last", "--book", str(desk.folder / "别的单位.xlsx"), "--yes"]) == 1
    )
    assert "没有可以撤销的步骤" in desk.capture.readouterr().err


def protect(book: Path, part: str, element: str) -> None:
    """Protect as Excel does, without a password."""
    with zipfile.ZipFile(book) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    before = b"<pageMargins" if "worksheet" in part else b"<bookViews>"
    assert before in parts[part]
    parts[part] = parts[part].replace(before, element.encode() + before, 1)
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)


@pytest.mark.parametrize("command_id", ["submit_wages", "check_wages", "fill_from_payroll"])
def test_a_protected_sheet_stops_before_anything_is_sent(desk: Desk, command_id: str) -> None:
    """An answer that cannot be written to its row is an answer lost."""
    desk.until_filled()
    part = f"xl/worksheets/sheet{SHEETS.index(WAGES_BY_PERSON) + 1}.xml"
    protect(desk.book, part, '<sheetProtection sheet="1" objects="1"/>')
    before = desk.book.read_bytes()

    ran = desk.run(command_id, {})

    assert ran.status == 1
    assert "工作表“缴费工资申报”不能写入：工作表受保护" in ran.said
    assert desk.bureau.received().get("wage_filing", 0) == 0
    assert desk.book.read_bytes() == before


def test_a_protected_payment_sheet_stops_the_payment(desk: Desk) -> None:
    """Money first of all."""
    desk.until_owed()
    number = 1 + SHEETS.index(DEBTS)
    protect(desk.book, f"xl/worksheets/sheet{number}.xml", '<sheetProtection sheet="1"/>')

    ran = desk.run("pay_by_agreement")

    assert ran.status == 1
    assert "不能写入" in ran.said
    assert desk.bureau.received().get("payment", 0) == 0


def test_a_workbook_with_a_locked_structure_works(desk: Desk) -> None:
    """Only adding and renaming sheets is forbidden there, and commands do neither."""
    desk.until_filled()
    protect(desk.book, "xl/workbook.xml", '<workbookProtection lockStructure="1"/>')

    desk.done("check_wages")

    with zipfile.ZipFile(desk.book) as book:
        assert b"lockStructure" in book.read("xl/workbook.xml")


def test_a_command_that_failed_is_no_step(desk: Desk) -> None:
    """It is not saved, and the step before it can still be taken back."""
    desk.stages = None
    desk.until_filled()
    filled = wages(desk)
    fill_again = desk.run("import_wage_file", {"参保职工文件": "没有.xlsx"})
    assert fill_again.status == 1
    rows = desk.rows(WAGES_BY_PERSON)
    rows[0]["wage"] = "-5"
    desk.edit(WAGES_BY_PERSON, rows, "wage")
    assert desk.run("submit_wages").status == 1  # after it wrote its findings

    desk.done("undo_last")

    assert any(filled)
    assert not any(wages(desk))


def test_a_login_is_no_step(desk: Desk) -> None:
    """Blank sheets were put back, and called restored."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id, "登录时初始化": "是"})

    ran = desk.run("undo_last")

    assert ran.status == 1
    assert "没有可以撤销的步骤" in ran.said


def test_a_command_that_wrote_no_row_is_no_step(desk: Desk) -> None:
    """更新职工 with nothing new would take away the way back from a wrong payroll."""
    desk.stages = None
    desk.until_filled()
    desk.done("update_roster")

    undone = desk.done("undo_last")

    assert f"恢复到执行“{WAGES_BEFORE}”之前" in undone.message
    assert not any(wages(desk))


def test_conditions_that_were_reset_come_back(desk: Desk) -> None:
    """重置条件 writes no row; the step before it must not go back in its place."""
    desk.stages = None
    desk.until_filled()
    filled = wages(desk)
    desk.done("reset_query", {"操作表": "社保费申报记录"})

    undone = desk.done("undo_last")

    assert "恢复到执行“重置条件”之前" in undone.message
    assert wages(desk) == filled
