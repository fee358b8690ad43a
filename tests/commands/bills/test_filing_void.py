"""Voiding a premium filing: once, only when nothing is paid of it, with its countdown."""

import os

import pytest

from shebao.commands.bills.filing_void import WAITING
from shebao.commands.registry import BY_ID
from shebao.domain.errors import CancelledError
from shebao.runner import run_command
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import open_workbook
from tests.desk import Desk

ALL = {"提交范围": "全部"}


def tick(desk: Desk, *states: str) -> str:
    """Tick the newest filing in one of these states alone; return its number."""
    rows = desk.rows(PREMIUM_FILINGS)
    for row in rows:
        row["tick"] = ""
    wanted = next(row for row in rows if row["state"] in (states or ("申报成功",)))
    wanted["tick"] = TICK
    desk.edit(PREMIUM_FILINGS, rows, "tick")
    return str(wanted["filing_no"])


def state(desk: Desk, filing_no: str) -> object:
    return next(r["state"] for r in desk.rows(PREMIUM_FILINGS) if r["filing_no"] == filing_no)


def voids(desk: Desk) -> int:
    return desk.bureau.received()["filing_void"]


@pytest.mark.feature("P-VOID")
def test_filing_is_voided_once_and_its_bills_can_be_filed_again(desk: Desk) -> None:
    """A wrong filing is taken back before anyone pays it, and never by a slip."""
    desk.until_confirmed()
    filing_no = tick(desk)

    unconfirmed = desk.ask("void_filing")
    assert (unconfirmed.status, unconfirmed.answer["code"], voids(desk)) == (1, "INP-04", 0)
    voided = desk.done("void_filing")
    assert "作废成功；该记录只能查看" in voided.message
    assert state(desk, filing_no) == "作废成功"

    tick(desk, "作废成功")
    again = desk.run("void_filing")
    assert again.status == 1
    assert (
        f"社保费申报“{filing_no}”的状态为“作废成功”，不能“作废”。该记录只能查看，请重新申报。"
        in again.message
    )
    desk.done("update_bills")
    assert {bill["state"] for bill in desk.rows(BILLS)} == {"初始"}
    refiled = desk.done("submit_bills", ALL)
    assert refiled.answer["filing_no"] != filing_no
    assert (voids(desk), desk.bureau.received()["premium_filing"]) == (1, 2)


