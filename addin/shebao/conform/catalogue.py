"""Every operation of the contract: where it is, who may call it and what it answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module

from pydantic import BaseModel

from shebao.contract.accounts import AccountList, BranchList
from shebao.contract.certificates import Certificate, CertificateList, SigningKey
from shebao.contract.employees import EmployeePage, RegistrationChangePage
from shebao.contract.files import FileContent, StoredFile
from shebao.contract.payments import (
    AgreementList,
    ArrivalList,
    BatchDebitList,
    DebtList,
    Payment,
    PaymentList,
)
from shebao.contract.premiums import (
    BillLinePage,
    BillList,
    FiledBillList,
    PremiumFiling,
    PremiumFilingList,
    SpecialBillList,
)
from shebao.contract.projects import ProjectList
from shebao.contract.queries import (
    CreditList,
    EmployeeRecord,
    PayableList,
    ReceptionPage,
    UnitRecord,
    WageRecordPage,
)
from shebao.contract.refunds import RefundableLineList, RefundableTicketList
from shebao.contract.release import Release
from shebao.contract.rights import Right
from shebao.contract.rule_file import RuleFile, RuleFileList
from shebao.contract.session import (
    Employer,
    NoticeList,
    PasswordChanged,
    PendingList,
    Reauth,
    RegistrationList,
    Session,
)
from shebao.contract.submission_table import SUBMISSIONS, SubmissionKind
from shebao.contract.submissions import Receipt, Settlement, Upload
from shebao.contract.unit_links import UnitLinkList
from shebao.contract.users import User, UserList
from shebao.contract.vouchers import Voucher, VoucherList
from shebao.contract.wages import FiledWagePage, WageFiling, WageFilingList


class Needs(StrEnum):
    """Whose session an operation needs."""

    NOBODY = "无须登录"
    NEWCOMER = "登录即可"  # the first login included
    PAYER = "缴费功能"
    ALL = "全部功能"
    ADMINISTRATOR = "管理员"


@dataclass(frozen=True, slots=True)
class Operation:
    """One call; ``kind`` is that of the submission it takes, ``status`` that of a new success."""

    id: str
    method: str
    path: str
    answer: type[BaseModel] | None
    needs: Needs

    @property
    def kind(self) -> SubmissionKind | None:
        """What it submits; None when it does not."""
        return _KINDS.get(self.path) if self.method == "POST" else None

    @property
    def status(self) -> int:
        """The status of a success, for a submission of a new one."""
        return 202 if self.kind else _OTHER_STATUSES.get(self.id, 200)


Row = tuple[str, str, str, type[BaseModel] | None]
_KINDS = {one.path: one.kind for one in SUBMISSIONS.values()}
_OTHER_STATUSES = {"log_in": 201, "prove_password": 201, "log_out": 204}
_ROWS: dict[Needs, tuple[Row, ...]] = {
    Needs.NOBODY: (
        ("show_release", "GET", "/v1/release", Release),
        ("register", "POST", "/v1/registrations/link", PendingList),
        ("look_up_registrations", "POST", "/v1/registrations/lookup", RegistrationList),
        ("list_pending", "POST", "/v1/registrations/pending", PendingList),
        ("log_in", "POST", "/v1/session", Session),
        ("show_signing_key", "GET", "/v1/signing-key", SigningKey),
    ),
    Needs.NEWCOMER: (
        ("log_out", "DELETE", "/v1/session", None),
        ("change_own_password", "POST", "/v1/session/password", PasswordChanged),
        ("show_employer", "GET", "/v1/employer", Employer),
    ),
    Needs.PAYER: (
        ("prove_password", "POST", "/v1/session/reauth", Reauth),
        ("list_notices", "GET", "/v1/notices", NoticeList),
        ("list_rule_files", "GET", "/v1/rule-files", RuleFileList),
        ("show_rule_file", "GET", "/v1/rule-files/{region}", RuleFile),
        ("list_employer_agreements", "GET", "/v1/agreements", AgreementList),
        ("list_employer_debts", "GET", "/v1/debts", DebtList),
        ("list_employer_payments", "GET", "/v1/payments", PaymentList),
        ("show_payment", "GET", "/v1/payments/{payment_no}", Payment),
        ("list_printed_vouchers", "GET", "/v1/vouchers", VoucherList),
        ("show_voucher", "GET", "/v1/vouchers/{voucher_no}", Voucher),
        ("list_employer_batch_debits", "GET", "/v1/batch-debits", BatchDebitList),
        ("show_upload", "GET", "/v1/uploads/{sha256}", Upload),
        ("upload_part", "PUT", "/v1/uploads/{sha256}/{part_no}", Upload),
        ("settle_submission", "POST", "/v1/submissions/{key}/settle", Settlement),
    ),
    Needs.ALL: (
        ("list_employees", "GET", "/v1/employees", EmployeePage),
        ("list_registration_changes", "GET", "/v1/registration-changes", RegistrationChangePage),
        ("list_unit_numbers", "GET", "/v1/unit-numbers", UnitLinkList),
        ("list_wages_of_filed_periods", "GET", "/v1/filed-wages", FiledWagePage),
        ("list_filed_wages", "GET", "/v1/wage-filings", WageFilingList),
        ("show_wage_filing", "GET", "/v1/wage-filings/{filing_no}", WageFiling),
        ("list_period_bills", "GET", "/v1/bills", BillList),
        ("list_bill_lines", "GET", "/v1/bills/{bill_no}/lines", BillLinePage),
        ("list_filed_premiums", "GET", "/v1/premium-filings", PremiumFilingList),
        ("show_premium_filing", "GET", "/v1/premium-filings/{filing_no}", PremiumFiling),
        ("list_bills_as_filed", "GET", "/v1/premium-filings/{filing_no}/bills", FiledBillList),
        (
            "list_lines_as_filed",
            "GET",
            "/v1/premium-filings/{filing_no}/bills/{bill_no}/lines",
            BillLinePage,
        ),
        ("list_unconfirmed_special_bills", "GET", "/v1/special-bills", SpecialBillList),
        ("list_period_arrivals", "GET", "/v1/arrivals", ArrivalList),
        ("list_issued", "GET", "/v1/certificates", CertificateList),
        ("verify", "POST", "/v1/certificates/verify", Certificate),
        ("show_certificate", "GET", "/v1/certificates/{certificate_no}", Certificate),
        ("query_employee_record", "POST", "/v1/employee-records/query", EmployeeRecord),
        ("show_unit_record", "GET", "/v1/unit-record", UnitRecord),
        ("list_employer_accounts", "GET", "/v1/accounts", AccountList),
        ("list_bank_branches", "GET", "/v1/bank-branches", BranchList),
        ("show_refund_file", "GET", "/v1/refunds/{refund_no}/files/{file_no}", FileContent),
        ("upload_file", "PUT", "/v1/files/{sha256}", StoredFile),
        ("list_refundable_lines", "GET", "/v1/refundable-lines", RefundableLineList),
        ("list_refundable_tickets", "GET", "/v1/refundable-tickets", RefundableTicketList),
        ("list_employer_projects", "GET", "/v1/projects", ProjectList),
        ("list_period_credits", "GET", "/v1/credits", CreditList),
        ("list_period_payables", "GET", "/v1/payables", PayableList),
        ("list_receptions", "GET", "/v1/receptions", ReceptionPage),
        ("list_wages", "GET", "/v1/wages", WageRecordPage),
    ),
    Needs.ADMINISTRATOR: (
        ("confirm_employer", "POST", "/v1/employer/confirm", Employer),
        ("list_employer_users", "GET", "/v1/users", UserList),
        ("keep_user", "PUT", "/v1/users/{user_name}", User),
        ("reset_user_password", "POST", "/v1/users/{user_name}/reset", User),
    ),
}
_NEEDS = {Right.PAYMENT: Needs.PAYER, Right.ALL: Needs.ALL}


def _of_the_table() -> Iterator[Operation]:
    """Every call that submits, and those that tell the result at the same path."""
    for one in SUBMISSIONS.values():
        needs = _NEEDS[one.right]
        yield Operation(one.operation, "POST", one.path, Receipt, needs)
        if one.answer:
            module, _, name = one.answer.partition(".")
            answer = getattr(import_module(f"shebao.contract.{module}"), name)
            yield Operation(one.result, "GET", one.path, answer, needs)


OPERATIONS: dict[str, Operation] = {
    row[0]: Operation(*row, needs) for needs, rows in _ROWS.items() for row in rows
} | {operation.id: operation for operation in _of_the_table()}
