"""The books without any bureau: from the client's detail to payroll, vouchers and the bank."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from shebao.sheets.declared.books_sheets import BANK_MATCHES, ENTRIES, HANDOVER
from shebao.sheets.declared.client_sheets import CLIENT_FILES
from shebao.sheets.declared.payment_sheets import PAYMENTS
from shebao.sheets.declared.premium_sheets import BILL_LINES
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.sheets.table import Row
from tests.file_desk import GUIYANG, FileDesk, file_desk, make_player

__all__ = ["file_desk"]


@pytest.mark.feature("F-PAYROLL-BACK", "F-BOOKS", "F-BANK", "F-HANDOVER")
def test_a_month_of_files_reaches_payroll_and_books(file_desk: FileDesk) -> None:
    """Who files in the official client has no login, and needs the same figures afterwards."""
    player = make_player(GUIYANG)
    file_desk.rostered(player)
    player.detail(file_desk.folder / "明细.xlsx", 1)
    file_desk.done("import_detail_file", 明细文件="明细.xlsx")
    payroll = openpyxl.Workbook()
    sheet = payroll.active
    assert sheet is not None
    sheet.append(["姓名", "身份证号", "部门", "应发工资"])
    for number, person in enumerate(player.staff):
        sheet.append([person.name, person.id_number, f"部门{number % 2}", float(person.wage)])
    payroll.save(file_desk.folder / "工资表.xlsx")
    person_total = sum(
        (Decimal(str(row["person"])) for row in file_desk.rows(BILL_LINES)), Decimal(0)
    )
    player.filings(file_desk.folder / "申报.xlsx")
    player.payments(file_desk.folder / "缴费.csv")
    for name in ("申报.xlsx", "缴费.csv"):
        file_desk.done("import_records_file", 记录文件=name)

    back = file_desk.done("write_back_payroll", 工资表文件="工资表.xlsx")
    tax = file_desk.done("write_tax_deductions")
    (payment,) = file_desk.rows(PAYMENTS)
    day = str(payment["submitted_at"])[:10]
    (file_desk.folder / "流水.csv").write_text(
        f'交易日期,借方金额,贷方金额\n{day},"{player.total:,.2f}",\n', encoding="utf-8"
    )
    bank = file_desk.done("match_bank", 银行流水文件="流水.csv")
    books = file_desk.done("write_entries", 部门来源="工资表", 工资表文件="工资表.xlsx")
    handed = file_desk.done("write_handover")

    assert back["counts"]["written"] == len(player.staff)
    for answer, name in ((back, "written_fen"), (tax, "person_fen"), (books, "person_fen")):
        assert Decimal(answer["counts"][name]) / 100 == person_total
    written = openpyxl.load_workbook(file_desk.folder / "工资表.xlsx").active
    assert written is not None
    column = [Decimal(str(row[4].value)) for row in written.iter_rows(min_row=2)]
    assert sum(column) == person_total
    assert bank["counts"]["matched"] == 1
    (match,) = file_desk.rows(BANK_MATCHES)
    assert (match["number"], match["bank_day"]) == (payment["payment_no"], day)
    rows = file_desk.rows(ENTRIES)
    paid = sum((Decimal(str(r["credit"] or 0)) for r in rows if r["voucher"] == "缴纳"), Decimal(0))
    assert paid == player.total
    assert {r["day"] for r in rows if r["voucher"] == "缴纳"} == {day}
    assert {"部门0", "部门1"} <= {r["department"] for r in rows}
    assert handed["counts"]["different"] == 0
    proven = {str(row["what"]): row["result"] for row in file_desk.rows(HANDOVER)}
    assert (proven["申报金额合计"], proven["缴费金额"]) == ("一致", "一致")


@pytest.mark.feature("F-BOOKS")
def test_groups_of_a_template_are_the_departments(file_desk: FileDesk) -> None:
    """Groups live on this machine alone, whichever channel the business goes by."""
    player = make_player(GUIYANG)
    file_desk.rostered(player)
    player.detail(file_desk.folder / "明细.xlsx", 1)
    file_desk.done("import_detail_file", 明细文件="明细.xlsx")
    file_desk.done("export_group_templates")
    groups, members = (
        file_desk.folder / "分组导入模板.xlsx",
        file_desk.folder / "批量编辑职工分组模板.xlsx",
    )
    fill(groups, {"A2": "生产部/一车间"})
    fill(members, {"C2": "生产部/一车间", "C3": "没有这个组"})
    file_desk.done("import_groups")
    assert file_desk.run("import_employee_groups").answer["counts"]["failed"] == 1

    answer = file_desk.done("write_entries", 导出格式="不导出")

    assert f"{len(player.staff) - 1} 人没有（唯一的）部门" in answer["message"]
    departments = {r["department"] for r in file_desk.rows(ENTRIES) if r["voucher"] == "计提"}
    assert departments == {"", "生产部/一车间"}


@pytest.mark.feature("F-HANDOVER")
def test_a_written_file_is_handed_over_and_proven(file_desk: FileDesk) -> None:
    """Only the file that the ledger knows is handed over; answers and detail prove it."""
    player = make_player(GUIYANG)
    file_desk.rostered(player)
    file_desk.done("new_wage_sheet")
    rows = file_desk.rows(WAGES_BY_PERSON)
    raised = {person.id_number: person.wage + 100 for person in player.staff}
    for row in rows:
        row["wage"] = float(raised[str(row["id_number"])])
    file_desk.edit(WAGES_BY_PERSON, rows, "wage")
    file_desk.done("export_wage_file", 参保职工文件="导入.xlsx")
    path = file_desk.folder / "导入.xlsx"
    written = path.read_bytes()
    fill(path, {"D4": "改动"})
    file_desk.done("write_handover")
    changed = wage_step(file_desk)
    assert changed["expected"] is None
    assert "写出后被改动" in str(changed["words"])
    path.write_bytes(written)

    file_desk.done("write_handover")

    step = wage_step(file_desk)
    assert Decimal(str(step["expected"])) == sum(raised.values())
    assert (step["expected_count"], step["result"]) == (len(raised), "待办")
    assert str(file_desk.rows(CLIENT_FILES)[0]["number"]) in str(step["file"])
    refused = player.staff[3].id_number
    player = player.with_wages(raised)
    player.result(file_desk.folder / "结果.xlsx", {refused: "该人员无效，或无有效险种"}, whole=True)
    file_desk.done("import_result_file", 结果文件="结果.xlsx")
    assert file_desk.done("write_handover")["status"] == "partial"
    step = wage_step(file_desk)
    assert (step["result"], step["returned_count"]) == ("不一致", len(raised) - 1)
    assert refused in str(step["words"])
    player.detail(file_desk.folder / "明细.xlsx", 1)
    file_desk.done("import_detail_file", 明细文件="明细.xlsx")

    file_desk.done("write_handover")

    step = wage_step(file_desk)
    assert (step["result"], step["returned_count"]) == ("一致", len(raised))


def wage_step(file_desk: FileDesk) -> Row:
    return next(row for row in file_desk.rows(HANDOVER) if row["what"] == "缴费工资")


def fill(path: Path, cells: dict[str, str]) -> None:
    book = openpyxl.load_workbook(path)
    for where, text in cells.items():
        book.worksheets[0][where] = text
    book.save(path)
