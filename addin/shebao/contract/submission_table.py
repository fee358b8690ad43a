"""Every kind of submission, told once: its call, who may make it, and where its result is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shebao.contract.rights import Right

_PAYER = Right.PAYMENT


class SubmissionKind(StrEnum):
    """What was submitted."""

    WAGE_FILING = "wage_filing"
    PREMIUM_FILING = "premium_filing"
    FILING_VOID = "filing_void"
    PAYMENT = "payment"
    UNLOCK = "unlock"
    VOUCHER = "voucher"
    VOUCHER_VOID = "voucher_void"
    CERTIFICATE = "certificate"
    REISSUE = "reissue"
    ACCOUNT = "account"
    ACCOUNT_CANCEL = "account_cancel"
    AGREEMENT = "agreement"
    AGREEMENT_STEP = "agreement_step"
    REFUND = "refund"
    REFUND_CHANGE = "refund_change"
    PROJECT_LINK = "project_link"
    PROJECT_FILING = "project_filing"
    UNIT_LINK = "unit_link"
    UNIT_UNLINK = "unit_unlink"


@dataclass(frozen=True, slots=True)
class Submission:
    """How one kind is submitted.

    ``title`` is what users call it, ``proof`` whether it needs the password once more. ``result``
    is the operation that tells later what became of it; empty when the receipt is the last word.
    ``answer`` is what that answers at the same path, ``module.Class`` of the contract, for a click
    needs none of them. ``sample`` is a request, with every field, that a bureau takes of anybody:
    a kind that has one needs no check of its own.
    """

    kind: SubmissionKind
    title: str
    operation: str
    path: str
    result: str = ""
    right: Right = Right.ALL
    proof: bool = False
    answer: str = ""
    sample: Mapping[str, Any] | None = None


_ALL = (
    Submission(SubmissionKind.WAGE_FILING, "缴费工资申报", "file_wages", "/v1/wage-filings",
               result="show_wage_filing"),
    Submission(SubmissionKind.PREMIUM_FILING, "社保费申报", "file_premiums", "/v1/premium-filings",
               result="show_premium_filing"),
    Submission(SubmissionKind.FILING_VOID, "作废申报", "void_filing", "/v1/filing-voids",
               result="show_premium_filing"),
    Submission(SubmissionKind.PAYMENT, "三方协议缴费", "pay", "/v1/payments", result="show_payment",
               right=_PAYER, proof=True),
    Submission(SubmissionKind.UNLOCK, "解锁缴费", "unlock", "/v1/unlocks", result="show_payment",
               right=_PAYER, proof=True),
    Submission(SubmissionKind.VOUCHER, "开具缴税凭证", "print_voucher", "/v1/vouchers",
               result="show_voucher", right=_PAYER, proof=True),
    Submission(SubmissionKind.VOUCHER_VOID, "作废缴税凭证", "void_voucher", "/v1/voucher-voids",
               right=_PAYER),
    Submission(SubmissionKind.CERTIFICATE, "开具完税证明", "issue", "/v1/certificates"),
    Submission(SubmissionKind.REISSUE, "补开完税证明", "reissue", "/v1/certificate-reissues"),
    Submission(SubmissionKind.ACCOUNT, "存款账户报告", "report_account", "/v1/accounts"),
    Submission(SubmissionKind.ACCOUNT_CANCEL, "存款账户注销", "cancel_account",
               "/v1/account-cancels"),
    Submission(SubmissionKind.AGREEMENT, "签订三方协议", "sign_agreement", "/v1/agreements",
               result="list_employer_agreements"),
    Submission(SubmissionKind.AGREEMENT_STEP, "三方协议办理", "step_agreement",
               "/v1/agreement-steps", result="list_employer_agreements"),
    Submission(SubmissionKind.REFUND, "退费申请", "apply_for_refund", "/v1/refunds",
               result="list_employer_refunds", answer="refunds.RefundList"),
    Submission(SubmissionKind.REFUND_CHANGE, "退费申请更正", "change_refund", "/v1/refund-changes",
               result="list_employer_refunds"),
    Submission(SubmissionKind.PROJECT_LINK, "工程项目关联", "link_project", "/v1/project-links"),
    Submission(SubmissionKind.PROJECT_FILING, "工程项目申报", "file_project", "/v1/project-filings",
               result="list_employer_project_filings", answer="projects.ProjectFilingList"),
    Submission(SubmissionKind.UNIT_LINK, "关联单位编号", "link", "/v1/unit-links"),
    Submission(SubmissionKind.UNIT_UNLINK, "解除关联", "unlink", "/v1/unit-unlinks"),
)  # fmt: skip
SUBMISSIONS: dict[SubmissionKind, Submission] = {one.kind: one for one in _ALL}
SUBMITTING_PATHS = frozenset(one.path for one in _ALL)
