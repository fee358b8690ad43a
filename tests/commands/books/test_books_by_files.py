"""The books without any bureau: from the client's detail to payroll, vouchers and the bank."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from shebao.domain.period import Period
from shebao.sheets.declared.books_sheets import BANK_MATCHES, ENTRIES, HANDOVER
from shebao.sheets.declared.client_sheets import CLIENT_FILES
from shebao.sheets.declared.payment_sheets import PAYMENTS, VOUCHERS
from shebao.sheets.declared.premium_sheets import BILL_LINES
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.file_desk import GUIYANG, FileDesk, file_desk, make_player
from tests.sheet_cells import Row

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

    assert f"{len(player.staff) - 1} 人没有唯一的部门" in answer["message"]
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


@pytest.mark.feature("F-HANDOVER")
def test_only_its_own_records_prove_a_month(file_desk: FileDesk) -> None:
    """Proven by last month's payment of the same amount, this month is never paid."""
    player = make_player()
    file_desk.rostered(player)
    player.detail(file_desk.folder / "明细.xlsx", 1)
    file_desk.done("import_detail_file", 明细文件="明细.xlsx")
    month = Period.parse(player.period)
    paid = f"{month}-11,缴费成功,{player.total:.2f}"
    filed = f"{month}-10,成功,{player.total:.2f}"
    of_payment, of_filing = "缴款流水号,缴款日期,状态,金额", "申报流水号,申报日期,状态,金额"

    def handed(*lists: tuple[str, ...]) -> dict[str, Row]:
        for lines in lists:
            (file_desk.folder / "记录.csv").write_text("\n".join(lines), encoding="utf-8")
            file_desk.done("import_records_file", 记录文件="记录.csv")
        file_desk.done("write_handover")
        return {str(row["what"]): row for row in file_desk.rows(HANDOVER)}

    before, both = month.plus(-1), ("申报金额合计", "缴费金额")
    told = (f"{of_payment},费款所属期", f"JK0,{paid},{before}")
    steps = handed(told, (f"{of_filing},费款所属期", f"SB0,{filed},{before}"))
    assert {steps[what]["result"] for what in both} == {"待办"}
    steps = handed((of_payment, f"JK1,{paid}"), (of_filing, f"SB1,{filed}"))
    for what in both:
        assert steps[what]["result"] == "待办"
        assert "记录没有写明所属期，不能证明" in str(steps[what]["words"])
    told = (f"{of_payment},费款所属期", f"JK1,{paid},{month}")
    steps = handed(told, (f"{of_filing},费款所属期", f"SB1,{filed},{month}"))
    assert {steps[what]["result"] for what in both} == {"一致"}
    steps = handed((f"{of_payment},费款所属期", f"JK1,{paid.replace('成功', '失败')},{month}"))
    assert steps["缴费金额"]["result"] == "待办"
    span: Row = {"period_from": str(month), "period_to": str(month.plus(1)), "state": "已缴款"}
    file_desk.write(VOUCHERS, [{**span, "voucher_no": "PZ1", "total": int(player.total * 100)}])
    assert handed()["缴费金额"]["result"] == "待办"  # how much of it is this month's, nobody says
    assert "PZ1" in str(handed()["缴费金额"]["words"])


@pytest.mark.feature("F-HANDOVER")
def test_detail_proves_nothing_by_itself(file_desk: FileDesk) -> None:
    """The bill was made of the detail: without our own amounts both say the same for certain."""
    player = make_player()
    file_desk.rostered(player)
    player.detail(file_desk.folder / "明细.xlsx", 1)
    file_desk.done("import_detail_file", 明细文件="明细.xlsx")
    rows = file_desk.rows(BILL_LINES)
    name = rows[0]["insurance_name"]
    mine = [{**row, "own": None} for row in rows if row["insurance_name"] == name]
    file_desk.write(BILL_LINES, [*mine, *(r for r in rows if r["insurance_name"] != name)])

    file_desk.done("write_handover")

    pdf = next(file_desk.folder.glob("交接单_*.pdf"))
    pdf.write_bytes(b"signed")
    asked = file_desk.ask("write_handover")
    assert (asked.status, pdf.read_bytes()) == (1, b"signed")
    assert f"{pdf.name}”已存在，将被替换" in asked.said
    results = {str(row["what"]): row for row in file_desk.rows(HANDOVER)}
    assert results[f"{name}的应缴费额"]["result"] == "待办"
    assert "本机测算" in str(results[f"{name}的应缴费额"]["words"])


def wage_step(file_desk: FileDesk) -> Row:
    return next(row for row in file_desk.rows(HANDOVER) if row["what"] == "缴费工资")


def fill(path: Path, cells: dict[str, str]) -> None:
    book = openpyxl.load_workbook(path)
    for where, text in cells.items():
        book.worksheets[0][where] = text
    book.save(path)
