"""Submissions: what every writing call shares, its key, its receipt and its settling."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from shebao.contract.wire import Answer, Number, Request

# A key stands in a header and, when its answer was lost, in a path: what both carry unescaped.
KEY = r"^[0-9A-Za-z][0-9A-Za-z._~-]{0,199}$"
Key = Annotated[str, Field(pattern=KEY)]


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


class Receipt(Answer):
    """The bureau's word that it holds a submission; the same key gets the same receipt."""

    kind: SubmissionKind
    receipt_no: Number  # the number of what was made, voided, unlocked or reissued
    received_at: datetime


class SettleRequest(Request):
    """Asks for the final word on a key."""

    kind: SubmissionKind


class SettledState(StrEnum):
    """What the bureau holds for a key, for good."""

    RECORDED = "recorded"
    CLOSED = "closed"


class Settlement(Answer):
    """The final word on a key whose answer was lost.

    ``recorded`` carries the receipt. ``closed`` means that nothing was received under this key
    and that nothing ever will be: a request still under way is refused with KEY_CLOSED, so the
    same content can be sent under a new key without the risk of a double.
    """

    state: SettledState
    receipt: Receipt | None = None

    @model_validator(mode="after")
    def _is_one_word(self) -> Self:
        """A receipt is there exactly when the submission is: half a word would be sent again."""
        if (self.state is SettledState.RECORDED) is (self.receipt is None):
            raise ValueError("a settlement is recorded with a receipt, or closed without one")
        return self
