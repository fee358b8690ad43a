"""The way back from filed premiums, step by step, over crashes and obstacles."""

import os

import pytest

from shebao.bureau import premiums
from shebao.commands.registry import BY_ID
from shebao.domain.errors import CancelledError
from shebao.runner import run_command
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.premium_sheets import BILLS, CHAIN, PREMIUM_FILINGS
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import opened, save_workbook
from tests.desk import Desk

ALL = {"提交范围": "全部"}


def lower_somebody(desk: Desk, people: int = 1) -> None:
    """Type lower wages for some between floor and cap, and tick those rows alone."""
    rows = [row for row in desk.rows(WAGES_BY_PERSON) if row["wage"] is not None]
    middle = len(rows) // 2
    chosen = sorted(rows, key=lambda row: float(str(row["wage"])))[middle : middle + people]
    for row in chosen:
        row.update(wage=round(float(str(row["wage"])) * 100) - 20_000, tick=TICK)
    desk.edit(WAGES_BY_PERSON, chosen, "wage", "tick")


def steps(desk: Desk) -> list[tuple[object, object]]:
    return [(row["kind"], row["state"]) for row in desk.rows(CHAIN)]


@pytest.mark.feature("P-CHAIN", "W-LOWER")
def test_lower_wage_goes_back_over_voucher_and_filing_and_is_filed_again(desk: Desk) -> None:
    """The one permitted chain, each step once, with a lost answer in the middle."""
    desk.until_confirmed()
    desk.bureau.control("elsewhere/voucher", tax_id=desk.bureau.seeded.tax_id)
    before = sum(float(str(bill["amount"])) for bill in desk.rows(BILLS))
    lower_somebody(desk)
    refused = desk.run("submit_wages")
    assert refused.status == 1
    assert "不允许调低缴费工资：未缴费的，请点击“撤回路径”" in refused.message
    assert "没有步骤" in desk.run("run_chain_step").message

    shown = desk.done("show_chain")
    assert "下一步：作废缴税凭证" in shown.message
    assert [kind for kind, _ in steps(desk)] == [
        "作废缴税凭证",
        "作废申报",
        "重新申报缴费工资",
        "重新申报社保费",
    ]
    assert desk.ask("run_chain_step").answer["code"] == "INP-04"
    assert "已作废" in desk.done("run_chain_step").message
    desk.bureau.control("faults", kind="drop", path="/v1/filing-voids")
    assert desk.run("run_chain_step").answer["code"] == "BUR-02"
    assert "本次没有重复作废" in desk.done("run_chain_step").message
    assert "申报成功 1 人" in desk.done("run_chain_step").message
    assert [state for _, state in steps(desk)] == ["已完成", "已完成", "已完成", "下一步"]
    last = desk.done("run_chain_step")

    assert "全部完成" in last.message
    assert "全部完成" in desk.done("run_chain_step").message
    received = desk.bureau.received()
    assert (received["voucher_void"], received["filing_void"]) == (1, 1)
    assert (received["premium_filing"], received["wage_filing"]) == (2, 2)
    desk.done("fetch_filing_result")
    after = sum(float(str(bill["amount"])) for bill in desk.rows(BILLS))
    assert after < before
    desk.done("query_premium_filings")
    assert [row["state"] for row in desk.rows(PREMIUM_FILINGS)] == ["申报成功", "作废成功"]


@pytest.mark.feature("P-CHAIN", "W-LOWER")
def test_lower_wage_that_the_bureau_refuses_is_shown_the_same_way_back(desk: Desk) -> None:
    """The forecast could not be made; the clerk needs the way back all the more."""
    desk.until_confirmed()
    lower_somebody(desk)
    foreseen = desk.run("submit_wages").message
    desk.bureau.control("faults", kind="unavailable", path="/v1/filed-wages", count=3)
    desk.done("submit_wages")

    refused = desk.done("fetch_wage_result")

    hint = foreseen[foreseen.index("（已申报属期") : foreseen.index("办理退费）")]
    assert "点击“撤回路径”" in hint
    assert hint in refused.message, refused.message
    (row,) = [row for row in desk.rows(WAGES_BY_PERSON) if row["reason"]]
    assert str(row["reason"]).endswith("属期存在已申报数据，不允许调低缴费工资")


