"""Accounts, agreements, refunds and the files attached to them."""

import hashlib
import secrets

from shebao.conform.site import Site
from shebao.conform.verdicts import expect, need
from shebao.contract.accounts import (
    AccountCancelRequest,
    AccountList,
    AccountNature,
    AccountRequest,
    Branch,
    BranchList,
    Currency,
)
from shebao.contract.agreements import (
    AgreementRequest,
    AgreementStep,
    AgreementStepRequest,
    BatchMark,
)
from shebao.contract.files import FileContent, FileType, StoredFile
from shebao.contract.payments import Agreement, AgreementList
from shebao.contract.refunds import (
    RefundableLineList,
    RefundableTicketList,
    RefundChangeRequest,
    RefundFileRequest,
    RefundKind,
    RefundList,
    RefundReason,
    RefundRequest,
    TaxKind,
)
from shebao.contract.refusals import RefusalCode
from shebao.contract.rule_file import RuleFile
from shebao.contract.states import AgreementState, RefundState

HANDLER_ID = "520102199001010018"  # made up


def pdf() -> bytes:
    """Return a small content that the bureau takes as PDF, another one each time."""
    return b"%PDF-1.4\n% " + secrets.token_hex(8).encode()


def branch(site: Site) -> Branch:
    """Return a branch to name in forms.

    Raises NotCheckableError.
    """
    return need(site.ask("list_bank_branches", BranchList).branches, "银行网点")[0]


def account_form(site: Site) -> AccountRequest:
    """Return a new account as a form takes it.

    Raises NotCheckableError.
    """
    session = need(site.session, "登录的测试单位")
    at, unit = branch(site), need(session.employer.unit_numbers, "已关联的单位编号")[0]
    return AccountRequest(
        name=session.employer.name,
        account_no=f"62{secrets.randbelow(10**17):017d}",
        bank_code=at.bank_code,
        branch_no=at.branch_no,
        region=at.region,
        currency=Currency.CNY,
        opened_on=session.business_date,
        opening_no="J7010000000001",
        nature=AccountNature.BASIC,
        preferred=False,
        for_refund=True,
        agency=unit.agency,
        unit_no=unit.unit_no,
    )


def accounts(site: Site) -> None:
    """An account is reported, changed and cancelled; twice the same is refused."""
    form = account_form(site)
    number = site.submit("report_account", form).receipt_no
    site.refuses("report_account", form, RefusalCode.ACCOUNT_EXISTS)
    odd = form.model_copy(update={"bank_code": "000", "account_no": "1"})
    site.refuses("report_account", odd, RefusalCode.FIELD_ODD)
    renamed = form.model_copy(update={"account_id": number, "opening_no": "J7010000000002"})
    site.submit("report_account", renamed)
    held = {one.account_id: one for one in site.ask("list_employer_accounts", AccountList).accounts}
    expect(number in held, "账户列表中没有刚报告的账户")
    expect(held[number].opening_no == renamed.opening_no, "账户没有按要求变更")
    site.submit("cancel_account", AccountCancelRequest(account_id=number))
    left = {one.account_id for one in site.ask("list_employer_accounts", AccountList).accounts}
    expect(number not in left, "注销的账户仍在列表中")


def agreement_form(site: Site) -> AgreementRequest:
    """Return a new agreement as a form takes it.

    Raises NotCheckableError.
    """
    session, at = need(site.session, "登录的测试单位"), branch(site)
    return AgreementRequest(
        batch=BatchMark.NONE,
        tax_office=session.employer.tax_office,
        region=at.region,
        bank_code=at.bank_code,
        branch_no=at.branch_no,
        account_name=session.employer.name,
        account_no=f"62{secrets.randbelow(10**17):017d}",
    )


def agreements(site: Site) -> None:
    """An agreement goes from signed to ended, step by step and no other way."""
    number = site.submit("sign_agreement", agreement_form(site)).receipt_no
    _expect_state(site, number, AgreementState.UNVERIFIED)
    _refuse_step(site, number, AgreementStep.REVOKE)
    site.submit("step_agreement", _step(number, AgreementStep.VOID))
    _expect_state(site, number, AgreementState.ENDED)
    for step in AgreementStep:
        _refuse_step(site, number, step)
    verified = site.submit("sign_agreement", agreement_form(site)).receipt_no
    site.submit("step_agreement", _step(verified, AgreementStep.VERIFY))
    _expect_state(site, verified, AgreementState.VERIFIED, AgreementState.VERIFY_FAILED)
    if _agreement(site, verified).state is AgreementState.VERIFIED:
        _refuse_step(site, verified, AgreementStep.VOID)
        site.submit("step_agreement", _step(verified, AgreementStep.REVOKE))
        _expect_state(site, verified, AgreementState.ENDED)
    site.known["agreement"] = number


