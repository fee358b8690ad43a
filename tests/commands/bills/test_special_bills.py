"""Special bills: whole notices, in time, with a remark; and what a filing said when filed."""

import openpyxl
import pytest

from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import CHAIN, FILED_LINES, PREMIUM_FILINGS, SPECIAL_BILLS
from tests.desk import Desk

ALL = {"提交范围": "全部"}


def push(desk: Desk, notice_no: str, collect_by: str, *insurances: str) -> None:
    """Let the agencies push one notice for one employee."""
    person = desk.rows(ROSTER)[0]
    line = {
        "person_no": person["person_no"],
        "name": person["name"],
        "id_number": person["id_number"],
        "base_fen": 500_000,
        "unit_ppm": 160_000,
        "unit_fen": 80_000,
        "person_fen": 40_000,
    }
    bills = [{"insurance": code, "period": "2025-05", "lines": [line]} for code in insurances]
    desk.bureau.control(
        "special-bills/push",
        tax_id=desk.bureau.seeded.tax_id,
        notice_no=notice_no,
        collect_by=collect_by,
        bills=bills,
    )


def tick_first(desk: Desk, **cells: object) -> str:
    row = desk.rows(SPECIAL_BILLS)[0]
    row.update(tick=TICK, **cells)
    desk.edit(SPECIAL_BILLS, [row], "tick", *cells)
    return str(row["notice_no"])


@pytest.mark.feature("P-SPECIAL", "P-VIEW", "P-CHAIN")
def test_one_tick_confirms_the_whole_notice_with_its_remark(desk: Desk) -> None:
    """Seed G 2.5.2.3: together or not at all, and back by the same way."""
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
    desk.until_rostered()
    assert (
        "没有待申报的特殊缴费；如已在人社（医保）部门核定"
        in desk.done("update_special_bills").message
    )
    push(desk, "ZJ1", "2026-11-20", "110", "210")
    desk.done("update_special_bills")
    tick_first(desk, remark="一" * 201)
    long = desk.run("submit_special_bills")
    assert (long.status, "备注有 201 个字" in long.message) == (1, True)
    tick_first(desk, remark="补缴 2025 年 5 月")
    desk.done("update_special_bills")
    assert desk.rows(SPECIAL_BILLS)[0]["remark"] == "补缴 2025 年 5 月"
    desk.done("export_special_bills", {"导出文件": "特殊.xlsx"})
    book = openpyxl.load_workbook(desk.folder / "特殊.xlsx")
    assert book.worksheets[0].max_row == 3

    sent = desk.done("submit_special_bills")

    assert sent.answer["counts"]["submitted"] == 2
    assert desk.done("fetch_filing_result").answer["counts"]["accepted"] == 1
    assert {row["state"] for row in desk.rows(SPECIAL_BILLS)} == {"申报成功"}
    (record,) = desk.rows(PREMIUM_FILINGS)
    assert (record["kind"], record["payment"]) == ("特殊缴费", "未缴费")
    record["tick"] = TICK
    desk.edit(PREMIUM_FILINGS, [record], "tick")
    desk.done("show_premium_filing")
    assert {row["remark"] for row in desk.rows(FILED_LINES)} == {"补缴 2025 年 5 月", ""}

    desk.done("show_chain", {"申报流水号": str(record["filing_no"])})
    desk.done("run_chain_step")
    not_ours = desk.run("run_chain_step")
    assert "向推送的人社（医保）部门办理撤销" in not_ours.message
    tax_id = desk.bureau.seeded.tax_id
    desk.bureau.control("special-bills/withdraw", tax_id=tax_id, notice_no="ZJ1")
    push(desk, "ZJ1", "2026-11-25", "110", "210")
    desk.done("run_chain_step")
    assert {row["state"] for row in desk.rows(CHAIN)} == {"已完成"}
    assert desk.bureau.received()["premium_filing"] == 2


