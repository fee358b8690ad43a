"""The hand-over to the client: every figure it must show, and the proof when the file is back."""

import re
from decimal import Decimal

import openpyxl
import pytest

from shebao.sheets.declared.books_sheets import HANDOVER
from shebao.sheets.declared.payment_sheets import PAYMENT_LINES, PAYMENTS
from shebao.sheets.declared.premium_sheets import BILL_LINES, BILLS, PREMIUM_FILINGS
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON
from tests.desk import Desk
from tests.pdf_text import pdf_text
from tests.sheet_cells import Row

ALL = {"提交范围": "全部"}


def money(value: object) -> Decimal:
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))


def steps(desk: Desk) -> dict[str, Row]:
    return {str(row["what"]): row for row in desk.rows(HANDOVER)}


@pytest.mark.feature("F-HANDOVER")
def test_each_step_is_proven_when_its_file_is_back(desk: Desk) -> None:
    """Whoever clicks through the client sees at each screen what it must say."""
    desk.in_november()
    desk.until_filled()
    desk.done("export_wage_file")

    first = desk.done("write_handover", {"费款所属期": "2026-11"})

    wages = {
        str(row["id_number"]): money(row["wage"])
        for row in desk.rows(WAGES_BY_PERSON)
        if row["wage"]
    }
    step = steps(desk)["缴费工资"]
    assert (step["expected_count"], money(step["expected"])) == (len(wages), sum(wages.values()))
    assert {row["result"] for row in desk.rows(HANDOVER)} == {"待办"}
    pdf = next(desk.folder.glob("交接单_*.pdf"))
    text = re.sub(r"\s", "", pdf_text(pdf))
    assert f"{sum(wages.values()):,.2f}" in text
    assert "【缴费工资申报】" in text
    assert first.answer["counts"]["to_do"] == len(desk.rows(HANDOVER))

    file = desk.folder / "参保职工列表.xlsx"
    handed = file.read_bytes()
    for command_id, given in (
        ("submit_wages", {}),
        ("fetch_wage_result", {}),
        ("update_bills", {}),
        ("show_bill_lines", ALL),
    ):
        desk.run(command_id, given)
    billed = desk.done("write_handover", {"交接单文件": "交接单.pdf"})

    for bill in desk.rows(BILLS):
        mine = steps(desk)[f"{bill['insurance_name']}的应缴费额"]
        assert mine["result"] == "一致"
        lines = [r for r in desk.rows(BILL_LINES) if r["insurance_name"] == bill["insurance_name"]]
        assert mine["expected_count"] == mine["returned_count"] == len(lines)
        assert money(mine["returned"]) == sum((money(r["due"]) for r in lines), Decimal(0))
    assert steps(desk)["缴费工资"]["result"] == "一致"
    assert billed.answer["counts"]["different"] == 0
    total = sum((money(row["amount"]) for row in desk.rows(BILLS)), Decimal(0))
    assert money(steps(desk)["申报金额合计"]["expected"]) == total

    bills = desk.rows(BILLS)
    cents = round(float(str(bills[0]["amount"])) * 100)
    parts: list[Row] = [{"amount": (cents - 1000) / 100}, {"amount": 10.0, "people": 0}]
    desk.write(BILLS, [{**bills[0], **part} for part in parts] + bills[1:])  # with a 差额补缴
    assert desk.done("write_handover").answer["counts"]["different"] == 0
    desk.write(BILLS, bills)

    rows = desk.rows(WAGES_BY_PERSON)
    two = [row for row in rows if row["wage"]][:2]
    for row, more in zip(two, (1.0, -1.0), strict=True):  # the sum stays as it was
        row["wage"] = float(str(row["wage"])) + more
    desk.edit(WAGES_BY_PERSON, two, "wage")
    desk.done("export_wage_file")
    off = desk.run("write_handover")
    assert off.answer["status"] == "partial"
    assert steps(desk)["缴费工资"]["result"] == "不一致"
    assert money(steps(desk)["缴费工资"]["difference"]) == 0
    assert str(two[0]["id_number"]) in str(steps(desk)["缴费工资"]["words"])
    for row, more in zip(two, (1.0, -1.0), strict=True):
        row["wage"] = float(str(row["wage"])) - more
    desk.edit(WAGES_BY_PERSON, two, "wage")
    file.write_bytes(handed)

    day = "2026-11-20 10:00"
    filing: Row = {
        "filing_no": "SB1",
        "state": "申报成功",
        "submitted_at": day,
        "reason": "2026-11",
    }
    desk.write(PREMIUM_FILINGS, [{**filing, "amount": int(total * 100)}])
    paid: Row = {"payment_no": "JF1", "state": "缴费成功", "submitted_at": day}
    line: Row = {"payment_no": "JF1", "period": "2026-11"}
    desk.write(PAYMENTS, [{**paid, "amount": int(total * 100) - 1}])
    desk.write(PAYMENT_LINES, [{**line, "amount": int(total * 100) - 1}])
    assert desk.run("write_handover").answer["counts"]["different"] == 1
    assert money(steps(desk)["缴费金额"]["difference"]) == Decimal("-0.01")
    desk.write(PAYMENTS, [{**paid, "amount": int(total * 100)}])
    desk.write(PAYMENT_LINES, [{**line, "amount": int(total * 100)}])

    done = desk.done("write_handover")

    assert "每一步都已证明一致" in done.message
    assert {row["result"] for row in desk.rows(HANDOVER)} == {"一致"}


