"""Which answer leads to which next call: the links of the published document, as one table.

A link takes values of a successful answer, by runtime expressions, to where they belong in the
next call. In a body it gives only what the answer says; the rest is the caller's to fill.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shebao.contract.submission_table import SUBMISSIONS


@dataclass(frozen=True, slots=True)
class Link:
    """From a successful answer of one operation to a call of another."""

    source: str
    target: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)

    def as_object(self) -> dict[str, Any]:
        """Return the link object of the document."""
        link: dict[str, Any] = {"operationId": self.target}
        if self.parameters:
            link["parameters"] = dict(self.parameters)
        if self.body:
            link["requestBody"] = dict(self.body)
        return link


def _path(source: str, target: str, **said: str) -> Link:
    return Link(source, target, {f"path.{name}": _at(where) for name, where in said.items()})


def _body(source: str, target: str, /, **said: Any) -> Link:
    return Link(source, target, body={name: _at(where) for name, where in said.items()})


def _at(where: Any) -> Any:
    """A place in the answer, unless it is a list, an object or an expression of its own."""
    if isinstance(where, str):
        return where if where.startswith("$") else f"$response.body#/{where}"
    if isinstance(where, dict):
        return {name: _at(inner) for name, inner in where.items()}
    return [_at(inner) for inner in where] if isinstance(where, list) else where


_BEARER = {"header.Authorization": "Bearer {$response.body#/token}"}
_PROOF = {"header.Reauthorization": "$response.body#/proof"}
_CHOICE = {"tax_id": "$request.body#/tax_id", "registration_no": "$request.body#/registration_no"}
_REGISTRATION = {
    "tax_id": "registrations/0/tax_id",
    "registration_no": "registrations/0/registration_no",
}
_PERSON = {name: f"employees/0/{name}" for name in ("name", "id_type", "id_number")}
_BILL = {name: f"bills/0/{name}" for name in ("bill_no", "revision", "amount_fen")}
_DEBT = {"debt_nos": ["debts/0/debt_no"], "amount_fen": "debts/0/amount_fen"}
_BRANCH = {name: f"branches/0/{name}" for name in ("region", "bank_code", "branch_no")}
_PROJECT = {name: f"projects/0/{name}" for name in ("project_id", "cost_fen", "rate_ppm")}
_NINE_FIELDS = {
    "ticket_no": "lines/0/ticket_no",
    **{
        name: name
        for name in (
            "tax_id", "name", "kind", "region", "total_fen", "tax_office", "series",
            "certificate_no",
        )
    },
}  # fmt: skip

LINKS: tuple[Link, ...] = (
    _body("look_up_registrations", "list_pending", **_REGISTRATION),
    _body("look_up_registrations", "log_in", **_REGISTRATION),
    _body("list_pending", "register", **_CHOICE),
    _body("register", "log_in", **_CHOICE),
    Link("log_in", "show_employer", _BEARER),
    Link("log_in", "prove_password", _BEARER, {"password": "$request.body#/password"}),
    Link("log_in", "change_own_password", _BEARER, {"old_password": "$request.body#/password"}),
    Link("log_in", "log_out", _BEARER),
    *(Link("prove_password", target, _PROOF) for target in ("pay", "unlock", "print_voucher")),
    _body("show_employer", "confirm_employer", unit_nos=["unit_numbers/0/unit_no"]),
    _path("show_employer", "show_rule_file", region="region"),
    _path("list_rule_files", "show_rule_file", region="rule_files/0/region"),
    # Users and unit numbers.
    _path("list_employer_users", "keep_user", user_name="users/0/user_name"),
    _path("list_employer_users", "reset_user_password", user_name="users/0/user_name"),
    _path("keep_user", "reset_user_password", user_name="user_name"),
    _body("list_unit_numbers", "link", unit_nos=["unit_numbers/0/unit_no"]),
    _body("list_unit_numbers", "unlink", unit_nos=["unit_numbers/0/unit_no"]),
    # Employees and their wages; a page leads to the next.
    Link("list_employees", "list_employees", {"query.since": "$response.body#/cursor"}),
    _body("list_employees", "file_wages", items=[{"line": 1, **_PERSON}]),
    _body("list_employees", "query_employee_record", **_PERSON),
    _path("file_wages", "show_wage_filing", filing_no="receipt_no"),
    _path("list_filed_wages", "show_wage_filing", filing_no="filings/0/filing_no"),
    Link(
        "list_wages_of_filed_periods",
        "list_wages_of_filed_periods",
        {"query.from": "$request.query.from", "query.after": "$response.body#/last_person_no"},
    ),
    # Bills and the filings that confirm them.
    _path("list_period_bills", "list_bill_lines", bill_no="bills/0/bill_no"),
    _path("list_unconfirmed_special_bills", "list_bill_lines", bill_no="bills/0/bill_no"),
    _body("list_period_bills", "file_premiums", bills=[_BILL]),
    _body("list_unconfirmed_special_bills", "file_premiums", bills=[_BILL]),
    _path("file_premiums", "show_premium_filing", filing_no="receipt_no"),
    _path("file_premiums", "list_bills_as_filed", filing_no="receipt_no"),
    Link("file_premiums", "list_employer_debts"),
    _path("list_filed_premiums", "show_premium_filing", filing_no="filings/0/filing_no"),
    _path("list_filed_premiums", "list_bills_as_filed", filing_no="filings/0/filing_no"),
    _path(
        "list_bills_as_filed",
        "list_lines_as_filed",
        filing_no="$request.path.filing_no",
        bill_no="bills/0/bill_no",
    ),
    _body("file_premiums", "void_filing", filing_no="receipt_no"),
    _body("show_premium_filing", "void_filing", filing_no="filing_no"),
    _path("void_filing", "show_premium_filing", filing_no="receipt_no"),
    # Debts, payments and vouchers; a late fee is to be added to the amount.
    _body("list_employer_debts", "pay", **_DEBT),
    _body("list_employer_debts", "print_voucher", **_DEBT),
    _body("list_employer_agreements", "pay", agreement_no="agreements/0/agreement_no"),
    _body("list_employer_agreements", "print_voucher", agreement_no="agreements/0/agreement_no"),
    _path("pay", "show_payment", payment_no="receipt_no"),
    _body("pay", "unlock", payment_no="receipt_no"),
    _path("list_employer_payments", "show_payment", payment_no="payments/0/payment_no"),
    _body("show_payment", "unlock", payment_no="payment_no"),
    _path("unlock", "show_payment", payment_no="receipt_no"),
    _path("print_voucher", "show_voucher", voucher_no="receipt_no"),
    _path("list_printed_vouchers", "show_voucher", voucher_no="vouchers/0/voucher_no"),
    _body("print_voucher", "void_voucher", voucher_no="receipt_no"),
    _body("show_voucher", "void_voucher", voucher_no="voucher_no"),
    _path("void_voucher", "show_voucher", voucher_no="receipt_no"),
    # Certificates.
    _body("list_period_arrivals", "issue", arrival_nos=["arrivals/0/arrival_no"]),
    _path("issue", "show_certificate", certificate_no="receipt_no"),
    _path("list_issued", "show_certificate", certificate_no="certificates/0/certificate_no"),
    _body("show_certificate", "verify", **_NINE_FIELDS),
    _body("show_certificate", "reissue", certificate_no="certificate_no"),
    _path("reissue", "show_certificate", certificate_no="receipt_no"),
    # Accounts and agreements.
    _body("list_bank_branches", "report_account", **_BRANCH),
    _body("list_bank_branches", "sign_agreement", **_BRANCH),
    _body("report_account", "cancel_account", account_id="receipt_no"),
    _body("list_employer_accounts", "report_account", account_id="accounts/0/account_id"),
    _body("list_employer_accounts", "cancel_account", account_id="accounts/0/account_id"),
    _body("list_employer_agreements", "step_agreement", agreement_no="agreements/0/agreement_no"),
    _body("sign_agreement", "step_agreement", agreement_no="receipt_no"),
    # Refunds and what is attached to them.
    _body(
        "list_refundable_tickets",
        "apply_for_refund",
        arrival_nos=["tickets/0/arrival_no"],
        amount_fen="tickets/0/amount_fen",
    ),
    _body("list_refundable_lines", "apply_for_refund", lines=[{"line_no": "lines/0/line_no"}]),
    _body("list_employer_accounts", "apply_for_refund", account_id="accounts/0/account_id"),
    _body("apply_for_refund", "change_refund", refund_no="receipt_no"),
    _body("list_employer_refunds", "change_refund", refund_no="refunds/0/refund_no"),
    _body("upload_file", "change_refund", file={"sha256": "sha256"}),
    # Projects; their filings are voided like any other.
    _body("list_employer_projects", "link_project", project_id="projects/0/project_id"),
    _body("list_employer_projects", "file_project", **_PROJECT),
    _body("file_project", "void_filing", filing_no="receipt_no"),
    _body("list_employer_project_filings", "void_filing", filing_no="filings/0/filing_no"),
    # Whatever was submitted can be settled by its key.
    *(
        Link(
            one.operation,
            "settle_submission",
            {"path.key": "$request.header.Idempotency-Key"},
            {"kind": "$response.body#/kind"},
        )
        for one in SUBMISSIONS.values()
    ),
)
