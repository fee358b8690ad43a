"""缴费结果 tells what is new or still open, each once, and never that nothing was paid."""

import pytest

from shebao.domain.money import yuan
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS, PAYMENTS
from tests.commands.desk.test_cancel_everywhere import Pressing, click
from tests.desk import Desk

ALL = {"提交范围": "全部"}


def fail(desk: Desk) -> str:
    """Let the bank refuse a payment of every debt; return the payment's number."""
    desk.until_owed()
    desk.bureau.control("payment-outcomes", outcomes=["缴费失败"])
    number = str(desk.done("pay_by_agreement", ALL).answer["payment_no"])
    assert "失败原因：扣款账户余额不足" in desk.done("fetch_payment_result").message
    return number


def pay_first(desk: Desk) -> str:
    rows = desk.rows(DEBTS)
    rows[0]["tick"] = TICK
    desk.edit(DEBTS, rows, "tick")
    return str(desk.done("pay_by_agreement").answer["payment_no"])


@pytest.mark.feature("Y-AGREEMENT", "Y-RECORDS")
def test_a_failure_is_told_once(desk: Desk) -> None:
    """Told for ever, the one that matters today is not seen among them."""
    failed = fail(desk)

    again = desk.done("fetch_payment_result")
    desk.done("update_debts")
    refreshed = desk.done("fetch_payment_result")
    kept = [row["state"] for row in desk.rows(DEBTS)]
    number = pay_first(desk)
    paid = desk.done("fetch_payment_result")

    for ran in (again, refreshed):
        assert "没有新的缴费结果" in ran.message
        assert ("失败" in ran.message, ran.answer["status"]) == (False, "done")
        assert ran.answer["counts"]["failed"] == 0
    assert set(kept) == {"待缴费"}
    assert (paid.answer["counts"]["failed"], paid.answer["status"]) == (0, "done")
    assert "失败原因" not in paid.message
    states = {row["payment_no"]: row["state"] for row in desk.rows(PAYMENTS)}
    assert states == {failed: "缴费失败", number: "缴费成功"}


@pytest.mark.feature("Y-AGREEMENT", "Y-RECORDS")
def test_a_failure_nobody_heard_of_is_told_after_the_debts_were_fetched_anew(desk: Desk) -> None:
    """查询欠费 shows the debt open again; why is still to be told."""
    desk.until_owed()
    desk.bureau.control("payment-outcomes", outcomes=["缴费失败"])
    desk.done("pay_by_agreement", ALL)
    desk.done("update_debts")
    desk.done("update_debts")

    ran = desk.done("fetch_payment_result")

    assert ("失败原因" in ran.message, ran.answer["counts"]["failed"]) == (True, 1)
    assert "没有新的缴费结果" in desk.done("fetch_payment_result").message


@pytest.mark.feature("Y-AGREEMENT", "Y-RECORDS")
def test_a_payment_under_way_is_asked_about_when_its_debts_left_the_sheet(desk: Desk) -> None:
    """“没有发起过的缴费” had the clerk pay at the counter as well."""
    desk.until_owed()
    desk.bureau.control("settings", feedback_delay_seconds=3600)
    desk.done("pay_by_agreement", ALL)
    desk.done("update_debts")
    assert desk.rows(DEBTS) == []

    waits = desk.done("fetch_payment_result")
    desk.next_month()
    paid = desk.done("fetch_payment_result")
    over = desk.done("fetch_payment_result")

    assert (waits.answer["counts"]["pending"], waits.answer["status"]) == (1, "partial")
    assert paid.answer["counts"]["paid_fen"] > 0
    assert "没有新的缴费结果" in over.message


@pytest.mark.feature("Y-AGREEMENT", "Y-RECORDS")
def test_a_stop_between_two_results_leaves_both_to_be_told(desk: Desk) -> None:
    """The first stood in 缴费记录 as ended then, was not asked for again, and nobody was told."""
    desk.until_owed()
    desk.bureau.control("settings", feedback_delay_seconds=3600)
    owed = desk.done("update_debts").answer["counts"]["debt_total_fen"]
    pay_first(desk)
    desk.done("update_debts")
    desk.done("pay_by_agreement", ALL)
    desk.done("update_debts")
    desk.next_month()
    desk.done("login")

    said = click(desk, "fetch_payment_result", {}, Pressing(1))
    told = desk.done("fetch_payment_result")

    assert "查询缴费结果完成 1/2" in said
    assert told.answer["counts"]["paid_fen"] == owed


