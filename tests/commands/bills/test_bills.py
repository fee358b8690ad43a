"""Bills as they are shown and confirmed: marks, months, changes, order, lines per person."""

from pathlib import Path

import openpyxl
import pytest

from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import BILL_LINES, BILLS
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.desk import Desk, open_desk

ALL = {"提交范围": "全部"}


def filings(desk: Desk) -> int:
    return desk.bureau.received()["premium_filing"]


@pytest.mark.feature("P-BILLS")
def test_late_leaver_is_marked_and_holds_the_bill_until_written_off(desk: Desk) -> None:
    """Seed F 三5: confirmed with the leaver in it, the money must be fetched back."""
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
    desk.until_billed()
    for period, words in (("2027-01", "还没有到"), ("1901-01", "早于本单位成立的月份")):
        ran = desk.run("update_bills", {"费款所属期": period})
        assert (ran.status, words in ran.message) == (1, True)
    assert desk.rows(BILLS)
    tax_id = desk.bureau.seeded.tax_id
    leaver = next(row for row in desk.rows(ROSTER) if row["state"] == "正常缴费")["id_number"]
    desk.bureau.control("people/leave", tax_id=tax_id, id_number=leaver, stays_billed=True)

    marked = desk.done("update_bills", {"费款所属期": ""})
    refused = desk.run("submit_bills", ALL)

    assert (marked.answer["status"], marked.answer["counts"]["leavers"] > 0) == ("partial", True)
    assert any("1 名跨月减员的离职人员" in str(row["reason"]) for row in desk.rows(BILLS))
    assert (refused.status, filings(desk)) == (1, 0)
    assert "须先由办税服务厅核销" in refused.message
    desk.bureau.control("people/write-off", tax_id=tax_id, id_number=leaver)
    desk.done("update_bills")
    assert {row["reason"] for row in desk.rows(BILLS)} == {""}
    desk.done("submit_bills", ALL)
    assert filings(desk) == 1


@pytest.mark.feature("P-BILLS")
def test_wages_are_to_be_filed_before_premiums(desk: Desk) -> None:
    """Seed G 2.5.1.2 三 (一)."""
    desk.until_filed()
    desk.join("新来者", "110")

    ran = desk.done("update_bills")

    assert ran.answer["counts"]["wages_missing"] == 1
    assert "请先完成年度缴费工资申报再进行社保费申报" in ran.message


@pytest.mark.feature("P-BILLS", "P-DETAIL")
def test_collected_medical_stands_among_the_bills_without_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fujian's medical side works it out; the tax side only collects it."""
    with open_desk(tmp_path, capsys, monkeypatch, people=10, region="350100") as desk:
        desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
        desk.until_billed()
        collected = [row for row in desk.rows(BILLS) if str(row["reason"]).startswith("征集")]
        assert collected
        for row in collected:
            row["tick"] = TICK
        desk.edit(BILLS, collected, "tick")

        no_lines = desk.run("show_bill_lines")
        desk.done("submit_bills")

        assert (no_lines.status, "征集数据只有合计" in no_lines.message) == (1, True)
        desk.done("fetch_filing_result")
        desk.done("update_bills", {"费款所属期": "2026-11"})
        states = {row["bill_no"]: row["state"] for row in desk.rows(BILLS)}
        assert {states[row["bill_no"]] for row in collected} == {"申报成功"}
        reconciled = desk.done("reconcile_bills", ALL)
        assert f"另有征集 {len(collected)} 条" in reconciled.message


