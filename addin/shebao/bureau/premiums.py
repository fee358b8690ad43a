"""What is filed, owed, paid and proven: wages, bills, debts, payments, certificates."""

from collections.abc import Callable, Iterator, Mapping

from shebao.bureau.session import (
    PAGE,
    SessionCalls,
    between,
    one,
    overlapping,
    pages,
    span,
    whole,
)
from shebao.bureau.transport import Model
from shebao.contract.certificates import Certificate, CertificateList, CertificateQuery
from shebao.contract.employees import EmployeePage, RegistrationChangePage
from shebao.contract.payments import (
    AgreementList,
    ArrivalList,
    BatchDebitList,
    DebtList,
    Payment,
    PaymentList,
)
from shebao.contract.premiums import (
    BillLine,
    BillLinePage,
    BillList,
    FiledBillList,
    PremiumFiling,
    PremiumFilingList,
    SpecialBillList,
)
from shebao.contract.queries import (
    CreditList,
    EmployeeRecord,
    EmployeeRecordQuery,
    PayableList,
    ReceptionPage,
    UnitRecord,
    WageRecordPage,
)
from shebao.contract.vouchers import Voucher, VoucherList
from shebao.contract.wages import FiledWagePage, WageFiling, WageFilingList

EMPLOYEE_PAGE = 2_000  # between two of them the user may stop: about half a second


class PremiumCalls(SessionCalls):
    """Whom the bureau knows at what wage, what is due of it, and what was paid."""

    special_bills = whole("/v1/special-bills", SpecialBillList)
    premium_filing = one("/v1/premium-filings/{}", PremiumFiling)
    premium_filings = between("/v1/premium-filings", PremiumFilingList)  # days of submission
    filed_bills = one("/v1/premium-filings/{}/bills", FiledBillList)
    payables = between("/v1/payables", PayableList)
    wage_filing = one("/v1/wage-filings/{}", WageFiling)
    agreements = whole("/v1/agreements", AgreementList)
    payment = one("/v1/payments/{}", Payment)
    payments = between("/v1/payments", PaymentList, overlapping)
    voucher = one("/v1/vouchers/{}", Voucher)
    vouchers = between("/v1/vouchers", VoucherList, overlapping)
    arrivals = between("/v1/arrivals", ArrivalList)
    credits = between("/v1/credits", CreditList)
    batch_debits = whole("/v1/batch-debits", BatchDebitList)
    certificate = one("/v1/certificates/{}", Certificate)
    certificates = between("/v1/certificates", CertificateList, overlapping)
    unit_record = between("/v1/unit-record", UnitRecord)

    def bills(self, period: str | None = None) -> BillList:
        """Return the bills of a period in any state, or all open ones."""
        params = {"period": period} if period else None
        return self._get("/v1/bills", BillList, params)

    def bill_lines(self, bill_no: str) -> Iterator[BillLine]:
        """Yield every line of a bill as it is now; one page of them is held."""
        return self._lines(f"/v1/bills/{bill_no}/lines")

    def filed_lines(self, filing_no: str, bill_no: str) -> list[BillLine]:
        """Return every line of a filed bill as it was filed."""
        return list(self._lines(f"/v1/premium-filings/{filing_no}/bills/{bill_no}/lines"))

    def _lines(self, path: str) -> Iterator[BillLine]:
        def counts(page: BillLinePage) -> tuple[int, int]:
            return len(page.lines), page.total

        for page in self._pages("bill-lines", BillLinePage, counts, limit=PAGE, path=path):
            yield from page.lines

    def employees(self, since: int) -> Iterator[EmployeePage]:
        """Yield pages of what changed after a cursor; 0 yields everyone."""
        for _ in pages("employees"):
            asked = {"since": since, "limit": EMPLOYEE_PAGE}
            page = self._get("/v1/employees", EmployeePage, asked)
            yield page
            if not page.more or page.cursor <= since:
                break
            since = page.cursor

    def registration_changes(self, month: str) -> Iterator[RegistrationChangePage]:
        """Yield pages of what the agencies registered in one month."""
        return self._pages(
            "registration-changes",
            RegistrationChangePage,
            lambda page: (len(page.changes), page.total),
            {"month": month},
        )

    def receptions(self) -> Iterator[ReceptionPage]:
        """Yield pages of what the bureau received of people from the agencies."""
        return self._pages("receptions", ReceptionPage, lambda page: (len(page.people), page.total))

    def wage_filings(self, first: str, last: str) -> list[WageFiling]:
        """Return every wage filing submitted from one day to another, newest first, no items."""
        found = self._pages(
            "wage-filings",
            WageFilingList,
            lambda page: (len(page.filings), page.total),
            span(first, last),
            limit=PAGE,
        )
        return [filing for page in found for filing in page.filings]

    def filed_wages(self, first_period: str) -> Iterator[FiledWagePage]:
        """Yield pages of the wages that stand in the filed periods from one on."""
        after = ""
        for _ in pages("filed-wages"):
            page = self._get(
                "/v1/filed-wages",
                FiledWagePage,
                {"from": first_period, "after": after, "limit": str(PAGE)},
            )
            yield page
            if not page.more or page.last_person_no <= after:
                break
            after = page.last_person_no

    def wage_records(self) -> Iterator[WageRecordPage]:
        """Yield pages of people with every wage that counts or counted."""
        return self._pages("wages", WageRecordPage, lambda page: (page.people, page.total))

    def debts(self, *, held: bool = False) -> DebtList:
        """Return what is confirmed and can be paid; with ``held`` also what somebody holds."""
        params = {"held": "true"} if held else None
        return self._get("/v1/debts", DebtList, params)

    def verify_certificate(self, query: CertificateQuery) -> Certificate:
        """Return the certificate that the nine fields describe, valid or voided."""
        return self._read("POST", "/v1/certificates/verify", Certificate, body=query)

    def employee_record(self, query: EmployeeRecordQuery) -> EmployeeRecord:
        """Return what arrived for one employee; empty when there is nothing."""
        return self._read("POST", "/v1/employee-records/query", EmployeeRecord, body=query)

    def _pages(
        self,
        what: str,
        answer: type[Model],
        counts: Callable[[Model], tuple[int, int]],
        asked: Mapping[str, str] | None = None,
        *,
        limit: int = 0,
        path: str = "",
    ) -> Iterator[Model]:
        """Yield page after page; ``counts`` says how many things one holds, and all together."""
        offset = 0
        for _ in pages(what):
            place = {"offset": str(offset), "limit": str(limit or EMPLOYEE_PAGE)}
            page = self._get(path or f"/v1/{what}", answer, {**(asked or {}), **place})
            yield page
            held, total = counts(page)
            offset += held
            if not held or offset >= total:
                break