@pytest.mark.feature("P-SPECIAL", "P-CHAIN")
def test_a_withdrawn_notice_that_was_not_pushed_again_ends_the_chain_in_words(desk: Desk) -> None:
    """Nothing is there to be filed: an empty request crashed."""
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
    tax_id = desk.bureau.seeded.tax_id
    desk.until_rostered()
    push(desk, "ZJ1", "2026-11-20", "110")
    push(desk, "ZJ2", "2026-11-20", "210")
    desk.done("update_special_bills")
    desk.done("submit_special_bills", ALL)
    desk.done("fetch_filing_result")
    filing_no = str(desk.rows(PREMIUM_FILINGS)[0]["filing_no"])
    desk.done("show_chain", {"申报流水号": filing_no})
    desk.done("run_chain_step")
    desk.bureau.control("special-bills/withdraw", tax_id=tax_id, notice_no="ZJ1")

    rest = desk.run("run_chain_step")

    assert (rest.status, "已提交 1 条社保费申报" in rest.message) == (0, True)
    assert "没有重新推送，没有可以重新申报的" in rest.message
    ended = desk.run("run_chain_step")
    assert (ended.status, ended.answer["code"]) == (1, "INP-00")
    assert "没有重新推送，没有可以重新申报的" in ended.message
    assert "没有步骤" not in desk.done("show_chain", {"申报流水号": filing_no}).message
    push(desk, "ZJ1", "2026-11-25", "110")
    assert "全部完成" in desk.done("run_chain_step").message
    assert desk.bureau.received()["premium_filing"] == 3


@pytest.mark.feature("P-SPECIAL")
def test_late_changed_or_incomplete_notice_is_refused_before_sending(desk: Desk) -> None:
    """After the last day of collection only the agencies can help."""
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
    desk.until_rostered()
    push(desk, "ZJ1", "2026-11-09", "110")
    late = desk.done("update_special_bills")
    assert "1 条已超过征集有效期" in late.message
    tick_first(desk)
    refused = desk.run("submit_special_bills")
    assert (refused.status, "已超过征集有效期（2026-11-09）" in refused.message) == (1, True)
    assert "请联系人社（医保）部门重新推送" in refused.message

    tax_id = desk.bureau.seeded.tax_id
    desk.bureau.control("special-bills/withdraw", tax_id=tax_id, notice_no="ZJ1")
    gone = desk.run("submit_special_bills")
    assert "已不在待申报中" in gone.message
    push(desk, "ZJ2", "2026-11-20", "110")
    desk.done("update_special_bills")
    tick_first(desk)
    push(desk, "ZJ2", "2026-11-20", "210")
    partly = desk.run("submit_special_bills")
    assert "没有列出征集通知流水号 ZJ2 的全部待申报信息" in partly.message
    assert desk.bureau.received()["premium_filing"] == 0


@pytest.mark.feature("P-VIEW")
def test_filing_is_viewed_as_it_was_filed_even_when_voided(desk: Desk) -> None:
    """The record must show what was declared, whatever became of the wages since."""
    desk.until_confirmed()
    (record,) = desk.rows(PREMIUM_FILINGS)
    assert "没有勾选任何行" in desk.run("show_premium_filing").message
    record["tick"] = TICK
    desk.edit(PREMIUM_FILINGS, [record], "tick")
    desk.done("show_premium_filing")
    before = desk.rows(FILED_LINES)
    assert sum(float(str(row["due"])) for row in before) == pytest.approx(
        float(str(record["amount"]))
    )
    desk.done("void_filing")
    (record,) = desk.rows(PREMIUM_FILINGS)
    record["tick"] = TICK
    desk.edit(PREMIUM_FILINGS, [record], "tick")

    desk.done("show_premium_filing")
    desk.done("export_premium_filing")

    assert desk.rows(FILED_LINES) == before
    (path,) = desk.folder.glob(f"社保费申报明细_{record['filing_no']}.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.worksheets[0].max_row == len(before) + 1