@pytest.mark.feature("P-VOID")
def test_countdown_ends_with_the_result_or_with_the_users_impatience(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The void stands whether or not anyone waits for its answer."""
    desk.until_confirmed()
    filing_no = tick(desk)
    desk.bureau.control("settings", feedback_delay_seconds=30)

    before = desk.book.read_bytes()
    pending = desk.done("void_filing")
    assert (pending.answer["status"], state(desk, filing_no)) == ("partial", "作废中")
    desk.book.write_bytes(before)  # the machine died before the workbook was saved
    assert "本次没有重复作废" in desk.done("void_filing").message
    assert (voids(desk), state(desk, filing_no)) == (1, "作废中")
    tick(desk, "作废中")
    assert "请点击“获取反馈”取得作废结果，不要重复作废" in desk.run("void_filing").message
    assert desk.done("fetch_void_result").answer["counts"]["pending"] == 1
    desk.bureau.control("clock", advance_seconds=30)
    assert desk.done("fetch_void_result").answer["counts"]["voided"] == 1
    assert "没有作废中的申报" in desk.run("fetch_void_result").message

    desk.bureau.control("settings", feedback_delay_seconds=0)
    desk.done("update_bills")
    desk.done("submit_bills", ALL)
    second = tick(desk)
    desk.bureau.control("settings", feedback_delay_seconds=1)
    monkeypatch.setenv("SHEBAO_VOID_WAIT_SECONDS", "2")
    waited = desk.done("void_filing")
    assert (waited.answer["status"], state(desk, second)) == ("done", "作废成功")


@pytest.mark.feature("P-VOID")
def test_who_stops_the_countdown_has_voided_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken for "not voided", the clerk would wonder why the bill cannot be paid."""

    class Impatient(TerminalUi):
        def progress(self, label: str, done: int, total: int) -> None:
            if label == WAITING:
                raise CancelledError(label, done, total)

    desk.until_confirmed()
    tick(desk)
    monkeypatch.setenv("SHEBAO_VOID_WAIT_SECONDS", "20")
    book = open_workbook(desk.book)
    try:
        ui = Impatient(agrees=True)
        ran = run_command(BY_ID["void_filing"], book, desk.book, ui, os.environ)
        book.save()
    finally:
        book.close()

    assert "作废已提交，处理中" in ran.message
    assert "您停止了等待" in ran.message
    desk.done("query_premium_filings")
    assert [row["state"] for row in desk.rows(PREMIUM_FILINGS)] == ["作废成功"]


@pytest.mark.feature("P-VOID")
def test_what_is_held_or_paid_is_not_voided(desk: Desk) -> None:
    """A void beside a payment would leave money paid for bills that are open again."""
    desk.until_owed()
    filing_no = tick(desk)
    desk.bureau.control("payment-outcomes", outcomes=["锁定"])
    desk.done("pay_by_agreement", ALL)

    locked = desk.run("void_filing")

    assert (locked.status, "请先在缴费记录中“解锁”" in locked.message) == (1, True)
    assert "没有提交作废" in locked.message
    payment_no = desk.rows(DEBTS)[0]["payment_no"]
    desk.bureau.control("events", machine="payment", number=payment_no, event="UNLOCK_PAID")
    for row in desk.rows(DEBTS):
        order = {"machine": "debt", "number": row["debt_no"], "event": "SETTLE"}
        desk.bureau.control("events", **order)
    paid = desk.run("void_filing")
    assert (paid.status, "如需更正请到办税服务厅办理" in paid.message) == (1, True)
    assert (voids(desk), state(desk, filing_no)) == (0, "申报成功")


@pytest.mark.feature("P-VOID", "X-LEDGER")
def test_lost_or_failed_void_is_never_sent_twice_and_never_lost(desk: Desk) -> None:
    """Whatever became of the first one, the second click must find out."""
    desk.until_confirmed()
    filing_no = tick(desk)
    desk.bureau.control("void-failures", count=1)
    failed = desk.done("void_filing")
    assert "没有作废，状态为“申报成功”：税务系统未能作废该申报" in failed.message

    tick(desk)
    desk.bureau.control("faults", kind="lose", path="/v1/filing-voids")
    assert desk.run("void_filing").status == 1
    assert state(desk, filing_no) == "申报成功"
    desk.bureau.control("faults", kind="drop", path="/v1/filing-voids")
    lost = desk.run("void_filing")
    assert (lost.status, lost.answer["code"]) == (1, "BUR-02")

    found = desk.done("void_filing")

    assert "本次没有重复作废" in found.message
    assert (voids(desk), state(desk, filing_no)) == (1, "作废成功")


@pytest.mark.feature("P-RECORDS")
def test_records_of_every_channel_by_day_offer_to_pay_what_is_unpaid(desk: Desk) -> None:
    """What a colleague filed at the counter is owed all the same."""
    desk.until_billed()
    desk.bureau.control("elsewhere/filing", tax_id=desk.bureau.seeded.tax_id)

    ran = desk.done("query_premium_filings")

    (row,) = desk.rows(PREMIUM_FILINGS)
    assert (row["channel"], row["kind"], row["payment"]) == ("办税服务厅", "日常申报", "未缴费")
    assert ran.answer["counts"] == {"filings": 1, "pending": 0, "unpaid": 1}
    assert "欠费 4 条" in ran.message
    assert "请在“费款缴纳”勾选后缴费" in ran.message
    declined = desk.ask("query_premium_filings")
    assert (declined.status, "请在" in declined.message) == (0, False)
    none = desk.done(
        "query_premium_filings", {"申报日期起": "2026-01-01", "申报日期止": "2026-01-02"}
    )
    assert (none.answer["counts"]["filings"], desk.rows(PREMIUM_FILINGS)) == (0, [])
    odd = desk.run("query_premium_filings", {"申报日期起": "11月1日"})
    assert "“申报日期起”是“11月1日”，不是日期" in odd.message
    turned = desk.run("query_premium_filings", {"申报日期起": "2026-02-01"})
    assert "晚于“申报日期止”" in turned.message
