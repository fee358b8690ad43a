"""Content that another store submitted before: what is over by now is not called done again."""

from pathlib import Path

import pytest

from shebao.sheets.declared.application_sheets import (
    ACCOUNTS,
    PROJECT_DUES,
    PROJECT_FILINGS,
    PROJECTS,
    REFUND_TICKETS,
    REFUNDS,
)
from shebao.sheets.declared.certificate_sheets import ARRIVALS
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS
from tests.commands.projects.test_projects import BRIDGE, push
from tests.commands.refunds.test_refunds import FORM
from tests.desk import Desk
from tests.forms import ACCOUNT, account_of, log_in, put_rows, tick_where

BEFORE = "此前已由本单位提交"
ALL = {"提交范围": "全部"}


def at_another_desk(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The same unit from a store that knows nothing of the first one."""
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "another-home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "another.key"))
    desk.new_book()
    log_in(desk)


@pytest.mark.feature("K-LINK", "K-FILE", "X-LEDGER")
def test_project_voided_elsewhere_is_not_taken_for_filed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Told "filed" with the number of a voided filing, nobody would file it in time."""
    log_in(desk)
    push(desk, BRIDGE)

    def link(command: str) -> str:
        desk.done("update_projects")
        tick_where(desk, PROJECTS, "project_id", BRIDGE)
        return desk.done(command).message

    def file() -> tuple[str, object]:
        desk.done("show_project_dues")
        desk.done("calculate_project_dues")
        tick_where(desk, PROJECT_DUES, "project_id", BRIDGE)
        ran = desk.done("submit_project_dues")
        return ran.message, ran.answer["counts"]["filed"]

    link("link_projects")
    file()
    desk.done("query_project_filings")
    tick_where(desk, PROJECT_FILINGS, "project_id", BRIDGE)
    desk.done("void_project_filings")
    link("unlink_projects")
    at_another_desk(desk, monkeypatch, tmp_path)

    assert BEFORE in link("link_projects")
    assert BEFORE not in link("link_projects")
    told, filed = file()
    assert (BEFORE in told, filed) == (True, 0), told
    told, filed = file()
    assert (BEFORE in told, filed) == (False, 1), told
    assert desk.bureau.received()["project_filing"] == 2


@pytest.mark.feature("B-REFUND-WHOLE", "X-LEDGER")
def test_refund_decided_elsewhere_is_not_taken_for_applied_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Money asked back once more, or sent to another account, is really asked for."""
    other = {"account_no": "6200001234567890999", "opening_no": "J7010000000002", "preferred": "否"}
    desk.until_paid()
    desk.done("update_accounts")
    put_rows(desk, ACCOUNTS, [account_of(desk), account_of(desk, **other)])
    assert desk.done("save_accounts").answer["counts"]["saved"] == 2

    def apply() -> tuple[str, object]:
        desk.done("query_refund_tickets")
        first = desk.rows(REFUND_TICKETS)[0]["arrival_no"]
        tick_where(desk, REFUND_TICKETS, "arrival_no", first)
        ran = desk.done("apply_ticket_refund", FORM)
        return ran.message, ran.answer["counts"]["rows"]

    def correct(account_no: str) -> str:
        desk.done("update_refunds")
        newest = desk.rows(REFUNDS)[0]["refund_no"]
        tick_where(desk, REFUNDS, "refund_no", newest)
        return desk.done("correct_refund_account", {"更正后退费账户": account_no}).message

    assert apply()[1] == 1
    assert BEFORE not in correct(other["account_no"])
    assert BEFORE not in correct(ACCOUNT["account_no"])
    refund_no = desk.rows(REFUNDS)[0]["refund_no"]
    at_another_desk(desk, monkeypatch, tmp_path)

    assert BEFORE in correct(other["account_no"])
    assert BEFORE not in correct(other["account_no"])
    assert other["account_no"][-4:] in str(desk.rows(REFUNDS)[0]["account"])
    for event in ("REVIEW", "REJECT"):
        desk.bureau.control("events", machine="refund", number=refund_no, event=event)
    told, applied = apply()
    assert (BEFORE in told, applied) == (True, 0), told
    told, applied = apply()
    assert (BEFORE in told, applied) == (False, 1), told
    assert desk.bureau.received()["refund"] == 2


@pytest.mark.feature("C-ISSUE", "C-REISSUE", "X-LEDGER")
def test_voided_certificate_is_not_printed_as_the_valid_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Handed to an auditor, it would be a void paper under a note that says it was issued."""
    desk.until_arrived()
    number = desk.done("issue_certificate", ALL).answer["certificate_no"]
    desk.done("query_certificates")
    desk.done("reissue_certificates", ALL)
    at_another_desk(desk, monkeypatch, tmp_path)
    desk.done("query_certificates")
    desk.done("reissue_certificates", ALL)
    assert desk.bureau.received()["reissue"] == 2  # two prints, two counted
    # A bureau that frees nothing: its arrivals stay with the voided certificate.
    desk.bureau.control("events", machine="certificate", number=number, event="VOID")
    desk.done("query_arrivals")

    again = desk.run("issue_certificate", ALL)

    assert (again.status, f"完税证明“{number}”已作废" in again.message) == (1, True), again.message
    assert {row["certificate_no"] for row in desk.rows(ARRIVALS)} == {number}


@pytest.mark.feature("P-SUBMIT", "P-VOID", "P-CHAIN", "X-LEDGER")
def test_premiums_voided_elsewhere_are_not_shown_as_being_filed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The same bills again, from a store that knows nothing of the first filing: it was voided."""
    desk.until_confirmed()
    tick_where(desk, PREMIUM_FILINGS, "state", "申报成功")
    desk.done("void_filing")
    at_another_desk(desk, monkeypatch, tmp_path)
    desk.done("update_bills")

    first = desk.done("submit_bills", ALL)

    assert (BEFORE in first.message, first.answer["counts"]["submitted"]) == (True, 0)
    assert {row["state"] for row in desk.rows(BILLS)} == {"初始"}
    again = desk.done("submit_bills", ALL)
    assert BEFORE not in again.message
    assert {row["state"] for row in desk.rows(BILLS)} == {"申报中"}
    assert desk.bureau.received()["premium_filing"] == 2