def refunds(site: Site) -> None:
    """A refund is applied for once, its file attached, its amount held meanwhile."""
    session = need(site.session, "登录的测试单位")
    need(site.known.get("arrivals"), "入库的费款")
    span = {"from": f"{session.current_period[:4]}-01", "to": session.current_period}
    site.ask("list_refundable_lines", RefundableLineList, params=span)
    tickets = site.ask("list_refundable_tickets", RefundableTicketList, params=span).tickets
    free = [t for t in tickets if t.held_by is None and t.tax_kind is TaxKind.PRINCIPAL]
    ticket = need(free, "可以退费的税票")[0]
    account_id = site.submit("report_account", account_form(site)).receipt_no
    form = RefundRequest(
        kind=RefundKind.WHOLE,
        arrival_nos=[ticket.arrival_no],
        amount_fen=ticket.amount_fen,
        reason=RefundReason.WAGE_WRONG,
        account_id=account_id,
        handler="沙小箱",
        handler_id_number=HANDLER_ID,
        handler_phone="13800000000",
    )
    more = form.model_copy(update={"amount_fen": form.amount_fen + 1})
    site.refuses("apply_for_refund", more, RefusalCode.AMOUNT_DIFFERS)
    number = site.submit("apply_for_refund", form).receipt_no
    site.refuses("apply_for_refund", form, RefusalCode.REFUND_PENDING)
    site.known["refund"], site.known["account"] = number, account_id
    _attach(site, number)


def _attach(site: Site, number: str) -> None:
    content = pdf()
    digest = hashlib.sha256(content).hexdigest()
    stored = [site.ask("upload_file", StoredFile, content, at={"sha256": digest}) for _ in range(2)]
    right = StoredFile(sha256=digest, size=len(content), type=FileType.PDF)
    expect(stored == [right, right], "上传的附件登记得不对，或两次不同")
    site.call("upload_file", pdf(), at={"sha256": digest}).refused(RefusalCode.FILE_ODD)
    rules: RuleFile | None = site.known.get("rule_file")
    kinds = [rule.name for rule in rules.refund_files] if rules else []
    file = RefundFileRequest(kind=kinds[0] if kinds else "其他", name="说明.pdf", sha256=digest)
    site.submit("change_refund", RefundChangeRequest(refund_no=number, file=file))
    listed = site.ask("list_employer_refunds", RefundList).refunds
    found = [one for one in listed if one.refund_no == number]
    expect(len(found) == 1, "退费申请列表中没有该申请，或多于一笔")
    expect(found[0].state is RefundState.SUBMITTED, f"新申请应为“已提交”，实为“{found[0].state}”")
    expect([one.name for one in found[0].files] == ["说明.pdf"], "退费申请没有列出所附的资料")
    at = {"refund_no": number, "file_no": str(found[0].files[0].file_no)}
    told = site.ask("show_refund_file", FileContent, at=at)
    expect(told.content == content, "所附的资料取回来与上传的不同")
    site.known["refund_file"] = at


def _step(number: str, step: AgreementStep) -> AgreementStepRequest:
    return AgreementStepRequest(agreement_no=number, step=step)


def _refuse_step(site: Site, number: str, step: AgreementStep) -> None:
    site.refuses("step_agreement", _step(number, step), RefusalCode.AGREEMENT_NOT_VALID)


def _agreement(site: Site, number: str) -> Agreement:
    found = site.ask("list_employer_agreements", AgreementList).agreements
    return need([one for one in found if one.agreement_no == number], "刚签订的协议")[0]


def _expect_state(site: Site, number: str, *states: AgreementState) -> None:
    state = _agreement(site, number).state
    expect(state in states, f"协议的状态应为“{'”或“'.join(states)}”，实为“{state}”")
