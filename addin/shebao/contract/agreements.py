"""Signing, changing, verifying and ending three-party agreements."""

from enum import StrEnum

from pydantic import Field

from shebao.contract.wire import Number, Request, Text


class BatchMark(StrEnum):
    """Whether the bureau may debit by itself (是否允许银行代扣)."""

    PREMIUM = "费批扣"
    NONE = "费非批扣"
    ALL = "所有批扣"  # premiums and taxes; only the tax hall sets it


# A unit has at most one verified agreement with one of these marks: seed G 2.10.3 一.
DEBITED_BY_BATCH = frozenset({BatchMark.PREMIUM, BatchMark.ALL})


class AgreementRequest(Request):
    """Signs an agreement, or changes the one of ``agreement_no``, which is unverified then.

    An empty ``account_no`` leaves the account of a changed agreement as it is: it comes masked.
    """

    agreement_no: Number | None = None
    batch: Text
    tax_office: Text
    region: Text
    bank_code: Text
    branch_no: Text
    account_name: Text
    account_no: Text = Field(default="", repr=False)


class AgreementStep(StrEnum):
    """What a clerk does to a signed agreement."""

    VERIFY = "验证"
    VOID = "作废"
    REVOKE = "撤销"


class AgreementStepRequest(Request):
    """One step of an agreement; its state afterwards says what came of it."""

    agreement_no: Number
    step: AgreementStep