@pytest.mark.feature("F-HANDOVER")
def test_the_list_of_before_proves_nothing_and_denies_nothing(desk: Desk) -> None:
    """The client's own list has the file's name: four steps of a right month were 不一致."""
    desk.until_billed()
    desk.done("show_bill_lines", ALL)
    assert desk.rows(WAGES_BY_PERSON)
    assert (desk.folder / "参保职工列表.xlsx").exists()  # the roster that the sample came with

    desk.done("write_handover")

    (step,) = (row for row in desk.rows(HANDOVER) if row["what"] == "缴费工资")
    assert step["result"] == "待办"
    assert "与申报表不同" in str(step["words"])
    assert "通过税务接口申报的不需要这一步" in str(step["words"])


@pytest.mark.feature("F-HANDOVER")
def test_a_blank_sheet_by_insurance_makes_no_wage_another(desk: Desk) -> None:
    """Made by mistake and left: its rows have no wage, those by person have the file's."""
    desk.until_filled()
    desk.done("export_wage_file")
    filled = [row for row in desk.rows(WAGES_BY_PERSON) if row["wage"]]
    known = ("name", "id_type", "id_number", "key")
    desk.write(WAGES_BY_INSURANCE, [{field: row[field] for field in known} for row in filled])

    desk.done("write_handover")

    (step,) = (row for row in desk.rows(HANDOVER) if row["what"] == "缴费工资")
    assert "与申报表不同" not in str(step["words"])
    assert step["expected_count"] == len(filled)


@pytest.mark.feature("F-HANDOVER")
def test_wrong_files_and_cells_end_in_one_sentence(desk: Desk) -> None:
    """Nothing is handed over that is not this unit's."""
    desk.until_filled()
    desk.done("export_wage_file")
    file = desk.folder / "参保职工列表.xlsx"
    handed = file.read_bytes()
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["B2"] = "91520100MA00000000"
    book.save(file)
    other = desk.run("write_handover")
    assert other.status == 1
    assert "纳税人识别号" in other.said
    file.write_bytes(handed)
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["E4"] = "六千"
    book.save(file)
    unreadable = desk.run("write_handover")
    assert unreadable.status == 1
    assert "第 4 行" in unreadable.said
    for label, text in (("交接单文件", "交接单.xlsx"), ("费款所属期", "11月")):
        assert desk.run("write_handover", {label: text}).status == 1
        desk.run("write_handover", {label: ""})
    assert not list(desk.folder.glob("交接单*"))
    assert desk.rows(HANDOVER) == []