@pytest.mark.feature("Y-AGREEMENT", "X-LEDGER")
def test_a_payment_no_sheet_shows_is_found_in_the_ledger(desk: Desk) -> None:
    """The workbook was lost; what was sent was sent."""
    desk.until_paid()
    desk.new_book()
    never = desk.run("fetch_payment_result", {})
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})

    ran = desk.done("fetch_payment_result")

    assert never.status == 1  # not logged in
    assert ran.answer["counts"]["paid_fen"] > 0
    assert [row["state"] for row in desk.rows(PAYMENTS)] == ["缴费成功"]
    assert "没有新的缴费结果" in desk.done("fetch_payment_result").message


@pytest.mark.feature("Y-AGREEMENT", "Y-ARREARS")
def test_a_payment_whose_rows_leave_untold_is_told_by_the_query(desk: Desk) -> None:
    """Paid at once, the rows left the sheet, and no sentence ever said that it had succeeded."""
    desk.until_owed()
    owed = desk.done("update_debts").answer["counts"]["debt_total_fen"]
    number = str(desk.done("pay_by_agreement", ALL).answer["payment_no"])

    left = desk.done("update_debts")

    assert desk.rows(DEBTS) == []
    assert f"此前发起的缴费 {number}：缴费成功 {yuan(owed)} 元，失败 0 笔" in left.message
    assert "此前发起" not in desk.done("update_debts").message
    assert "没有新的缴费结果" in desk.done("fetch_payment_result").message


@pytest.mark.feature("Y-AGREEMENT", "Y-ARREARS")
def test_a_payment_still_under_way_is_left_to_be_told_when_it_ended(desk: Desk) -> None:
    """Its debts are named as 缴费中 already; 缴费结果 tells the end."""
    desk.until_owed()
    desk.bureau.control("settings", feedback_delay_seconds=3600)
    desk.done("pay_by_agreement", ALL)

    left = desk.done("update_debts")

    assert "此前发起" not in left.message
    assert desk.done("fetch_payment_result").answer["counts"]["pending"] == 1


@pytest.mark.feature("Y-RECORDS")
def test_a_payment_that_ended_is_told_by_the_records_that_take_its_waiting_row(desk: Desk) -> None:
    """Among twenty records nobody sees which one is new; outside the months it vanished."""
    desk.until_owed()
    desk.bureau.control("settings", feedback_delay_seconds=3600)
    desk.bureau.control("payment-outcomes", outcomes=["缴费失败"])
    number = str(desk.done("pay_by_agreement", ALL).answer["payment_no"])
    desk.done("update_debts")
    month = desk.next_month()
    desk.done("login")

    told = desk.done("query_payments", {"费款所属期起": month, "费款所属期止": month})

    assert desk.rows(PAYMENTS) == []
    assert f"此前发起的缴费 {number}：缴费成功 0.00 元，失败 1 笔" in told.message
    assert "失败原因：" in told.message
    assert told.answer["status"] == "partial"


@pytest.mark.feature("Y-AGREEMENT", "Y-RECORDS")
def test_a_payment_that_no_list_shows_any_longer_is_asked_of_the_bureau(desk: Desk) -> None:
    """“也没有进行中的缴费”, said while the bank was at it."""
    desk.until_owed()
    desk.bureau.control("settings", feedback_delay_seconds=3600)
    number = str(desk.done("pay_by_agreement", ALL).answer["payment_no"])
    desk.done("update_debts")
    gone = desk.done("query_payments", {"费款所属期起": "2026-01", "费款所属期止": "2026-01"})

    waits = desk.done("fetch_payment_result")

    assert f"此前发起的缴费 {number}：" in gone.message
    assert waits.answer["counts"]["pending"] == 1
