"""Employees, their wages and the filings of them."""

from collections.abc import Iterator

from shebao.bureau.session import PAGE, SessionCalls, pages
from shebao.contract.employees import EmployeePage, RegistrationChangePage
from shebao.contract.queries import ReceptionPage, WageRecordPage
from shebao.contract.wages import FiledWagePage, WageFiling, WageFilingList

EMPLOYEE_PAGE = 2_000  # between two of them the user may stop: about half a second


class WageCalls(SessionCalls):
    """Whom the bureau knows, and at what wage."""

    def employees(self, since: int) -> Iterator[EmployeePage]:
        """Yield pages of what changed after a cursor; 0 yields everyone."""
        for _ in pages("employees"):
            asked = {"since": since, "limit": EMPLOYEE_PAGE}
            page = self._read("GET", "/v1/employees", EmployeePage, params=asked)
            yield page
            if not page.more or page.cursor <= since:
                break
            since = page.cursor

    def registration_changes(self, month: str) -> Iterator[RegistrationChangePage]:
        """Yield pages of what the agencies registered in one month."""
        offset = 0
        path = "/v1/registration-changes"
        for _ in pages("registration-changes"):
            asked = {"month": month, "offset": str(offset), "limit": str(EMPLOYEE_PAGE)}
            page = self._read("GET", path, RegistrationChangePage, params=asked)
            yield page
            offset += len(page.changes)
            if not page.changes or offset >= page.total:
                break

    def receptions(self) -> Iterator[ReceptionPage]:
        """Yield pages of what the bureau received of people from the agencies."""
        offset = 0
        for _ in pages("receptions"):
            page = self._read("GET", "/v1/receptions", ReceptionPage, params=_page(offset))
            yield page
            offset += len(page.people)
            if not page.people or offset >= page.total:
                break

    def wage_filing(self, filing_no: str) -> WageFiling:
        """Return one wage filing, with its items once they are answered."""
        return self._read("GET", f"/v1/wage-filings/{filing_no}", WageFiling)

    def wage_filings(self, first: str, last: str) -> list[WageFiling]:
        """Return every wage filing submitted from one day to another, newest first, no items."""
        filings: list[WageFiling] = []
        for _ in pages("wage-filings"):
            params = {"from": first, "to": last, "offset": str(len(filings)), "limit": str(PAGE)}
            page = self._read("GET", "/v1/wage-filings", WageFilingList, params=params)
            filings += page.filings
            if len(filings) >= page.total or not page.filings:
                break
        return filings

    def filed_wages(self, first_period: str) -> Iterator[FiledWagePage]:
        """Yield pages of the wages that stand in the filed periods from one on."""
        after = ""
        for _ in pages("filed-wages"):
            page = self._read(
                "GET",
                "/v1/filed-wages",
                FiledWagePage,
                params={"from": first_period, "after": after, "limit": str(PAGE)},
            )
            yield page
            if not page.more or page.last_person_no <= after:
                break
            after = page.last_person_no

    def wage_records(self) -> Iterator[WageRecordPage]:
        """Yield pages of people with every wage that counts or counted."""
        offset = 0
        for _ in pages("wages"):
            page = self._read("GET", "/v1/wages", WageRecordPage, params=_page(offset))
            yield page
            offset += page.people
            if not page.people or offset >= page.total:
                break


def _page(offset: int) -> dict[str, int]:
    return {"offset": offset, "limit": EMPLOYEE_PAGE}
