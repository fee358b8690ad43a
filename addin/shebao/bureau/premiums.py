"""Bills and the filings that confirm them."""

from collections.abc import Iterator

from shebao.bureau.session import PAGE, SessionCalls, pages
from shebao.contract.premiums import (
    BillLine,
    BillLinePage,
    BillList,
    FiledBillList,
    PremiumFiling,
    PremiumFilingList,
    SpecialBillList,
)
from shebao.contract.queries import PayableList


class PremiumCalls(SessionCalls):
    """What is due, and what of it was confirmed."""

    def bills(self, period: str | None = None) -> BillList:
        """Return the bills of a period in any state, or all open ones."""
        params = {"period": period} if period else None
        return self._read("GET", "/v1/bills", BillList, params=params)

    def special_bills(self) -> SpecialBillList:
        """Return the special bills not yet confirmed, notice by notice."""
        return self._read("GET", "/v1/special-bills", SpecialBillList)

    def bill_lines(self, bill_no: str) -> Iterator[BillLine]:
        """Yield every line of a bill as it is now; one page of them is held."""
        return self._lines(f"/v1/bills/{bill_no}/lines")

    def premium_filing(self, filing_no: str) -> PremiumFiling:
        """Return one premium filing."""
        return self._read("GET", f"/v1/premium-filings/{filing_no}", PremiumFiling)

    def premium_filings(self, first_day: str, last_day: str) -> PremiumFilingList:
        """Return the filings of every channel submitted on these days, newest first."""
        params = {"from": first_day, "to": last_day}
        return self._read("GET", "/v1/premium-filings", PremiumFilingList, params=params)

    def filed_bills(self, filing_no: str) -> FiledBillList:
        """Return the bills of a filing as they were filed."""
        return self._read("GET", f"/v1/premium-filings/{filing_no}/bills", FiledBillList)

    def filed_lines(self, filing_no: str, bill_no: str) -> list[BillLine]:
        """Return every line of a filed bill as it was filed."""
        return list(self._lines(f"/v1/premium-filings/{filing_no}/bills/{bill_no}/lines"))

    def payables(self, first_period: str, last_period: str) -> PayableList:
        """Return bills of the periods first to last in any state."""
        span = {"from": first_period, "to": last_period}
        return self._read("GET", "/v1/payables", PayableList, params=span)

    def _lines(self, path: str) -> Iterator[BillLine]:
        seen = 0
        for _ in pages("bill-lines"):
            page = self._read("GET", path, BillLinePage, params={"offset": seen, "limit": PAGE})
            yield from page.lines
            seen += len(page.lines)
            if seen >= page.total or not page.lines:
                break
