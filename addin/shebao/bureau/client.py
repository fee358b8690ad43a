"""The bureau as the commands see it: one method a call of the contract."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from pydantic import BaseModel

from shebao.bureau.errors import (
    BureauRefusedError,
    BureauUnreachableError,
    GarbledAnswerError,
    NoPasswordError,
    NotSignedError,
    PasswordUnknownError,
    SessionExpiredError,
    WrongPasswordError,
)
from shebao.bureau.transport import Model, Transport
from shebao.contract.accounts import AccountList, BranchList
from shebao.contract.certificates import (
    Certificate,
    CertificateList,
    CertificateQuery,
    SigningKey,
)
from shebao.contract.employees import EmployeePage
from shebao.contract.filed_wages import FiledWagePage
from shebao.contract.files import StoredFile
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
from shebao.contract.projects import ProjectFilingList, ProjectList
from shebao.contract.queries import CreditList, PayableList, ReceptionPage, WageRecordPage
from shebao.contract.records import EmployeeRecord, EmployeeRecordQuery, UnitRecord
from shebao.contract.refunds import RefundableLineList, RefundableTicketList, RefundList
from shebao.contract.refusals import RefusalCode
from shebao.contract.release import Release
from shebao.contract.rule_file import RuleFile, RuleFileEntry, RuleFileList
from shebao.contract.session import (
    MAX_PASSWORD_LENGTH,
    Employer,
    EnrolmentConfirmation,
    LoginRequest,
    NoticeList,
    PasswordChange,
    PasswordChanged,
    PendingList,
    Reauth,
    ReauthRequest,
    RegistrationChoice,
    RegistrationLink,
    RegistrationList,
    RegistrationQuery,
    Session,
    UnitType,
)
from shebao.contract.submissions import (
    Receipt,
    Settlement,
    SettleRequest,
    SubmissionKind,
)
from shebao.contract.unit_links import UnitLink, UnitLinkList
from shebao.contract.users import User, UserList, UserRequest
from shebao.contract.vouchers import Voucher, VoucherList
from shebao.contract.wages import WageFiling, WageFilingList
from shebao.domain.login_name import LoginName
from shebao.rules.signature import signature_fault

PATHS: dict[SubmissionKind, str] = {
    SubmissionKind.WAGE_FILING: "/v1/wage-filings",
    SubmissionKind.PREMIUM_FILING: "/v1/premium-filings",
    SubmissionKind.FILING_VOID: "/v1/filing-voids",
    SubmissionKind.PAYMENT: "/v1/payments",
    SubmissionKind.UNLOCK: "/v1/unlocks",
    SubmissionKind.VOUCHER: "/v1/vouchers",
    SubmissionKind.VOUCHER_VOID: "/v1/voucher-voids",
    SubmissionKind.CERTIFICATE: "/v1/certificates",
    SubmissionKind.REISSUE: "/v1/certificate-reissues",
    SubmissionKind.ACCOUNT: "/v1/accounts",
    SubmissionKind.ACCOUNT_CANCEL: "/v1/account-cancels",
    SubmissionKind.AGREEMENT: "/v1/agreements",
    SubmissionKind.AGREEMENT_STEP: "/v1/agreement-steps",
    SubmissionKind.REFUND: "/v1/refunds",
    SubmissionKind.REFUND_CHANGE: "/v1/refund-changes",
    SubmissionKind.PROJECT_LINK: "/v1/project-links",
    SubmissionKind.PROJECT_FILING: "/v1/project-filings",
    SubmissionKind.UNIT_LINK: "/v1/unit-links",
    SubmissionKind.UNIT_UNLINK: "/v1/unit-unlinks",
}
PAGE = 10_000
EMPLOYEE_PAGE = 2_000  # between two of them the user may stop: about half a second
Result = TypeVar("Result")


class Bureau:
    """A bureau with one session, opened at the first call that needs it.

    ``password_of`` answers the password of who logs in, or None; ``password_again`` likewise, given
    once more by whoever pays. An expired session is opened again once; a call that was refused
    for it was not recorded.
    """

    def __init__(
        self,
        transport: Transport,
        name: LoginName,
        password_of: Callable[[LoginName], str | None],
        password_again: Callable[[LoginName], str | None],
    ) -> None:
        self._transport = transport
        self._password_of = password_of
        self._password_again = password_again
        self._session: Session | None = None
        self.name = name

    def session(self) -> Session:
        """Return the open session, logging in when there is none.

        Raises NoPasswordError or WrongPasswordError; nobody is logged in then.
        """
        if self._session is None:
            password = self._usable(self._password_of(self.name))
            self._session = self._transport.read(
                "POST",
                "/v1/session",
                Session,
                headers={},
                body=LoginRequest(
                    tax_id=self.name.tax_id,
                    registration_no=self.name.registration_no or None,
                    user_name=self.name.user_name or None,
                    password=password,
                ),
            )
        return self._session

    def change_password(self, old: str | None, new: str) -> None:
        """Change the password of whoever is logged in.

        Raises PasswordUnknownError when the answer is lost; after any other error the old one
        holds.
        """
        body = PasswordChange(old_password=self._usable(old), new_password=new)
        try:
            self._read("POST", "/v1/session/password", PasswordChanged, body=body)
        except (BureauUnreachableError, GarbledAnswerError) as error:
            raise PasswordUnknownError from error
        self._session = self.session().model_copy(update={"must_change_password": False})

    def confirm_enrolment(self, unit_nos: list[str]) -> None:
        """Say that the enrolment data of the first login is right."""
        body = EnrolmentConfirmation(unit_nos=unit_nos)
        self._read("POST", "/v1/employer/confirm", Employer, body=body)
        self._session = self.session().model_copy(update={"must_confirm_enrolment": False})

    def employer(self) -> Employer:
        """Return the employer as it is registered now."""
        return self._read("GET", "/v1/employer", Employer)

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
        return self._openly("/v1/registrations/link", body, PendingList)

    def users(self) -> list[User]:
        """Return the employer's users, for its administrator."""
        return self._read("GET", "/v1/users", UserList).users

    def keep_user(self, user_name: str, body: UserRequest) -> User:
        """Let the user be as asked; asked again it is the same user."""
        return self._read("PUT", f"/v1/users/{user_name}", User, body=body)

    def reset_user(self, user_name: str) -> User:
        """Let the user's password be the user name again."""
        return self._read("POST", f"/v1/users/{user_name}/reset", User)

    def unit_links(self) -> list[UnitLink]:
        """Return every unit number of the employer, pending ones first."""
        return self._read("GET", "/v1/unit-numbers", UnitLinkList).unit_numbers

    @property
    def address(self) -> str:
        """Where this bureau is."""
        return self._transport.base_url

    def release(self) -> Release:
        """Return the notice of the newest client; needs no session and never waits long."""
        return self._transport.glance("/v1/release", Release)

    def rule_files(self) -> RuleFileList:
        """Return the rule files on offer."""
        return self._read("GET", "/v1/rule-files", RuleFileList)

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

    def employees(self, since: int) -> Iterator[EmployeePage]:
        """Yield pages of what changed after a cursor; 0 yields everyone."""
        more = True
        while more:
            asked = {"since": since, "limit": EMPLOYEE_PAGE}
            page = self._read("GET", "/v1/employees", EmployeePage, params=asked)
            more = page.more and page.cursor > since
            since = page.cursor
            yield page

    def wage_filing(self, filing_no: str) -> WageFiling:
        """Return one wage filing, with its items once they are answered."""
        return self._read("GET", f"/v1/wage-filings/{filing_no}", WageFiling)

    def wage_filings(self, first: str, last: str) -> list[WageFiling]:
        """Return every wage filing submitted from one day to another, newest first, no items."""
        filings: list[WageFiling] = []
        while True:
            params = {"from": first, "to": last, "offset": str(len(filings)), "limit": str(PAGE)}
            page = self._read("GET", "/v1/wage-filings", WageFilingList, params=params)
            filings += page.filings
            if len(filings) >= page.total or not page.filings:
                return filings

    def filed_wages(self, first_period: str) -> Iterator[FiledWagePage]:
        """Yield pages of the wages that stand in the filed periods from one on."""
        after, more = "", True
        while more:
            page = self._read(
                "GET",
                "/v1/filed-wages",
                FiledWagePage,
                params={"from": first_period, "after": after, "limit": str(PAGE)},
            )
            more = page.more and page.last_person_no > after
            after = page.last_person_no
            yield page

    def bills(self, period: str | None = None) -> BillList:
        """Return the bills of a period in any state, or all open ones."""
        params = {"period": period} if period else None
        return self._read("GET", "/v1/bills", BillList, params=params)

    def special_bills(self) -> SpecialBillList:
        """Return the special bills not yet confirmed, notice by notice."""
        return self._read("GET", "/v1/special-bills", SpecialBillList)

    def bill_lines(self, bill_no: str) -> list[BillLine]:
        """Return every line of a bill as it is now."""
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
        return self._lines(f"/v1/premium-filings/{filing_no}/bills/{bill_no}/lines")

    def debts(self, *, held: bool = False) -> DebtList:
        """Return what is confirmed and can be paid; with ``held`` also what somebody holds."""
        params = {"held": "true"} if held else None
        return self._read("GET", "/v1/debts", DebtList, params=params)

    def agreements(self) -> AgreementList:
        """Return the employer's agreements."""
        return self._read("GET", "/v1/agreements", AgreementList)

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

    def payment(self, payment_no: str) -> Payment:
        """Return one payment."""
        return self._read("GET", f"/v1/payments/{payment_no}", Payment)

    def payments(self, first_period: str, last_period: str) -> PaymentList:
        """Return the payments of every channel for these periods, newest first."""
        return self._read(
            "GET", "/v1/payments", PaymentList, params=_span(first_period, last_period)
        )

    def voucher(self, voucher_no: str) -> Voucher:
        """Return one voucher."""
        return self._read("GET", f"/v1/vouchers/{voucher_no}", Voucher)

    def vouchers(self, first_period: str, last_period: str) -> VoucherList:
        """Return the vouchers of every channel for these periods, newest first."""
        return self._read(
            "GET", "/v1/vouchers", VoucherList, params=_span(first_period, last_period)
        )

    def arrivals(self, first: str, last: str) -> ArrivalList:
        """Return what arrived in the treasury for the periods first to last, both included."""
        return self._read("GET", "/v1/arrivals", ArrivalList, params={"from": first, "to": last})

    def certificate(self, certificate_no: str) -> Certificate:
        """Return one certificate."""
        return self._read("GET", f"/v1/certificates/{certificate_no}", Certificate)

    def certificates(self, first_period: str, last_period: str) -> CertificateList:
        """Return the certificates over these periods, newest first."""
        return self._read(
            "GET", "/v1/certificates", CertificateList, params=_span(first_period, last_period)
        )

    def verify_certificate(self, query: CertificateQuery) -> Certificate:
        """Return the certificate that the nine fields describe, valid or voided."""
        return self._read("POST", "/v1/certificates/verify", Certificate, body=query)

    def signing_key(self) -> SigningKey:
        """Return the public key under which certificates verify; needs no session."""
        return self._transport.read("GET", "/v1/signing-key", SigningKey, headers={})

    def employee_record(self, query: EmployeeRecordQuery) -> EmployeeRecord:
        """Return what arrived for one employee; empty when there is nothing."""
        return self._read("POST", "/v1/employee-records/query", EmployeeRecord, body=query)

    def unit_record(self, first_period: str, last_period: str) -> UnitRecord:
        """Return what arrived for the unit."""
        params = {"from": first_period, "to": last_period}
        return self._read("GET", "/v1/unit-record", UnitRecord, params=params)

    def notices(self) -> NoticeList:
        """Return the bureau's notices, newest first."""
        return self._read("GET", "/v1/notices", NoticeList)

    def wage_records(self) -> Iterator[WageRecordPage]:
        """Yield pages of people with every wage that counts or counted."""
        offset, total = 0, 1
        while offset < total:
            page = self._read("GET", "/v1/wages", WageRecordPage, params=_page(offset))
            yield page
            offset, total = offset + page.people, page.total if page.people else 0

    def receptions(self) -> Iterator[ReceptionPage]:
        """Yield pages of what the bureau received of people from the agencies."""
        offset, total = 0, 1
        while offset < total:
            page = self._read("GET", "/v1/receptions", ReceptionPage, params=_page(offset))
            yield page
            offset, total = offset + len(page.people), page.total if page.people else 0

    def payables(self, first_period: str, last_period: str) -> PayableList:
        """Return bills of the periods first to last in any state."""
        span = {"from": first_period, "to": last_period}
        return self._read("GET", "/v1/payables", PayableList, params=span)

    def credits(self, first_period: str, last_period: str) -> CreditList:
        """Return what the agencies did with what arrived for the periods first to last."""
        span = {"from": first_period, "to": last_period}
        return self._read("GET", "/v1/credits", CreditList, params=span)

    def batch_debits(self) -> BatchDebitList:
        """Return the debts that the bureau will debit by itself."""
        return self._read("GET", "/v1/batch-debits", BatchDebitList)

    def reauth(self) -> str:
        """Give the password again and return the proof that paying needs."""
        body = ReauthRequest(password=self._usable(self._password_again(self.name)))
        return self._read("POST", "/v1/session/reauth", Reauth, body=body).proof

    def submit(
        self,
        kind: SubmissionKind,
        key: str,
        body: BaseModel,
        *,
        entry_id: str,
        proof: str | None = None,
    ) -> tuple[Receipt, bool]:
        """Send one submission under its key; also say whether the key was held before.

        Raises OutcomeUnknownError when the bureau may hold it; every other error means that
        nothing was recorded.
        """
        headers = {"Idempotency-Key": key}
        if proof:
            headers["Reauthorization"] = proof

        def call() -> tuple[Receipt, bool]:
            return self._transport.write(
                PATHS[kind],
                body,
                Receipt,
                headers={**self._authorization(), **headers},
                entry_id=entry_id,
            )

        return self._renewing(call)

    def settle(self, kind: SubmissionKind, key: str) -> Settlement:
        """Ask for the final word on a key whose answer was lost."""
        return self._read(
            "POST", f"/v1/submissions/{key}/settle", Settlement, body=SettleRequest(kind=kind)
        )

    def _usable(self, password: str | None) -> str:
        if not password:
            raise NoPasswordError(self.name.asks_for)
        if len(password) > MAX_PASSWORD_LENGTH:
            raise WrongPasswordError("LOCAL", f"密码超过 {MAX_PASSWORD_LENGTH} 个字符")
        return password

    def _lines(self, path: str) -> list[BillLine]:
        lines: list[BillLine] = []
        while True:
            page = self._read(
                "GET", path, BillLinePage, params={"offset": len(lines), "limit": PAGE}
            )
            lines += page.lines
            if len(lines) >= page.total or not page.lines:
                return lines

    def _openly(self, path: str, body: BaseModel, answer: type[Model]) -> Model:
        return self._transport.read("POST", path, answer, headers={}, body=body)

    def _read(
        self,
        method: str,
        path: str,
        answer: type[Model],
        *,
        params: dict[str, str] | dict[str, int] | None = None,
        body: BaseModel | None = None,
        check: Callable[[bytes], None] | None = None,
    ) -> Model:
        def call() -> Model:
            return self._transport.read(
                method,
                path,
                answer,
                headers=self._authorization(),
                params=params,
                body=body,
                check=check,
            )

        return self._renewing(call)

    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.session().token}"}

    def _renewing(self, call: Callable[[], Result]) -> Result:
        try:
            return call()
        except BureauRefusedError as error:
            if error.refusal_code != RefusalCode.SESSION_EXPIRED:
                raise
        self._session = None
        try:
            return call()
        except BureauRefusedError as error:
            if error.refusal_code == RefusalCode.SESSION_EXPIRED:
                raise SessionExpiredError from error
            raise


def _span(first_period: str, last_period: str) -> dict[str, str]:
    return {"period_from": first_period, "period_to": last_period}


def _page(offset: int) -> dict[str, int]:
    return {"offset": offset, "limit": EMPLOYEE_PAGE}