@pytest.mark.feature("P-CHAIN", "W-LOWER")
def test_chain_that_somebody_else_carried_on_is_taken_up_where_it_is(desk: Desk) -> None:
    """A new workbook after a crash, a void at the other desk: the bureau knows."""
    desk.until_confirmed()
    desk.done("show_chain")
    filing = desk.rows(PREMIUM_FILINGS)[0]
    filing["tick"] = TICK
    desk.edit(PREMIUM_FILINGS, [filing], "tick")
    desk.done("void_filing")

    desk.done("show_chain")

    assert steps(desk)[0] == ("作废申报", "已完成")
    assert steps(desk)[1] == ("重新申报缴费工资", "下一步")
    nothing = desk.run("run_chain_step")
    assert (nothing.status, "没有勾选任何行" in nothing.message) == (1, True)
    desk.done("update_bills")
    desk.done("submit_bills", ALL)
    assert "全部完成" in desk.done("run_chain_step").message
    row = desk.rows(CHAIN)[0]
    row["kind"] = "随便"
    desk.edit(CHAIN, [row], "kind")
    assert "被改动，不是撤回步骤" in desk.run("run_chain_step").message


@pytest.mark.feature("P-CHAIN", "W-LOWER")
def test_paid_or_impossible_periods_are_told_what_to_do_instead(desk: Desk) -> None:
    """A chain that begins and cannot end is worse than none."""
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
    desk.until_billed()
    assert "没有社保费申报，没有需要撤回的" in desk.run("show_chain").message
    assert "还没有到" in desk.run("show_chain", {"费款所属期": "2027-01"}).message
    assert "早于本单位成立的月份" in desk.run("show_chain", {"费款所属期": "1901-01"}).message
    desk.done("submit_bills", ALL)
    desk.bureau.control("payment-outcomes", outcomes=["锁定"])
    desk.done("update_debts")
    desk.done("pay_by_agreement", ALL)

    held = desk.done("show_chain", {"费款所属期": ""})
    blocked = desk.run("run_chain_step")

    assert "请先在缴费记录中“解锁”" in held.message
    assert (blocked.status, "请先在缴费记录中“解锁”" in blocked.message) == (1, True)
    for row in desk.rows(DEBTS):
        order = {"machine": "debt", "number": row["debt_no"], "event": "SETTLE"}
        desk.bureau.control("events", **order)
    assert "办理缴费工资调减业务，并办理退费" in desk.done("show_chain").message
    paid = desk.run("run_chain_step")
    assert (paid.status, "办理缴费工资调减业务，并办理退费" in paid.message) == (1, True)


class Leaving(TerminalUi):
    """A clerk who presses Ctrl-C at the first look once the wages are filed anew."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(agrees=True)
        self._desk = desk
        self.presses = 0

    def progress(self, label: str, done: int, total: int) -> None:
        if done < total and self._desk.bureau.received()["wage_filing"] > 1:
            self.presses += 1
            raise CancelledError(label, done, total)


@pytest.mark.feature("P-CHAIN")
def test_a_stop_behind_the_wages_leaves_the_chain_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What changed comes by pages, for more people than one holds: 取消 between two was heard."""
    desk.until_confirmed()
    lower_somebody(desk, 2)
    desk.done("show_chain")
    desk.done("run_chain_step")
    monkeypatch.setattr(premiums, "EMPLOYEE_PAGE", 1)
    ui = Leaving(desk)
    with opened(desk.book) as book:
        outcome = run_command(BY_ID["run_chain_step"], book, desk.book, ui, os.environ)
        save_workbook(book, desk.book, outcome.message)

    assert ui.presses
    assert [state for _, state in steps(desk)] == ["已完成", "已完成", "下一步"]
    assert desk.bureau.received()["wage_filing"] == 2
