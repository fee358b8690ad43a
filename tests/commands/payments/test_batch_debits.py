"""批扣 as a clerk meets it: no command of theirs, refused payments in words, and its result."""

from datetime import date, timedelta

import pytest

from shebao.sheets.declared.application_sheets import AGREEMENTS, CHOICES
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS, PAYMENTS
from shebao.sheets.declared.premium_sheets import PREMIUM_FILINGS
from shebao.sheets.declared.query_sheets import DEBIT_QUERY, PAYABLE_QUERY
from tests.desk import Desk
from tests.forms import agreement_form, put_rows

ALL = {"提交范围": "全部"}


@pytest.fixture
def debited(desk: Desk) -> Desk:
    """A month owed, and a verified 费批扣 agreement."""
    desk.bureau.control("clock", now="2026-11-02T04:00:00Z")
    desk.until_owed()
    desk.done("update_agreements")
    put_rows(desk, AGREEMENTS, [{**agreement_form(desk.rows(CHOICES)), "batch": "费批扣"}])
    desk.done("save_agreements")
    rows = desk.rows(AGREEMENTS)
    for row in rows:
        row["tick"] = TICK if row["batch"] == "费批扣" else ""
    desk.edit(AGREEMENTS, rows, "tick")
    desk.done("verify_agreements")
    return desk


def at(desk: Desk, day: date, hour: str = "12:00") -> None:
    """Turn the clock; whoever comes back logs in again."""
    desk.bureau.control("clock", now=f"{day}T{hour}:30+08:00")


@pytest.mark.feature("B-AGREEMENTS", "Q-DEBITS", "Q-PAYABLES")
def test_the_bureau_debits_what_is_owed_on_its_day(debited: Desk) -> None:
    """Seed G 2.10.2: nobody files or pays it by hand; seed F 三 8: the query says how far it is."""
    owed = debited.rows(DEBTS)
    day = date.fromisoformat(str(owed[0]["due_on"]))
    at(debited, day - timedelta(days=3))
    debited.done("query_debits")
    listed = debited.rows(DEBIT_QUERY)
    assert {row["state"] for row in listed} == {"已生成待批扣清册"}
    assert sum(float(str(row["amount"])) for row in listed) == pytest.approx(
        sum(float(str(row["amount"])) for row in owed)
    )
    assert {row["debit_on"] for row in listed} == {str(day - timedelta(days=2))}
    only = debited.done("query_payables", {"数据处理状态": "已生成待批扣清册"})
    assert only.answer["counts"]["rows"] == len(owed)

    by_hand = debited.run("pay_by_agreement", ALL)
    assert by_hand.status == 1
    assert "税务机关将自动扣款" in by_hand.said
    at(debited, day - timedelta(days=2), "00:10")
    locked = debited.run("print_voucher", ALL)
    assert locked.status == 1
    assert "批扣锁定" in locked.said
    told = debited.done("update_debts")
    assert f"“批扣锁定”{len(owed)} 条，正在办理，不能再次缴费" in told.message

    at(debited, day - timedelta(days=2))
    debited.done("query_debits", {"状态": "批扣成功"})
    paid = debited.rows(DEBIT_QUERY)
    assert len(paid) == len(owed)
    debited.done("query_payables", {"数据处理状态": "已缴款"})
    assert len(debited.rows(PAYABLE_QUERY)) == len(owed)
    debited.done("query_payments")
    assert {row["channel"] for row in debited.rows(PAYMENTS)} == {"税务机关批扣"}
    assert {row["payment_no"] for row in debited.rows(PAYMENTS)} == {paid[0]["payment_no"]}


@pytest.mark.feature("Q-DEBITS")
def test_a_failed_debit_says_why_and_can_be_paid_by_hand(debited: Desk) -> None:
    day = date.fromisoformat(str(debited.rows(DEBTS)[0]["due_on"]))
    debited.bureau.control("payment-outcomes", outcomes=["缴费失败"])
    at(debited, day - timedelta(days=2))

    told = debited.done("query_debits")

    rows = debited.rows(DEBIT_QUERY)
    assert {(row["state"], row["reason"]) for row in rows} == {
        ("批扣失败", "扣款账户余额不足，银行扣款失败")
    }
    assert f"{len(rows)} 条批扣失败" in told.message
    debited.done("update_debts")
    debited.done("update_agreements")
    agreements = [
        str(row["agreement_no"])
        for row in debited.rows(AGREEMENTS)
        if (row["state"], row["batch"]) == ("验证通过", "费非批扣")
    ]
    debited.done("pay_by_agreement", {**ALL, "三方协议": agreements[0]})
    debited.done("fetch_payment_result")
    assert debited.done("update_debts").answer["counts"]["debts"] == 0


@pytest.mark.feature("Q-DEBITS")
def test_failure_that_a_later_list_made_good_asks_for_nothing(debited: Desk) -> None:
    """Its row stays for ever; whoever paid would be told to pay again."""
    day = date.fromisoformat(str(debited.rows(DEBTS)[0]["due_on"]))
    debited.bureau.control("payment-outcomes", outcomes=["缴费失败"])
    at(debited, day - timedelta(days=2))
    assert "批扣失败" in debited.done("query_debits").message
    at(debited, day)

    told = debited.done("query_debits")

    assert {row["state"] for row in debited.rows(DEBIT_QUERY)} == {"批扣失败", "批扣成功"}
    assert "批扣失败" not in told.message


@pytest.mark.feature("Q-PAYABLES")
def test_voided_is_not_paid(desk: Desk) -> None:
    """Seed G 2.12.4.2 八: 销账 is what was voided; the bill itself is open again."""
    desk.until_confirmed()
    desk.done("query_premium_filings")
    rows = desk.rows(PREMIUM_FILINGS)
    rows[0]["tick"] = TICK
    desk.edit(PREMIUM_FILINGS, rows, "tick")
    desk.done("void_filing")

    desk.done("query_payables")

    found = desk.rows(PAYABLE_QUERY)
    states = [row["state"] for row in found]
    assert states.count("销账") == states.count("初始") > 0
    assert len(states) == 2 * states.count("初始")
