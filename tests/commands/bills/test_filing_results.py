"""社保费申报结果 asks about every filing in process, wherever it was filed."""

import pytest

from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS
from tests.desk import Desk

ALL = {"提交范围": "全部"}


def filed_elsewhere(desk: Desk) -> str:
    """Another channel files the month, and the answer is a minute away."""
    desk.bureau.control("settings", feedback_delay_seconds=60)
    answer = desk.bureau.control("elsewhere/filing", tax_id=desk.bureau.seeded.tax_id)
    return str(answer["filing_no"])


def minute(desk: Desk) -> None:
    desk.bureau.control("clock", advance_seconds=61)


@pytest.mark.feature("P-RESULT", "P-RECORDS")
def test_another_channels_filing_is_asked_about_until_it_is_answered(desk: Desk) -> None:
    """The tax hall filed the month: the clerk must not file what is on its way."""
    desk.until_billed()
    rows = desk.rows(BILLS)
    for row in rows:
        row["tick"] = TICK
    desk.edit(BILLS, rows, "tick")
    filing_no = filed_elsewhere(desk)

    pending = desk.done("fetch_filing_result")

    assert pending.answer["counts"] == {"accepted": 0, "refused": 0, "pending": 1}
    (record,) = desk.rows(PREMIUM_FILINGS)
    assert (record["filing_no"], record["state"], record["channel"]) == (
        filing_no,
        "处理中",
        "办税服务厅",
    )
    assert {(row["state"], row["tick"]) for row in desk.rows(BILLS)} == {("申报中", "")}
    minute(desk)
    done = desk.done("fetch_filing_result")
    assert done.answer["counts"] == {"accepted": 1, "refused": 0, "pending": 0}
    assert {row["state"] for row in desk.rows(BILLS)} == {"申报成功"}
    assert "没有处理中的申报" in desk.done("fetch_filing_result").message


@pytest.mark.feature("P-RESULT")
def test_a_filing_whose_rows_are_gone_is_still_asked_about(desk: Desk) -> None:
    """Bills refreshed for another month: the record sheet or the bureau knows."""
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
    desk.until_billed()
    desk.bureau.control("settings", feedback_delay_seconds=60)
    desk.done("submit_bills", ALL)
    desk.done("update_bills", {"费款所属期": "2026-10"})
    assert desk.rows(BILLS) == []
    minute(desk)

    assert desk.done("fetch_filing_result").answer["counts"]["accepted"] == 1
    assert [row["state"] for row in desk.rows(PREMIUM_FILINGS)] == ["申报成功"]


@pytest.mark.feature("P-RESULT")
def test_a_filing_of_last_year_in_process_is_found_by_a_new_workbook(desk: Desk) -> None:
    """Filed in the last minute of the year at the hall, asked about in January."""
    desk.bureau.control("clock", now="2026-12-31T15:59:30Z")
    desk.until_billed()
    filing_no = filed_elsewhere(desk)
    desk.bureau.control("settings", feedback_delay_seconds=60)
    desk.new_book()
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    desk.bureau.control("clock", now="2026-12-31T16:00:05Z")

    ran = desk.done("fetch_filing_result")

    assert ran.answer["counts"]["pending"] == 1
    assert [row["filing_no"] for row in desk.rows(PREMIUM_FILINGS)] == [filing_no]
