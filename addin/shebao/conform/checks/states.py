"""The published state tables: what is over cannot happen again, and is refused with its code."""

from shebao.conform.checks.applying import agreement_form
from shebao.conform.checks.filing import confirmation
from shebao.conform.checks.paying import due
from shebao.conform.site import Site
from shebao.conform.verdicts import expect, need
from shebao.contract.certificates import Certificate, ReissueRequest
from shebao.contract.payments import Debt, PaymentRequest, UnlockRequest
from shebao.contract.premiums import FilingVoidRequest
from shebao.contract.refusals import RefusalCode
from shebao.contract.vouchers import VoucherRequest, VoucherVoidRequest


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
