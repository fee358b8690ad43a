"""Payment records of every channel, what each pays, and unlocking; through the terminal."""

import pytest

from shebao.commands.registry import BY_ID
from shebao.contract.rights import Right
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS, PAYMENT_LINES, PAYMENTS
from tests.desk import Desk

ALL = {"提交范围": "全部"}


def tick_first(desk: Desk) -> str:
    """Tick the record on top alone; return its number."""
    rows = desk.rows(PAYMENTS)
    for row in rows:
        row["tick"] = ""
    rows[0]["tick"] = TICK
    desk.edit(PAYMENTS, rows, "tick")
    return str(rows[0]["payment_no"])


def pay(desk: Desk, outcome: str) -> None:
    desk.done("update_debts")
    desk.bureau.control("payment-outcomes", outcomes=[outcome])
    desk.done("pay_by_agreement", ALL)
    desk.done("fetch_payment_result")


@pytest.mark.feature("Y-RECORDS", "Y-UNLOCK")
def test_a_locked_payment_is_unlocked_and_its_record_follows(desk: Desk) -> None:
    """Source: G2.6.3.2 三（六）, letter for letter; both answers of the bank."""
    desk.until_confirmed()
    pay(desk, "锁定")
    owed = round(sum(float(str(row["amount"])) for row in desk.rows(PAYMENTS)) * 100)
    assert "锁定”" in desk.done("update_debts").message
    assert desk.done("query_payments").answer["status"] == "partial"
    number = tick_first(desk)
    assert number in desk.ask("unlock_payment").message
    desk.bureau.control("unlock-outcomes", outcomes=["扣费失败"])

    failed = desk.done("unlock_payment")

    assert "扣费状态为“扣费失败”：该笔税款缴费失败，需要重新缴费。" in failed.message
    record = desk.rows(PAYMENTS)[0]
    assert (record["state"], record["unlocked"]) == ("缴费失败", "扣费失败")
    assert record["reason"] == "扣款账户余额不足，银行扣款失败"
    tick_first(desk)
    refused = desk.run("unlock_payment")
    assert f"没有解锁：缴费记录“{number}”的状态为“缴费失败”，不能“解锁”" in refused.message
    tick_first(desk)
    assert desk.done("show_payment").answer["counts"]["amount_fen"] == owed

    pay(desk, "锁定")
    tick_first(desk)
    desk.bureau.control("faults", kind="drop", count=1, path="/v1/unlocks")
    lost = desk.run("unlock_payment")
    assert (lost.status, lost.answer["code"]) == (1, "BUR-02")
    found = desk.done("unlock_payment")

    assert "本次没有重复解锁" in found.message
    assert "扣费状态为“缴费成功”：该笔税款已缴费且缴费成功，无需再次缴费。" in found.message
    assert [row["state"] for row in desk.rows(PAYMENTS)] == ["缴费成功", "缴费失败"]
    assert desk.bureau.received()["unlock"] == 2
    tick_first(desk)
    desk.done("show_payment")
    lines = desk.rows(PAYMENT_LINES)
    assert round(sum(float(str(line["amount"])) for line in lines) * 100) == owed
    assert desk.done("update_debts").answer["counts"]["debts"] == 0


@pytest.mark.feature("Y-RECORDS")
def test_records_of_other_channels_come_by_period(desk: Desk) -> None:
    """Source: G2.6.3.2 三; what the tax hall collected must not be paid again from here."""
    desk.until_owed()
    told = desk.bureau.control("elsewhere/payment", tax_id=desk.bureau.seeded.tax_id)

    stale = desk.run("pay_by_agreement", ALL)
    desk.done("query_payments")

    assert (stale.status, desk.bureau.received()["payment"]) == (1, 1)
    (record,) = desk.rows(PAYMENTS)
    assert (record["payment_no"], record["channel"]) == (told["payment_no"], "办税服务厅")
    none = desk.done("query_payments", {"费款所属期起": "2099-12", "费款所属期止": "2099-12"})
    assert (none.answer["counts"]["payments"], desk.rows(PAYMENTS)) == (0, [])
    wrong = desk.run("query_payments", {"费款所属期起": "去年"})
    assert ("去年" in wrong.message, "不是年月" in wrong.message) == (True, True)
    assert desk.rows(DEBTS) != []


@pytest.mark.feature("Y-RECORDS")
def test_only_who_has_every_right_sees_what_was_declared() -> None:
    """Source: G2.6.3.2 三（五）."""
    assert BY_ID["show_payment"].right is Right.ALL
    assert {BY_ID[i].right for i in ("query_payments", "unlock_payment")} == {Right.PAYMENT}
