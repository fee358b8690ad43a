"""Debts paid by agreement and by voucher, and what arrives of them."""

from shebao.conform.site import Site
from shebao.conform.verdicts import expect, need
from shebao.contract.payments import (
    Agreement,
    AgreementList,
    Arrival,
    ArrivalList,
    Debt,
    DebtList,
    Payment,
    PaymentList,
    PaymentRequest,
    UnlockRequest,
)
from shebao.contract.queries import CreditList, PayableList
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import (
    AgreementState,
    DebtState,
    PayableState,
    PaymentState,
    VoucherState,
)
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.vouchers import Voucher, VoucherList, VoucherRequest, VoucherVoidRequest


def open_debts(site: Site) -> list[Debt]:
    """Return the debts that nobody holds.

    Raises NotCheckableError.
    """
    debts = site.ask("list_employer_debts", DebtList).debts
    return need([debt for debt in debts if debt.hold is DebtState.OPEN], "待缴费的欠费")


def due(debts: list[Debt]) -> int:
    """Return what is to be paid for debts, late fees included."""
    return sum(debt.amount_fen + debt.late_fee_fen for debt in debts)


def agreement(site: Site) -> Agreement:
    """Return an agreement by which can be paid.

    Raises NotCheckableError.
    """
    found = site.ask("list_employer_agreements", AgreementList).agreements
    verified = [one for one in found if one.state is AgreementState.VERIFIED]
    return need(verified, "验证通过的三方协议")[0]


def vouchers(site: Site) -> None:
    """A voucher holds its debts, tells the same at every look, and frees them when voided."""
    debt = open_debts(site)[0]
    body = VoucherRequest(debt_nos=[debt.debt_no], amount_fen=due([debt]))
    receipt = site.submit("print_voucher", body, site.proof())
    at = {"voucher_no": receipt.receipt_no}
    voucher = site.ask("show_voucher", Voucher, at=at)
    expect(voucher.state is VoucherState.PRINTED, f"新凭证应为“已打印”，实为“{voucher.state}”")
    expect(
        voucher.total_fen == due([debt]) == sum(line.amount_fen for line in voucher.lines),
        "凭证的合计与所选欠费不符",
    )
    expect(not voucher.payer_name, "没有填写缴款人的凭证却印有缴款人")
    expect(site.ask("show_voucher", Voucher, at=at) == voucher, "同一凭证再次查看内容不同")
    expect(_hold(site, debt) is DebtState.ON_VOUCHER, "已打印凭证的欠费没有标为“已打印凭证”")
    site.refuses("print_voucher", body, RefusalCode.DEBT_NOT_OPEN, headers=site.proof())
    site.submit("void_voucher", VoucherVoidRequest(voucher_no=receipt.receipt_no))
    state = site.ask("show_voucher", Voucher, at=at).state
    expect(state is VoucherState.VOIDED, f"作废后的凭证应为“已作废”，实为“{state}”")
    expect(_hold(site, debt) is DebtState.OPEN, "凭证已作废，欠费仍被占用")
    listed = site.ask("list_printed_vouchers", VoucherList).vouchers
    expect(any(one.voucher_no == voucher.voucher_no for one in listed), "凭证记录中没有该凭证")
    site.known["voucher"] = receipt.receipt_no


