"""What waited on a sheet and left it by a query is told by that query: nobody else would."""

import pytest

from shebao.domain.money import yuan
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS, PAYMENTS, VOUCHERS
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS
from shebao.sheets.declared.wage_sheets import WAGE_FILINGS
from tests.desk import Desk

ALL = {"提交范围": "全部"}
DECEMBER, JANUARY = "2026-12", "2027-01"
NOBODY = "0000"  # no number of the bureau


@pytest.mark.feature("P-BILLS", "P-RESULT")
def test_bills_that_were_filed_are_told_by_the_refresh(desk: Desk) -> None:
    """Answered at once, the filing stood in the records as successful; 申报结果 said nothing."""
    desk.until_billed()
    number = str(desk.done("submit_bills", ALL).answer["filing_no"])

    ran = desk.done("update_bills")

    assert desk.rows(BILLS) == []
    assert f"社保费申报 {number} 申报成功。" in ran.message
    assert number not in desk.done("update_bills").message


@pytest.mark.feature("P-VOID", "P-RECORDS")
def test_a_void_that_ended_is_told_by_the_records(desk: Desk) -> None:
    """The row changed from 作废中, or left with another day's, and 获取反馈 knew of nothing."""
    desk.until_confirmed()
    desk.bureau.control("settings", feedback_delay_seconds=60)
    rows = desk.rows(PREMIUM_FILINGS)
    number = str(rows[0]["filing_no"])
    desk.edit(PREMIUM_FILINGS, [rows[0] | {"tick": TICK}], "tick")
    desk.done("void_filing")
    day = {"申报日期起": "2026-01-01", "申报日期止": "2026-01-01"}

    desk.done("query_premium_filings", day)
    assert desk.rows(PREMIUM_FILINGS) == []
    waits = desk.done("fetch_void_result")
    desk.bureau.control("clock", advance_seconds=61)
    told = desk.done("query_premium_filings", day)

    assert waits.answer["counts"]["pending"] == 1
    assert f"社保费申报 {number} 作废成功；该记录只能查看。" in told.message
    assert number not in desk.done("query_premium_filings", day).message


@pytest.mark.feature("Y-VOUCHERS", "Y-ARREARS")
def test_a_voucher_that_was_paid_is_told_by_each_query_that_no_longer_shows_it(desk: Desk) -> None:
    """The debts left, the voucher stood among all others, and nobody said that the bank had it."""
    desk.until_owed()
    owed = desk.done("update_debts").answer["counts"]["debt_total_fen"]
    number = str(desk.done("print_voucher", ALL).answer["voucher_no"])
    desk.bureau.control("vouchers/pay", voucher_no=number)
    words = f"此前未缴款的凭证“{number}”已缴款（{yuan(owed)} 元）。"

    synced = desk.done("sync_vouchers")
    debts = desk.done("update_debts")

    assert words in synced.message
    assert words in debts.message
    assert "此前未缴款" not in desk.done("sync_vouchers").message
    assert "此前未缴款" not in desk.done("update_debts").message


@pytest.mark.feature("Y-RECORDS", "Y-VOUCHERS", "W-RECORDS", "P-RECORDS")
def test_january_still_lists_what_was_done_in_december(desk: Desk) -> None:
    """On the second of January every list of the last days' work stood empty."""
    desk.bureau.control("clock", now=f"{DECEMBER}-15T04:00:00Z")
    desk.until_owed()
    rows = desk.rows(DEBTS)
    desk.edit(DEBTS, [rows[0] | {"tick": TICK}], "tick")
    desk.done("pay_by_agreement")
    desk.done("fetch_payment_result")
    desk.done("update_debts")
    number = str(desk.done("print_voucher", ALL).answer["voucher_no"])
    desk.bureau.control("vouchers/pay", voucher_no=number)
    desk.bureau.control("clock", now=f"{JANUARY}-02T04:00:00Z")
    desk.done("login")
    lists = (
        ("query_payments", PAYMENTS),
        ("sync_vouchers", VOUCHERS),
        ("query_wage_filings", WAGE_FILINGS),
        ("query_premium_filings", PREMIUM_FILINGS),
    )

    told = {command: (desk.done(command).message, len(desk.rows(s))) for command, s in lists}

    assert [count for _, count in told.values()] == [1, 1, 1, 1]
    assert told["query_payments"][0].startswith(f"{DECEMBER} 以来提交的缴费")
    assert f"此前未缴款的凭证“{number}”已缴款" in told["sync_vouchers"][0]
    assert told["query_wage_filings"][0].startswith(f"{DECEMBER}-01 至 {JANUARY}-02 共有 1 笔")


@pytest.mark.feature("Y-ARREARS", "Y-RECORDS", "P-BILLS", "P-RECORDS")
def test_a_number_unknown_to_the_bureau_keeps_no_list_from_being_shown(desk: Desk) -> None:
    """A cell was pasted over, and every query of the sheet ended in 未找到编号, for ever."""
    desk.until_billed()
    desk.done("submit_bills", ALL)
    desk.edit(BILLS, [desk.rows(BILLS)[0] | {"filing_no": NOBODY}], "filing_no")
    told = {"update_bills": desk.done("update_bills")}
    filing = desk.rows(PREMIUM_FILINGS)[0]
    waiting = {"filing_no": NOBODY, "state": "处理中"}
    desk.edit(PREMIUM_FILINGS, [filing | waiting], *waiting)
    told["query_premium_filings"] = desk.done("query_premium_filings")
    desk.done("update_debts")
    desk.done("pay_by_agreement", ALL)
    first, second, *_ = desk.rows(DEBTS)
    desk.edit(DEBTS, [first | {"payment_no": NOBODY}], "payment_no")
    desk.edit(DEBTS, [second | {"voucher_no": NOBODY}], "voucher_no")
    told["update_debts"] = desk.done("update_debts")
    paying = {"payment_no": NOBODY, "state": "缴费中"}
    desk.edit(PAYMENTS, [desk.rows(PAYMENTS)[0] | paying], *paying)
    told["query_payments"] = desk.done("query_payments")

    assert desk.rows(BILLS) == desk.rows(DEBTS) == []
    assert desk.rows(PREMIUM_FILINGS)[0]["filing_no"] == filing["filing_no"]
    assert [row["state"] for row in desk.rows(PAYMENTS)] == ["缴费成功"]
    for ran in told.values():
        assert f"“{NOBODY}”在税务系统中查不到，可能已被改动，其结果不明：请在“" in ran.message
    assert told["update_debts"].message.count(f"“{NOBODY}”") == 2
    assert told["update_debts"].answer["status"] == "partial"


@pytest.mark.feature("Y-ARREARS", "P-BILLS")
def test_a_deleted_record_sheet_keeps_no_list_from_being_shown(desk: Desk) -> None:
    """The clerk had deleted the records, and paid and filed all the same; the lists stood still."""
    desk.until_billed()
    filing = str(desk.done("submit_bills", ALL).answer["filing_no"])
    desk.change(lambda book: book.remove(book[PREMIUM_FILINGS.title]))
    filed = desk.done("update_bills")
    desk.done("update_debts")
    payment = str(desk.done("pay_by_agreement", ALL).answer["payment_no"])
    desk.change(lambda book: book.remove(book[PAYMENTS.title]))
    paid = desk.done("update_debts")

    assert f"社保费申报 {filing} 申报成功。" in filed.message
    assert f"此前发起的缴费 {payment}：缴费成功" in paid.message
    assert desk.rows(BILLS) == desk.rows(DEBTS) == []
