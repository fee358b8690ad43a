"""What the bureau knows of the employer, decides for him and publishes for everybody."""

import hashlib
from collections.abc import Callable, Iterable

from shebao.bureau.errors import GarbledAnswerError, NotSignedError
from shebao.bureau.session import SessionCalls, between, whole
from shebao.contract.accounts import AccountList, BranchList
from shebao.contract.certificates import SigningKey
from shebao.contract.files import FileContent, StoredFile
from shebao.contract.projects import ProjectFilingList, ProjectList
from shebao.contract.refunds import RefundableLineList, RefundableTicketList, RefundList
from shebao.contract.release import Release
from shebao.contract.rule_file import RuleFile, RuleFileEntry, RuleFileList
from shebao.contract.session import (
    Employer,
    EnrolmentConfirmation,
    NoticeList,
    PendingList,
    RegistrationChoice,
    RegistrationLink,
    RegistrationList,
    RegistrationQuery,
    UnitType,
)
from shebao.contract.unit_links import UnitLink, UnitLinkList
from shebao.contract.users import User, UserList, UserRequest
from shebao.rules.signature import signature_fault


class EmployerCalls(SessionCalls):
    """The employer behind the session, what he applies for, and what is the same for everybody."""

    notices = whole("/v1/notices", NoticeList)
    accounts = whole("/v1/accounts", AccountList)
    branches = whole("/v1/bank-branches", BranchList)
    refundable_tickets = between("/v1/refundable-tickets", RefundableTicketList)
    refundable_lines = between("/v1/refundable-lines", RefundableLineList)
    refunds = whole("/v1/refunds", RefundList)
    projects = whole("/v1/projects", ProjectList)
    project_filings = between("/v1/project-filings", ProjectFilingList)  # days of submission
    rule_files = whole("/v1/rule-files", RuleFileList)

    def employer(self) -> Employer:
        """Return the employer as it is registered now; a log-in of this run has just told it."""
        session = self.session()
        if not self._is_kept:
            self.admit(session)
            return session.employer
        return self._get("/v1/employer", Employer)

    def confirm_enrolment(self, unit_nos: list[str]) -> None:
        """Say that the enrolment data of the first login is right."""
        body = EnrolmentConfirmation(unit_nos=unit_nos)
        self._read("POST", "/v1/employer/confirm", Employer, body=body)
        self.changes.append("已核实确认参保登记信息")
        self._session = self.session().model_copy(update={"must_confirm_enrolment": False})

    def registrations(self) -> RegistrationList:
        """Return every registration of the tax id; needs no session."""
        return self._openly(
            "/v1/registrations/lookup", RegistrationQuery(tax_id=self.name.tax_id), RegistrationList
        )

    def pending(self, registration_no: str) -> PendingList:
        """Return what registering would link; needs no session."""
        body = RegistrationChoice(tax_id=self.name.tax_id, registration_no=registration_no)
        return self._openly("/v1/registrations/pending", body, PendingList)

    def register(self, registration_no: str, unit_type: UnitType) -> PendingList:
        """Link everything pending; asked again it is linked once. Needs no session."""
        body = RegistrationLink(
            tax_id=self.name.tax_id, registration_no=registration_no, unit_type=unit_type
        )
        linked = self._openly("/v1/registrations/link", body, PendingList)
        self.changes.append(f"已注册登记序号 {registration_no}")
        return linked

    def users(self) -> list[User]:
        """Return the employer's users, for its administrator."""
        return self._get("/v1/users", UserList).users

    def keep_user(self, user_name: str, body: UserRequest) -> User:
        """Let the user be as asked; asked again it is the same user."""
        user = self._read("PUT", f"/v1/users/{user_name}", User, body=body)
        self.changes.append(f"已保存用户“{user_name}”")
        return user

    def reset_user(self, user_name: str) -> User:
        """Let the user's password be the user name again."""
        user = self._read("POST", f"/v1/users/{user_name}/reset", User)
        self.changes.append(f"已重置用户“{user_name}”的密码")
        return user

    def unit_links(self) -> list[UnitLink]:
        """Return every unit number of the employer, pending ones first."""
        return self._get("/v1/unit-numbers", UnitLinkList).unit_numbers

    def refund_file(self, refund_no: str, file_no: int) -> FileContent:
        """Return an attachment as the bureau holds it."""
        return self._get(f"/v1/refunds/{refund_no}/files/{file_no}", FileContent)

    def store_file(self, sha256: str, chunks: Callable[[], Iterable[bytes]]) -> StoredFile:
        """Upload a content to be attached; doing it again changes nothing."""

        def call() -> StoredFile:
            return self._transport.upload(
                f"/v1/files/{sha256}", chunks(), StoredFile, headers=self._authorization()
            )

        return self._renewing(call)

    def release(self) -> Release:
        """Return the notice of the newest client; needs no session and never waits long."""
        return self._transport.glance("/v1/release", Release)

    def rule_file(self, entry: RuleFileEntry, key: SigningKey) -> RuleFile:
        """Return the rule file of an entry, byte for byte what was signed under the key.

        Raises GarbledAnswerError for one that was damaged on its way, or is no rule file, and
        NotSignedError for one that proves not to be the bureau's.
        """

        def check(content: bytes) -> None:
            if hashlib.sha256(content).hexdigest() != entry.sha256:
                raise GarbledAnswerError("内容与税务系统公布的校验值不符")
            if fault := signature_fault(content, entry.signature, key):
                raise NotSignedError(fault)

        return self._read("GET", f"/v1/rule-files/{entry.region}", RuleFile, check=check)

    def signing_key(self) -> SigningKey:
        """Return the public key under which certificates verify; needs no session."""
        return self._transport.read("GET", "/v1/signing-key", SigningKey, headers={})
