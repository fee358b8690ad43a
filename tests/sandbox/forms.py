"""Forms that the bureau takes from a desk in Guiyang."""

import hashlib

import httpx

from shebao.contract.accounts import AccountRequest
from shebao.contract.agreements import AgreementRequest
from shebao.contract.refunds import (
    RefundableTicketList,
    RefundKind,
    RefundReason,
    RefundRequest,
)
from shebao.contract.session import Employer
from shebao.contract.submission_table import SubmissionKind
from shebao.sandbox.form_fields import branches_of
from tests.sandbox.running import Desk, accepted


def account(desk: Desk) -> AccountRequest:
    unit = desk.read(Employer, "/v1/employer").unit_numbers[0]
    branch = branches_of("520100").branches[0]
    return AccountRequest(
        name="贵阳沙箱科技有限公司",
        account_no="6200001234567890123",
        bank_code=branch.bank_code,
        branch_no=branch.branch_no,
        region=branch.region,
        currency="人民币",
        opened_on="2026-11-10",
        opening_no="J7010000000001",
        nature="基本存款账户",
        preferred=True,
        for_refund=True,
        agency=unit.agency,
        unit_no=unit.unit_no,
    )


def agreement(desk: Desk) -> AgreementRequest:
    branch = branches_of("520100").branches[0]
    return AgreementRequest(
        batch="费非批扣",
        tax_office=desk.read(Employer, "/v1/employer").tax_office,
        region=branch.region,
        bank_code=branch.bank_code,
        branch_no=branch.branch_no,
        account_name="贵阳沙箱科技有限公司",
        account_no="6200001234567890123",
    )


def refund(desk: Desk) -> RefundRequest:
    """Asks back the first ticket line of a desk that has paid, to a newly reported account."""
    account_id = accepted(desk.send(SubmissionKind.ACCOUNT, account(desk))).receipt_no
    asked = {"from": "2026-01", "to": "2026-12"}
    tickets = desk.read(RefundableTicketList, "/v1/refundable-tickets", **asked).tickets
    return RefundRequest(
        kind=RefundKind.WHOLE,
        arrival_nos=[tickets[0].arrival_no],
        amount_fen=tickets[0].amount_fen,
        reason=RefundReason.WAGE_WRONG,
        account_id=account_id,
        handler="沙小箱",
        handler_id_number="520102199001010018",
        handler_phone="13800000000",
    )


def upload(desk: Desk, content: bytes, sha256: str | None = None) -> httpx.Response:
    digest = sha256 or hashlib.sha256(content).hexdigest()
    return desk.http.put(f"/v1/files/{digest}", content=content)


def push_project(desk: Desk) -> None:
    """A project of ten million yuan at 0.12 % waits to be linked."""
    desk.control(
        "projects/push",
        tax_id=desk.seeded.tax_id,
        project_id="GC1",
        name="沙箱大桥",
        cost_fen=1_000_000_000,
        rate_ppm=1_200,
    )
