"""What an employer applies for: accounts, refunds, construction projects."""

from collections.abc import Callable, Iterable

from shebao.bureau.session import SessionCalls
from shebao.contract.accounts import AccountList, BranchList
from shebao.contract.files import FileContent, StoredFile
from shebao.contract.projects import ProjectFilingList, ProjectList
from shebao.contract.refunds import RefundableLineList, RefundableTicketList, RefundList


class ApplicationCalls(SessionCalls):
    """What the office decides about."""

    def accounts(self) -> AccountList:
        """Return the employer's deposit accounts."""
        return self._read("GET", "/v1/accounts", AccountList)

    def branches(self) -> BranchList:
        """Return the bank branches that an account or agreement can name."""
        return self._read("GET", "/v1/bank-branches", BranchList)

    def refundable_tickets(self, first: str, last: str) -> RefundableTicketList:
        """Return the lines of paid tickets of the periods first to last, both included."""
        asked = {"from": first, "to": last}
        return self._read("GET", "/v1/refundable-tickets", RefundableTicketList, params=asked)

    def refundable_lines(self, first: str, last: str) -> RefundableLineList:
        """Return the persons of paid bills of the periods first to last, both included."""
        asked = {"from": first, "to": last}
        return self._read("GET", "/v1/refundable-lines", RefundableLineList, params=asked)

    def refunds(self) -> RefundList:
        """Return every refund, newest first."""
        return self._read("GET", "/v1/refunds", RefundList)

    def refund_file(self, refund_no: str, file_no: int) -> FileContent:
        """Return an attachment as the bureau holds it."""
        return self._read("GET", f"/v1/refunds/{refund_no}/files/{file_no}", FileContent)

    def projects(self) -> ProjectList:
        """Return the construction projects of the employer."""
        return self._read("GET", "/v1/projects", ProjectList)

    def project_filings(self, first_day: str, last_day: str) -> ProjectFilingList:
        """Return the filings of projects submitted from one day to another, newest first."""
        asked = {"from": first_day, "to": last_day}
        return self._read("GET", "/v1/project-filings", ProjectFilingList, params=asked)

    def store_file(self, sha256: str, chunks: Callable[[], Iterable[bytes]]) -> StoredFile:
        """Upload a content to be attached; doing it again changes nothing."""

        def call() -> StoredFile:
            return self._transport.upload(
                f"/v1/files/{sha256}", chunks(), StoredFile, headers=self._authorization()
            )

        return self._renewing(call)
