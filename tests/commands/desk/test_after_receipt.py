"""A failure after the bureau took a submission never looks as if nothing had happened."""

import pytest

from shebao.sheets.declared.application_sheets import PROJECTS
from shebao.sheets.declared.payment_sheets import PAYMENTS
from tests.commands.projects.test_projects import BRIDGE, TOWER, push
from tests.desk import Desk
from tests.forms import log_in, tick_where

ALL = {"提交范围": "全部"}


@pytest.mark.feature("Y-UNLOCK", "Y-VOUCHERS", "X-LEDGER")
def test_failing_question_after_a_receipt_names_the_receipt(desk: Desk) -> None:
    """Told "nothing changed at the bureau", the clerk unlocks, voids or applies at the counter."""
    desk.until_owed()
    desk.bureau.control("payment-outcomes", outcomes=["锁定"])
    desk.done("pay_by_agreement", ALL)
    desk.done("fetch_payment_result")
    tick_where(desk, PAYMENTS, "state", "锁定")
    number = str(desk.rows(PAYMENTS)[0]["payment_no"])
    desk.bureau.control("faults", kind="lose", count=3, path="/v1/payments/", after=1)

    failed = desk.run("unlock_payment")

    assert (failed.status, failed.answer["code"]) == (1, "BUR-01")
    assert f"税务系统已经受理（流水号 {number}），请勿重复办理" in failed.message, failed.message
    assert desk.bureau.received()["unlock"] == 1
    assert "已经受理" not in desk.run("issue_certificate").message


@pytest.mark.feature("K-LINK", "X-LEDGER")
def test_a_later_row_that_stops_the_work_names_what_was_received(desk: Desk) -> None:
    log_in(desk)
    push(desk, BRIDGE)
    push(desk, TOWER)
    desk.done("update_projects")
    tick_where(desk, PROJECTS, "project_id", BRIDGE, TOWER)
    desk.bureau.control("faults", kind="unavailable", path="/v1/project-links", after=1)

    stopped = desk.run("link_projects")

    assert f"税务系统已经受理（流水号 {BRIDGE}），请勿重复办理" in stopped.message, stopped.message
    assert "的工程项目“GC5201000001”已关联，无需重复办理" in desk.run("link_projects").message
