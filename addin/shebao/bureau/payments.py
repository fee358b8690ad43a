"""Debts, and what pays them: agreements, payments, vouchers."""

from shebao.bureau.session import SessionCalls, overlapping
from shebao.contract.payments import (
    AgreementList,
    ArrivalList,
    BatchDebitList,
    DebtList,
    Payment,
    PaymentList,
)
from shebao.contract.queries import CreditList
from shebao.contract.vouchers import Voucher, VoucherList


class PaymentCalls(SessionCalls):
    """What is owed, what was paid, and what arrived."""

    def debts(self, *, held: bool = False) -> DebtList:
        """Return what is confirmed and can be paid; with ``held`` also what somebody holds."""
        params = {"held": "true"} if held else None
        return self._read("GET", "/v1/debts", DebtList, params=params)

    def agreements(self) -> AgreementList:
        """Return the employer's agreements."""
        return self._read("GET", "/v1/agreements", AgreementList)

    def payment(self, payment_no: str) -> Payment:
        """Return one payment."""
        return self._read("GET", f"/v1/payments/{payment_no}", Payment)

    def payments(self, first_period: str, last_period: str) -> PaymentList:
        """Return the payments of every channel for these periods, newest first."""
        return self._read(
            "GET", "/v1/payments", PaymentList, params=overlapping(first_period, last_period)
        )

    def voucher(self, voucher_no: str) -> Voucher:
        """Return one voucher."""
        return self._read("GET", f"/v1/vouchers/{voucher_no}", Voucher)

    def vouchers(self, first_period: str, last_period: str) -> VoucherList:
        """Return the vouchers of every channel for these periods, newest first."""
        return self._read(
            "GET", "/v1/vouchers", VoucherList, params=overlapping(first_period, last_period)
        )

    def arrivals(self, first: str, last: str) -> ArrivalList:
        """Return what arrived in the treasury for the periods first to last, both included."""
        return self._read("GET", "/v1/arrivals", ArrivalList, params={"from": first, "to": last})

    def credits(self, first_period: str, last_period: str) -> CreditList:
        """Return what the agencies did with what arrived for the periods first to last."""
        span = {"from": first_period, "to": last_period}
        return self._read("GET", "/v1/credits", CreditList, params=span)

    def batch_debits(self) -> BatchDebitList:
        """Return the debts that the bureau will debit by itself."""
        return self._read("GET", "/v1/batch-debits", BatchDebitList)
