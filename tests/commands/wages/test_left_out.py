"""What was filled in or waits and is not ticked is named; a partial repeat does the rest."""

import pytest

from shebao.sheets.declared.application_sheets import PROJECT_DUES, PROJECTS, REFUND_LINES
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.premium_sheets import BILLS, SPECIAL_BILLS
from shebao.sheets.declared.row import AnySheet
from tests.commands.bills.test_special_bills import push as push_notice
from tests.commands.projects.test_projects import BRIDGE, TOWER, linked, push  # noqa: F401
from tests.commands.refunds.test_refunds import FORM, paid  # noqa: F401
from tests.desk import Desk, Ran
from tests.forms import tick_where

LEFT_OUT = "没有勾选，不在其中：第 {} 行"


def tick_unit(desk: Desk, spec: AnySheet, unit_no: object) -> None:
    rows = desk.rows(spec)
    for row in rows:
        row["tick"] = TICK if row["unit_no"] == unit_no else ""
    desk.edit(spec, rows, "tick")


def places(desk: Desk, spec: AnySheet, unit_no: object) -> str:
    mine = [str(row["_row"]) for row in desk.rows(spec) if row["unit_no"] == unit_no]
    return "、".join(mine)


def both(desk: Desk, command: str, parameters: dict[str, str] | None = None) -> list[Ran]:
    """The question, answered by no, and the answer."""
    return [desk.ask(command, parameters), desk.done(command, parameters)]


@pytest.mark.feature("P-SUBMIT")
def test_bills_left_out_are_named_and_a_partial_repeat_files_them(desk: Desk) -> None:
    """One 单位编号 confirmed and the other forgotten costs late fees."""
    desk.until_billed()
    first, second = sorted({row["unit_no"] for row in desk.rows(BILLS)}, key=str)
    tick_unit(desk, BILLS, first)

    for ran in both(desk, "submit_bills"):
        assert LEFT_OUT.format(places(desk, BILLS, second)) in ran.message
    desk.done("fetch_filing_result")
    again = desk.done("submit_bills", {"提交范围": "全部"})

    filed = places(desk, BILLS, first)
    assert f"条此前已申报，没有重复提交：第 {filed} 行" in again.message
    assert again.answer["counts"]["submitted"] == len(places(desk, BILLS, second).split("、"))
    assert desk.done("fetch_filing_result").answer["counts"]["refused"] == 0
    assert {row["state"] for row in desk.rows(BILLS)} == {"申报成功"}
    assert desk.bureau.received()["premium_filing"] == 2
    refused = desk.run("submit_bills", {"提交范围": "全部"})
    assert (refused.status, "不能再次申报，没有提交" in refused.message) == (1, True)


@pytest.mark.feature("P-SUBMIT", "X-LEDGER")
def test_yesterdays_bills_are_told_from_those_still_to_be_confirmed(desk: Desk) -> None:
    """Said only "submitted before", the other half would wait until it is overdue."""
    desk.until_billed()
    first, second = sorted({row["unit_no"] for row in desk.rows(BILLS)}, key=str)
    tick_unit(desk, BILLS, first)
    half = {row["_row"] for row in desk.rows(BILLS) if row["tick"]}
    rows = desk.rows(BILLS)
    for row in rows:
        row["tick"] = TICK
    desk.edit(BILLS, rows, "tick")
    yesterday = desk.book.read_bytes()
    tick_unit(desk, BILLS, first)
    desk.done("submit_bills")
    desk.book.write_bytes(yesterday)

    ran = desk.done("submit_bills")

    others = places(desk, BILLS, second)
    assert f"勾选的其余 {len(rows) - len(half)} 条还没有申报（第 {others} 行），" in ran.message
    assert desk.done("submit_bills").answer["counts"]["submitted"] == len(rows) - len(half)


@pytest.mark.feature("P-SPECIAL")
def test_notice_left_out_is_named(desk: Desk) -> None:
    """A remark typed beside a notice without a tick is not sent."""
    desk.bureau.control("clock", now="2026-11-10T04:00:00Z")
    desk.until_rostered()
    push_notice(desk, "ZJ1", "2026-11-20", "110", "210")
    push_notice(desk, "ZJ2", "2026-11-20", "110")
    desk.done("update_special_bills")
    other = next(row for row in desk.rows(SPECIAL_BILLS) if row["notice_no"] == "ZJ2")
    one = next(row for row in desk.rows(SPECIAL_BILLS) if row["notice_no"] == "ZJ1")
    other["remark"], one["tick"] = "补缴", TICK
    desk.edit(SPECIAL_BILLS, [other, one], "remark", "tick")

    for ran in both(desk, "submit_special_bills"):
        assert f"另有 1 条待申报信息{LEFT_OUT.format(other['_row'])}" in ran.message


@pytest.mark.feature("Y-AGREEMENT")
def test_debt_left_out_is_named(desk: Desk) -> None:
    """What is not paid today costs a late fee tomorrow."""
    desk.until_owed()
    first, second = sorted({row["unit_no"] for row in desk.rows(DEBTS)}, key=str)
    tick_unit(desk, DEBTS, first)

    for ran in both(desk, "pay_by_agreement"):
        assert LEFT_OUT.format(places(desk, DEBTS, second)) in ran.message


@pytest.mark.feature("B-REFUND-EMPLOYEE")
def test_adjusted_base_without_a_tick_is_named(paid: Desk) -> None:  # noqa: F811
    """The clerk typed both; the money of one would never be asked back."""
    paid.done("query_refund_lines")
    lines = [row for row in paid.rows(REFUND_LINES) if "养老" in str(row["insurance_name"])]
    lines.sort(key=lambda line: -float(str(line["base"])))
    high, forgotten = lines[:2]
    for line in (high, forgotten):
        line.update(new_base=6000.0, tick=TICK if line is high else "")
    paid.edit(REFUND_LINES, [high, forgotten], "new_base", "tick")

    for ran in both(paid, "apply_line_refund", FORM):
        assert LEFT_OUT.format(forgotten["_row"]) in ran.message


@pytest.mark.feature("K-FILE")
def test_calculated_project_without_a_tick_is_named(linked: Desk) -> None:  # noqa: F811
    """Two were calculated, one was ticked."""
    linked.done("update_projects")
    tick_where(linked, PROJECTS, "project_id", TOWER)
    linked.done("link_projects")
    linked.done("show_project_dues")
    linked.done("calculate_project_dues")
    tick_where(linked, PROJECT_DUES, "project_id", BRIDGE)
    other = next(r for r in linked.rows(PROJECT_DUES) if r["project_id"] == TOWER)

    for ran in both(linked, "submit_project_dues"):
        assert LEFT_OUT.format(other["_row"]) in ran.message
