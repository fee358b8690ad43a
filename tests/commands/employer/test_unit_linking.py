"""Unit numbers linked and unlinked from the sheet."""

import pytest

from shebao.sheets.declared.employer_sheets import UNIT_LINKS
from shebao.sheets.declared.parts import TICK
from tests.desk import Desk


def tick(desk: Desk, *unit_nos: str) -> None:
    rows = desk.rows(UNIT_LINKS)
    for row in rows:
        row["tick"] = TICK if row["unit_no"] in unit_nos else ""
    desk.edit(UNIT_LINKS, rows, "tick")


def states(desk: Desk) -> dict[str, str]:
    return {str(row["unit_no"]): str(row["state"]) for row in desk.rows(UNIT_LINKS)}


@pytest.mark.feature("U-LINK")
def test_pending_number_is_linked_once(desk: Desk) -> None:
    """An answer that is lost is asked about, never sent again."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    assert "没有待关联的参保信息" in desk.done("update_unit_links").message
    none = desk.run("link_units")
    assert (none.status, "请前往办税服务厅办理" in none.message) == (1, True)
    order = {"tax_id": desk.bureau.seeded.tax_id, "insurances": ["410"]}
    given = desk.bureau.control("unit-numbers", **order)["unit_no"]
    desk.done("update_unit_links")
    assert states(desk)[given] == "待关联"
    unticked = desk.run("link_units")
    assert (unticked.status, "没有勾选任何行" in unticked.message) == (1, True)
    tick(desk, desk.bureau.seeded.unit_no)
    linked = desk.run("link_units")
    assert (linked.status, "的状态是“已关联”，不能关联" in linked.message) == (1, True)

    tick(desk, given)
    assert f"关联单位编号 {given}" in desk.ask("link_units").message
    assert desk.bureau.received()["unit_link"] == 0
    desk.bureau.control("faults", kind="drop", path="/v1/unit-links")
    lost = desk.run("link_units")
    assert (lost.status, lost.answer["code"]) == (1, "BUR-02")
    assert "经查询税务已受理" in desk.done("link_units").message

    assert states(desk)[given] == "已关联"
    assert desk.bureau.received()["unit_link"] == 1


@pytest.mark.feature("U-LINK", "U-UNLINK")
def test_what_the_sheet_missed_is_not_called_unchanged(desk: Desk) -> None:
    """Killed after the receipt and before saving: the next click was told that nothing changed."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    order = {"tax_id": desk.bureau.seeded.tax_id, "insurances": ["410"]}
    given = desk.bureau.control("unit-numbers", **order)["unit_no"]
    desk.done("update_unit_links")
    for command, verb, state in (
        ("link_units", "关联", "已关联"),
        ("unlink_units", "解除关联", "待关联"),
    ):
        tick(desk, given)
        before = desk.book.read_bytes()
        desk.done(command)
        desk.book.write_bytes(before)

        again = desk.done(command)

        assert f"{given} 在税务系统中此前已{verb}，没有重复提交" in again.message
        assert states(desk)[given] == state
    assert desk.bureau.received()["unit_unlink"] == 1


@pytest.mark.feature("U-UNLINK")
def test_debt_keeps_a_number_linked_and_says_which(desk: Desk) -> None:
    """Seed G 2.3.3: the four kinds, each by name; without any the number is unlinked."""
    desk.until_billed()
    unit_no = desk.bureau.seeded.unit_no

    def refusal() -> str:
        desk.done("update_unit_links")
        tick(desk, unit_no)
        ran = desk.run("unlink_units")
        assert (ran.status, ran.answer["code"]) == (1, "BUR-03")
        assert f"单位编号 {unit_no} 存在" in ran.message
        assert "不允许解除关联。请先作废已申报的数据" in ran.message
        return ran.message

    desk.bureau.control("settings", feedback_delay_seconds=600)
    desk.done("submit_bills", {"提交范围": "全部"})
    assert "存在正在申报的信息" in refusal()
    desk.bureau.control("clock", advance_seconds=600)
    desk.bureau.control("settings", feedback_delay_seconds=0)
    desk.done("fetch_filing_result")
    desk.done("update_debts")
    assert "存在已申报未缴款的信息" in refusal()
    desk.bureau.control("payment-outcomes", outcomes=["锁定"])
    desk.done("pay_by_agreement", {"提交范围": "全部"})
    desk.done("fetch_payment_result")
    assert "存在申报锁定的信息" in refusal()
    assert desk.bureau.received()["unit_unlink"] == 0


@pytest.mark.feature("U-UNLINK")
def test_number_without_debt_is_unlinked_and_its_people_are_stopped(desk: Desk) -> None:
    """It was another unit's; linked again, its people are back."""
    desk.until_rostered()
    desk.done("update_unit_links")
    every = sorted(states(desk))
    tick(desk, *every)
    pending = desk.run("link_units")
    assert (pending.status, "没有待关联的参保信息" in pending.message) == (1, True)

    done = desk.done("unlink_units")

    assert done.answer["counts"] == {"linked": 0, "pending": len(every)}
    assert set(states(desk).values()) == {"待关联"}