def paying(site: Site) -> None:
    """Paid once, by a proof that belongs to this payment, and the amount that was confirmed."""
    debts = open_debts(site)
    account = agreement(site)
    numbers = [debt.debt_no for debt in debts]
    body = PaymentRequest(
        debt_nos=numbers, agreement_no=account.agreement_no, amount_fen=due(debts)
    )
    site.refuses("pay", body, RefusalCode.REAUTH_REQUIRED)
    wrong = body.model_copy(update={"amount_fen": due(debts) + 1})
    differs = RefusalCode.AMOUNT_DIFFERS
    site.refuses("pay", wrong, differs, headers=site.proof(), and_holds_nothing=True)
    proof = site.proof()
    receipt = site.submit("pay", body, proof)
    site.refuses("pay", body, RefusalCode.REAUTH_REQUIRED, headers=proof)
    payment = _paid(site, receipt.receipt_no)
    expect(payment.state is PaymentState.PAID, f"缴费没有成功：{payment.state} {payment.reason}")
    expect(payment.amount_fen == due(debts), "缴费记录的金额与所缴的不符")
    expect(payment.debt_nos and set(payment.debt_nos) == set(numbers), "缴费记录的欠费与所缴的不符")
    listed = site.ask("list_employer_payments", PaymentList).payments
    expect(
        sum(one.payment_no == payment.payment_no for one in listed) == 1,
        "缴费记录中没有该笔，或多于一笔",
    )
    left = {debt.debt_no for debt in _all_debts(site)}
    expect(not left & set(numbers), "已缴的费款仍列为欠费")
    site.known["payment"], site.known["paid_debts"] = receipt.receipt_no, debts
    site.known["verified"] = account.agreement_no


def unlocking(site: Site) -> None:
    """A locked payment is unlocked once, and tells what the bank said (before all is paid)."""
    debt, account = open_debts(site)[0], agreement(site)
    site.control("payment-outcomes", outcomes=[PaymentState.LOCKED])
    body = PaymentRequest(
        debt_nos=[debt.debt_no], agreement_no=account.agreement_no, amount_fen=due([debt])
    )
    receipt = site.submit("pay", body, site.proof())
    state = _paid(site, receipt.receipt_no).state
    expect(state is PaymentState.LOCKED, f"缴费应为“锁定”，实为“{state}”")
    expect(_hold(site, debt) is DebtState.LOCKED, "锁定的缴费所占的欠费没有标为“锁定”")
    site.submit("unlock", UnlockRequest(payment_no=receipt.receipt_no), site.proof())
    unlocked = _paid(site, receipt.receipt_no)
    expect(unlocked.unlocked is not None, "解锁之后没有写明银行的答复")
    expect(unlocked.state is PaymentState.PAID, f"解锁后应为“缴费成功”，实为“{unlocked.state}”")


def arrivals(site: Site) -> None:
    """What was paid stands in the treasury, and the bills are paid."""
    debts: list[Debt] = need(site.known.get("paid_debts"), "缴费成功的欠费")
    found: list[Arrival] = site.ask("list_period_arrivals", ArrivalList).arrivals
    numbers = {
        receipt.receipt_no for receipt, _ in site.held if receipt.kind is SubmissionKind.PAYMENT
    }
    mine = [one for one in found if one.payment_no in numbers]
    paid = sum(one.amount_fen for one in mine if one.payment_no == site.known["payment"])
    expect(paid == due(debts), "入库金额与缴费金额不符")
    site.known["arrivals"] = mine
    site.ask("list_period_credits", CreditList)
    payables = site.ask("list_period_payables", PayableList).payables
    standing = [one for one in payables if one.state is not PayableState.VOIDED]
    states = {one.bill_no: one.state for one in standing}
    expect(
        all(states.get(debt.bill_no) is PayableState.PAID for debt in debts),
        "已缴费的应缴信息没有成为“已缴款”",
    )


def _hold(site: Site, debt: Debt) -> DebtState:
    found = [one for one in _all_debts(site) if one.debt_no == debt.debt_no]
    expect(found, f"未缴的欠费 {debt.debt_no} 不见了")
    is_open = found[0].hold is DebtState.OPEN
    offered = {one.debt_no for one in site.ask("list_employer_debts", DebtList).debts}
    expect((debt.debt_no in offered) is is_open, "欠费列表（不带 held）列出的不恰是待缴费的欠费")
    return found[0].hold


def _all_debts(site: Site) -> list[Debt]:
    """What is owed, held by somebody or not."""
    return site.ask("list_employer_debts", DebtList, params={"held": "true"}).debts


def _paid(site: Site, number: str) -> Payment:
    return site.wait_for(
        "缴费",
        lambda: site.ask("show_payment", Payment, at={"payment_no": number}),
        lambda found: found.state is not PaymentState.PAYING,
    )
