"""What becomes of what was submitted: it is told, refused with the guides' reasons, and then over.

What is over cannot happen again: the published state tables give the code that refuses it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import RootModel

from shebao.conform.catalogue import OPERATIONS
from shebao.conform.checks.applying import agreement_form
from shebao.conform.checks.filing import (
    answered,
    confirmation,
    open_bills,
    wage_request,
    wages_answered,
)
from shebao.conform.checks.paying import due
from shebao.conform.site import Site
from shebao.conform.verdicts import expect, need
from shebao.contract.certificates import Certificate, ReissueRequest
from shebao.contract.payments import Debt, PaymentRequest, UnlockRequest
from shebao.contract.premiums import FilingVoidRequest
from shebao.contract.refusals import REASON_TEXTS, ReasonCode, RefusalCode
from shebao.contract.rule_file import Bundling, RuleFile
from shebao.contract.states import ItemState, WageFilingState
from shebao.contract.submission_table import SUBMISSIONS, Submission, SubmissionKind
from shebao.contract.vouchers import VoucherRequest, VoucherVoidRequest
from shebao.contract.wire import MONTH


def told(site: Site, table: Mapping[SubmissionKind, Submission] = SUBMISSIONS) -> None:
    """The call that tells the result tells of the number in the receipt, for one of each kind."""
    _submit_samples(site, table.values())
    for receipt in {receipt.kind: receipt for receipt, _ in site.held}.values():
        result, number = table[receipt.kind].result, receipt.receipt_no
        if not result:
            continue
        places = re.findall(r"{(\w+)}", OPERATIONS[result].path)
        said = site.call(result, at=dict.fromkeys(places, number))
        answer = said.read(need(OPERATIONS[result].answer, "答复的格式"), 200)
        expect(number in answer.model_dump_json(), f"{said.to} 没有回执所说的 {number}")


def _submit_samples(site: Site, table: Iterable[Submission]) -> None:
    """Submit what no check of its own did."""
    held = {receipt.kind for receipt, _ in site.held}
    for one in table:
        if one.sample is not None and one.kind not in held:
            body = RootModel[dict[str, Any]](dict(one.sample))
            site.submit(one.operation, body, site.proof() if one.proof else None)


def changed_bill(site: Site) -> None:
    """A bill is filed as it was seen, or not at all."""
    body = confirmation(open_bills(site)[:1])
    seen = body.bills[0]
    for change in ({"revision": seen.revision + 1}, {"amount_fen": seen.amount_fen + 1}):
        other = body.model_copy(update={"bills": [seen.model_copy(update=change)]})
        site.refuses("file_premiums", other, RefusalCode.BILL_CHANGED, and_holds_nothing=True)


def bundle(site: Site) -> None:
    """Where the bills of a unit number belong together, one alone is refused (E4)."""
    rules: RuleFile = need(site.known.get("rule_file"), "规则文件")
    is_bundled = rules.bundle.bundling is Bundling.UNIT_NUMBER
    need(is_bundled or None, "按单位编号捆绑申报的规则（本地区各险种可分别申报）")
    found = open_bills(site)
    together = [bill for bill in found if bill.unit_no == found[0].unit_no]
    need(together[1:], "同一单位编号的两个险种")
    receipt = site.submit("file_premiums", confirmation(together[:1]))
    filing = answered(site, receipt.receipt_no, ItemState.PROCESSING)
    expect(filing.state is ItemState.REFUSED, "捆绑的险种单独申报，没有反馈申报失败（E4）")
    _expect_reason(filing.reason_code, filing.reason, ReasonCode.BUNDLE_INCOMPLETE)


def lowered_wage(site: Site) -> None:
    """A wage is not lowered in a period that is filed (E2)."""
    need(site.known.get("filing"), "申报成功的记录")
    request = wage_request(site)
    first = request.items[0]
    lower = {insurance: fen - 1 for insurance, fen in first.wages_fen.items()}
    item = replace(first, wages_fen=lower)
    receipt = site.submit("file_wages", request.model_copy(update={"items": [item]}))
    filing = wages_answered(site, receipt.receipt_no)
    expect(filing.state is WageFilingState.REFUSED, "已申报属期的工资调低，没有反馈申报失败（E2）")
    told = need(filing.items, "反馈的明细")[0]
    _expect_reason(told.reason_code, told.reason, ReasonCode.LOWERED_AFTER_FILING)


def _expect_reason(code: str, words: str, right: ReasonCode) -> None:
    expect(code == right, f"原因代码应为 {right}，实为“{code}”")
    text = re.escape(REASON_TEXTS[right]).replace(re.escape("{period}"), MONTH)
    expect(re.fullmatch(text, words), f"{right} 的原因应为“{REASON_TEXTS[right]}”，实为“{words}”")


def filings(site: Site) -> None:
    """What is filed is not filed again; what is voided or paid is not voided."""
    voided: str = need(site.known.get("voided_filing"), "作废的申报")
    _refuse_void(site, voided, RefusalCode.FILING_NOT_VOIDABLE)
    body = confirmation(need(site.known.get("filed_bills"), "已申报的应缴信息"))
    codes = (RefusalCode.BILL_NOT_OPEN, RefusalCode.BILL_CHANGED)
    site.refuses("file_premiums", body, *codes, and_holds_nothing=True)
    need(site.known.get("payment"), "缴费成功的记录")
    paid: str = need(site.known.get("filing"), "申报成功的记录")
    _refuse_void(site, paid, RefusalCode.DEBT_HELD, RefusalCode.FILING_NOT_VOIDABLE)


def payments(site: Site) -> None:
    """What is paid is paid by no second payment and no voucher, and is not unlocked."""
    debts: list[Debt] = need(site.known.get("paid_debts"), "缴费成功的欠费")
    payment: str = need(site.known.get("payment"), "缴费成功的记录")
    numbers, amount = [debt.debt_no for debt in debts], due(debts)
    agreement: str = need(site.known.get("verified"), "验证通过的三方协议")
    again = PaymentRequest(debt_nos=numbers, agreement_no=agreement, amount_fen=amount)
    held = RefusalCode.DEBT_NOT_OPEN
    site.refuses("pay", again, held, headers=site.proof(), and_holds_nothing=True)
    voucher = VoucherRequest(debt_nos=numbers, amount_fen=amount)
    site.refuses("print_voucher", voucher, held, headers=site.proof())
    unlock = UnlockRequest(payment_no=payment)
    site.refuses("unlock", unlock, RefusalCode.PAYMENT_NOT_LOCKED, headers=site.proof())


def vouchers(site: Site) -> None:
    """A voided voucher is not voided again."""
    body = VoucherVoidRequest(voucher_no=need(site.known.get("voucher"), "作废的凭证"))
    site.refuses("void_voucher", body, RefusalCode.VOUCHER_NOT_OPEN)


def agreements(site: Site) -> None:
    """An ended agreement is not changed."""
    form = agreement_form(site)
    ended = form.model_copy(
        update={"agreement_no": need(site.known.get("agreement"), "终止的协议")}
    )
    site.refuses("sign_agreement", ended, RefusalCode.AGREEMENT_NOT_VALID)


def certificates(site: Site) -> None:
    """A certificate that the hall voided is found as voided, and not reissued."""
    certificate: Certificate = need(site.known.get("certificate"), "完税证明")
    site.control("certificates/void", certificate_no=certificate.certificate_no)
    at = {"certificate_no": certificate.certificate_no}
    state = site.ask("show_certificate", Certificate, at=at).state
    expect(state != certificate.state, "办税服务厅作废的证明仍为有效")
    body = ReissueRequest(certificate_no=certificate.certificate_no)
    site.refuses("reissue", body, RefusalCode.CERTIFICATE_VOIDED)


def _refuse_void(site: Site, number: str, *codes: RefusalCode) -> None:
    body = FilingVoidRequest(filing_no=number)
    site.refuses("void_filing", body, *codes, and_holds_nothing=True)
