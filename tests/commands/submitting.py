"""For each kind of submission: the work before it, and the click that makes it."""

from collections.abc import Callable

from shebao.contract.submission_table import SubmissionKind
from shebao.sheets.declared.application_sheets import (
    ACCOUNTS,
    AGREEMENTS,
    PROJECT_DUES,
    PROJECTS,
    REFUND_TICKETS,
    REFUNDS,
)
from shebao.sheets.declared.certificate_sheets import CERTIFICATES
from shebao.sheets.declared.employer_sheets import UNIT_LINKS
from shebao.sheets.declared.payment_sheets import PAYMENTS, VOUCHERS
from shebao.sheets.declared.premium_sheets import PREMIUM_FILINGS
from tests.commands.projects.test_projects import BRIDGE, push
from tests.commands.refunds.test_refunds import FORM
from tests.desk import Desk
from tests.forms import account_of, agreement_of, log_in, put_rows, tick_where

ALL = {"提交范围": "全部"}
OTHER_ACCOUNT = "6200001111111111"
Click = tuple[str, dict[str, str]]


def _wages(desk: Desk) -> Click:
    desk.until_filled()
    return "submit_wages", {}


def _bills(desk: Desk) -> Click:
    desk.until_billed()
    return "submit_bills", ALL


def _filing_void(desk: Desk) -> Click:
    desk.until_confirmed()
    desk.done("query_premium_filings")
    tick_where(desk, PREMIUM_FILINGS, "state", "申报成功")
    return "void_filing", {}


def _payment(desk: Desk) -> Click:
    desk.until_owed()
    return "pay_by_agreement", ALL


def _unlock(desk: Desk) -> Click:
    desk.until_owed()
    desk.bureau.control("payment-outcomes", outcomes=["锁定"])
    desk.done("pay_by_agreement", ALL)
    desk.done("fetch_payment_result")
    tick_where(desk, PAYMENTS, "state", "锁定")
    return "unlock_payment", {}


def _voucher(desk: Desk) -> Click:
    desk.until_owed()
    return "print_voucher", ALL


def _voucher_void(desk: Desk) -> Click:
    desk.until_owed()
    desk.done("print_voucher", ALL)
    desk.done("query_vouchers")
    number = desk.rows(VOUCHERS)[0]["voucher_no"]
    tick_where(desk, VOUCHERS, "voucher_no", number)
    return "void_voucher", {}


def _certificate(desk: Desk) -> Click:
    desk.until_arrived()
    return "issue_certificate", ALL


def _reissue(desk: Desk) -> Click:
    desk.until_arrived()
    number = desk.done("issue_certificate", ALL).answer["certificate_no"]
    desk.done("query_certificates")
    tick_where(desk, CERTIFICATES, "certificate_no", number)
    return "reissue_certificates", {}


def _account(desk: Desk) -> Click:
    log_in(desk)
    desk.done("update_accounts")
    put_rows(desk, ACCOUNTS, [account_of(desk)])
    return "save_accounts", {}


def _account_cancel(desk: Desk) -> Click:
    desk.done(*_account(desk))
    desk.done("update_accounts")
    tick_where(desk, ACCOUNTS, "account_no", desk.rows(ACCOUNTS)[0]["account_no"])
    return "cancel_accounts", {}


def _agreement(desk: Desk) -> Click:
    desk.done(*_account(desk))
    desk.done("update_agreements")
    put_rows(desk, AGREEMENTS, [*desk.rows(AGREEMENTS), agreement_of(desk)])
    return "save_agreements", {}


def _agreement_step(desk: Desk) -> Click:
    desk.done(*_agreement(desk))
    tick_where(desk, AGREEMENTS, "agreement_no", desk.rows(AGREEMENTS)[-1]["agreement_no"])
    return "void_agreements", {}


def _refund(desk: Desk) -> Click:
    desk.until_paid()
    desk.done("update_accounts")
    put_rows(desk, ACCOUNTS, [account_of(desk)])
    desk.done("save_accounts")
    desk.done("query_refund_tickets")
    first = desk.rows(REFUND_TICKETS)[0]["arrival_no"]
    tick_where(desk, REFUND_TICKETS, "arrival_no", first)
    return "apply_ticket_refund", FORM


def _refund_change(desk: Desk) -> Click:
    desk.done(*_refund(desk))
    other = account_of(desk, account_no=OTHER_ACCOUNT, preferred="否")
    put_rows(desk, ACCOUNTS, [other])
    desk.done("save_accounts")
    desk.done("update_refunds")
    tick_where(desk, REFUNDS, "refund_no", desk.rows(REFUNDS)[0]["refund_no"])
    return "correct_refund_account", {"更正后退费账户": OTHER_ACCOUNT}


def _project_link(desk: Desk) -> Click:
    log_in(desk)
    push(desk, BRIDGE)
    desk.done("update_projects")
    tick_where(desk, PROJECTS, "project_id", BRIDGE)
    return "link_projects", {}


def _project_filing(desk: Desk) -> Click:
    desk.done(*_project_link(desk))
    desk.done("show_project_dues")
    desk.done("calculate_project_dues")
    tick_where(desk, PROJECT_DUES, "project_id", BRIDGE)
    return "submit_project_dues", {}


def _unit_link(desk: Desk) -> Click:
    log_in(desk)
    order = {"tax_id": desk.bureau.seeded.tax_id, "insurances": ["410"]}
    given = desk.bureau.control("unit-numbers", **order)["unit_no"]
    desk.done("update_unit_links")
    tick_where(desk, UNIT_LINKS, "unit_no", given)
    return "link_units", {}


def _unit_unlink(desk: Desk) -> Click:
    command, _ = _unit_link(desk)
    given = next(row["unit_no"] for row in desk.rows(UNIT_LINKS) if row["tick"])
    desk.done(command)
    tick_where(desk, UNIT_LINKS, "unit_no", given)
    return "unlink_units", {}


CLICKS: dict[SubmissionKind, Callable[[Desk], Click]] = {
    SubmissionKind.WAGE_FILING: _wages,
    SubmissionKind.PREMIUM_FILING: _bills,
    SubmissionKind.FILING_VOID: _filing_void,
    SubmissionKind.PAYMENT: _payment,
    SubmissionKind.UNLOCK: _unlock,
    SubmissionKind.VOUCHER: _voucher,
    SubmissionKind.VOUCHER_VOID: _voucher_void,
    SubmissionKind.CERTIFICATE: _certificate,
    SubmissionKind.REISSUE: _reissue,
    SubmissionKind.ACCOUNT: _account,
    SubmissionKind.ACCOUNT_CANCEL: _account_cancel,
    SubmissionKind.AGREEMENT: _agreement,
    SubmissionKind.AGREEMENT_STEP: _agreement_step,
    SubmissionKind.REFUND: _refund,
    SubmissionKind.REFUND_CHANGE: _refund_change,
    SubmissionKind.PROJECT_LINK: _project_link,
    SubmissionKind.PROJECT_FILING: _project_filing,
    SubmissionKind.UNIT_LINK: _unit_link,
    SubmissionKind.UNIT_UNLINK: _unit_unlink,
}