@pytest.mark.feature("P-BILLS", "P-SUBMIT")
def test_regenerated_bill_must_be_seen_and_confirmed_again(desk: Desk) -> None:
    """HR confirms the amount on the screen, not whatever it became."""
    desk.until_billed()
    rows = [row for row in desk.rows(WAGES_BY_PERSON) if row["wage"] is not None]
    row = sorted(rows, key=lambda one: float(str(one["wage"])))[len(rows) // 2]
    row.update(wage=round(float(str(row["wage"])) * 100) + 10_000, tick=TICK)
    desk.edit(WAGES_BY_PERSON, [row], "wage", "tick")
    desk.done("submit_wages")

    changed = desk.run("submit_bills", ALL)

    assert (changed.status, filings(desk)) == (1, 0)
    assert "已重新生成（表中" in changed.message
    assert "重新勾选确认" in changed.message
    desk.done("update_bills")
    bill = desk.rows(BILLS)[0]
    bill["amount"] = round(float(str(bill["amount"])) * 100) + 1
    desk.edit(BILLS, [bill], "amount")
    assert "已重新生成（表中" in desk.run("submit_bills", ALL).message
    desk.done("update_bills")
    desk.done("submit_bills", ALL)
    assert filings(desk) == 1


@pytest.mark.feature("P-OVERDUE")
def test_overdue_months_are_filed_one_by_one_oldest_first(desk: Desk) -> None:
    """Seed G 2.5.1.3 一, said before anything is sent."""
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
    desk.until_billed()
    desk.next_month()
    desk.next_month()
    desk.done("update_bills")
    assert {row["period"] for row in desk.rows(BILLS)} == {"2026-11", "2026-12", "2027-01"}

    together = desk.run("submit_bills", ALL)
    desk.done("update_bills", {"费款所属期": "2026-12"})
    second = desk.run("submit_bills", ALL)

    for ran in (together, second):
        assert ran.status == 1
        assert "逾期未缴纳社保费的用人单位应逐月申报缴纳社保费" in ran.message
        assert "请先单独申报 2026-11 属期" in ran.message
    assert filings(desk) == 0
    for period in ("2026-11", "2026-12", "2027-01"):
        desk.done("update_bills", {"费款所属期": period})
        desk.done("submit_bills", ALL)
        desk.done("fetch_filing_result")
    assert filings(desk) == 3


@pytest.mark.feature("P-DETAIL")
def test_lines_come_page_by_page_and_are_exported_whole(desk: Desk) -> None:
    """100,000 people do not fit a screen; an export leaves nobody out."""
    desk.until_billed()
    total = desk.done("show_bill_lines", ALL).answer["counts"]["lines"]
    assert len(desk.rows(BILL_LINES)) == total
    first = desk.rows(BILL_LINES)[:25]

    paged = desk.done("show_bill_lines", {**ALL, "每页行数": "10", "页码": "2"})

    assert f"显示第 2 页，共 {-(-total // 10)} 页" in paged.message
    assert [r["id_number"] for r in desk.rows(BILL_LINES)] == [r["id_number"] for r in first[10:20]]
    desk.done("export_bill_lines", {**ALL, "导出文件": "明细.xlsx"})
    book = openpyxl.load_workbook(desk.folder / "明细.xlsx")
    assert book.worksheets[0].max_row == total + 1
    for cells, words in (
        ({"页码": "9999"}, "的“页码”是 9999，只有"),
        ({"页码": "0"}, "的“页码”是“0”，不是"),
        ({"页码": "9" * 5_000}, "的“页码”是“999"),  # Python makes no number of it
        ({"页码": "1", "每页行数": "多"}, "的“每页行数”是“多”，不是"),
    ):
        ran = desk.run("show_bill_lines", {**ALL, **cells})
        assert (ran.status, words in ran.message) == (1, True)


@pytest.mark.feature("P-BILLS", "P-SUBMIT")
def test_a_month_left_in_the_cell_and_a_row_of_another_bill_are_told(desk: Desk) -> None:
    """Last month's cell showed last month alone, "0 条" of this one; a torn row filed another."""
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
    desk.until_billed()
    desk.bureau.control("clock", now="2026-12-10T04:00:00Z")

    shown = desk.done("update_bills", {"费款所属期": "2026-11"})
    rows = desk.rows(BILLS)
    rows[0]["period"] = "2026-12"
    desk.edit(BILLS, rows, "period")
    torn = desk.run("submit_bills", ALL)

    assert f"表中只有属期 2026-11 的，其中待申报 {len(rows)} 条" in shown.message
    assert "未申报的属期还有 2026-12，不在表中" in shown.message
    assert (torn.status, "与税务的应缴信息（2026-11 " in torn.message) == (1, True)
    assert filings(desk) == 0
    assert "表中只有" not in desk.done("update_bills", {"费款所属期": ""}).message
