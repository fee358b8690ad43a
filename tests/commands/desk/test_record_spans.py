"""Records left without a span show what was paid this year for earlier years too."""

import pytest

from shebao.sheets.declared.certificate_sheets import ARRIVALS, CERTIFICATES, UNIT_RECORD
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS, PAYMENT_LINES, PAYMENTS, VOUCHERS
from shebao.sheets.declared.premium_sheets import PREMIUM_FILINGS
from tests.desk import Desk

ALL = {"提交范围": "全部"}
PAID_IN = "2027-01"


def until_january(desk: Desk) -> None:
    """File November of 2026; in January pay one part by agreement and print a voucher for another.

    The third stays owed.
    """
    desk.in_november()
    desk.until_confirmed()
    desk.bureau.control("clock", now=f"{PAID_IN}-06T04:00:00Z")
    desk.done("update_debts")
    rows = desk.rows(DEBTS)
    for row in rows:
        row["tick"] = "" if row in rows[:2] else TICK
    desk.edit(DEBTS, rows, "tick")
    desk.done("pay_by_agreement")
    desk.done("fetch_payment_result")
    desk.done("update_debts")
    rows = desk.rows(DEBTS)
    rows[0]["tick"] = TICK
    desk.edit(DEBTS, rows[:1], "tick")
    desk.done("print_voucher")


@pytest.mark.feature("P-RECORDS", "Y-RECORDS", "Y-VOUCHERS", "C-ISSUE", "C-REISSUE", "C-UNIT")
def test_what_was_paid_in_january_for_last_year_is_shown_unasked(desk: Desk) -> None:
    """At the turn of the year every list stood empty, and the clerk paid again."""
    until_january(desk)
    paid = desk.rows(PAYMENTS)[0]["amount"]

    found = desk.done("query_arrivals")
    assert found.answer["counts"]["arrivals"] == len(desk.rows(ARRIVALS)) > 0
    assert found.message.startswith("2026-11 至 2027-01 已入库")
    assert {row["period"] for row in desk.rows(ARRIVALS)} == {"2026-11"}
    desk.done("issue_certificate", ALL)
    assert desk.done("query_certificates").answer["counts"]["certificates"] == 1
    assert len(desk.rows(CERTIFICATES)) == 1
    payments = desk.done("query_payments")
    assert (payments.answer["counts"]["payments"], desk.rows(PAYMENTS)[0]["amount"]) == (1, paid)
    assert payments.message.startswith("2026-12 以来提交的缴费和仍未有结果的缴费共 1 笔")
    rows = desk.rows(PAYMENTS)
    rows[0]["tick"] = TICK
    desk.edit(PAYMENTS, rows, "tick")
    lines = desk.done("show_payment")
    assert "没有列出" not in lines.message
    assert (
        sum(round(float(str(line["amount"])) * 100) for line in desk.rows(PAYMENT_LINES))
        == (lines.answer["counts"]["amount_fen"])
    )
    desk.write(VOUCHERS, [])
    synced = desk.done("sync_vouchers")
    assert (synced.answer["counts"]["vouchers"], len(desk.rows(VOUCHERS))) == (1, 1)
    filings = desk.done("query_premium_filings")
    assert (filings.answer["counts"]["filings"], len(desk.rows(PREMIUM_FILINGS))) == (1, 1)
    assert filings.message.startswith("2026-11-01 至 2027-01-06 共有 1 笔")
    assert desk.done("query_unit_record").answer["counts"]["lines"] == len(desk.rows(UNIT_RECORD))
    assert desk.rows(UNIT_RECORD) != []
    person = desk.rows(ROSTER)[0]
    who = {"姓名": str(person["name"]), "证件号码": str(person["id_number"])}
    assert desk.done("query_employee_record", who).answer["counts"]["lines"] > 0
    assert desk.done("query_refund_tickets").answer["counts"]["tickets"] > 0
    assert desk.done("query_refund_lines").answer["counts"]["lines"] > 0


@pytest.mark.feature("C-REISSUE")
def test_a_certificate_of_any_year_is_found_unasked(desk: Desk) -> None:
    """Paid in one year and certified in the next, or certified long ago: nobody listed it."""
    desk.until_arrived()
    desk.done("issue_certificate", ALL)
    desk.bureau.control("clock", now="2028-02-06T04:00:00Z")

    found = desk.done("query_certificates")
    before = desk.done("query_certificates", {"费款所属期止": "2026-10"})
    since = desk.done("query_certificates", {"费款所属期起": "2027-01", "费款所属期止": ""})

    counts = [ran.answer["counts"]["certificates"] for ran in (found, before, since)]
    assert counts == [1, 0, 0]
    assert found.message.startswith("2028-02 及以前已开具税收完税证明 1 张")
    assert since.message.startswith("2027-01 至 2028-02 已开具税收完税证明 0 张")


@pytest.mark.feature("P-RECORDS", "Y-RECORDS", "C-ISSUE")
def test_a_span_that_was_typed_is_kept_and_an_end_alone_means_its_year(desk: Desk) -> None:
    """“起 2027-01 晚于止 2026-12” named a cell that nobody had filled."""
    until_january(desk)

    this_year = desk.done("query_arrivals", {"费款所属期起": "2027-01"})
    ended = desk.done("query_arrivals", {"费款所属期起": "", "费款所属期止": "2026-12"})
    payments = desk.done("query_payments", {"费款所属期起": "2027-01"})
    earlier = desk.done("query_payments", {"费款所属期起": "", "费款所属期止": "2026-12"})
    filings = desk.done("query_premium_filings", {"申报日期止": "2026-12-31"})

    assert (this_year.answer["counts"]["arrivals"], payments.answer["counts"]["payments"]) == (0, 0)
    assert ended.message.startswith("2026-01 至 2026-12 已入库")
    assert ended.answer["counts"]["arrivals"] > 0
    assert earlier.answer["counts"]["payments"] == 1
    assert filings.answer["counts"]["filings"] == 1


@pytest.mark.feature("Y-RECORDS", "X-TOPUP")
def test_reset_clears_the_conditions_and_refreshes_the_payments(desk: Desk) -> None:
    """Seed G 2.6.3: the former conditions' rows stood under blank ones; 补差 had no 重置."""
    until_january(desk)
    none = desk.done("query_payments", {"费款所属期起": "2027-01", "费款所属期止": "2027-01"})
    assert none.answer["counts"]["payments"] == 0

    ran = desk.done("reset_query", {"操作表": PAYMENTS.title})

    assert ran.message.startswith("“缴费记录”的查询条件已重置。")
    assert len(desk.rows(PAYMENTS)) == ran.answer["counts"]["payments"] == 1
    desk.done("show_topup", {"费款所属期起": "2026-11", "费款所属期止": "2026-11"})
    desk.done("reset_query", {"操作表": "补差"})
    assert "2027-01" in desk.done("show_topup").message
