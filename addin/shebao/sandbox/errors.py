"""What stops the sandbox: a refused call becomes a Refusal, a failed start one sentence.

SandboxError    the server cannot start; nothing was changed
RefusedError    one call is refused; its transaction is rolled back, so nothing was recorded
"""

from shebao.contract.refusals import RefusalCode

STATUS_OF: dict[RefusalCode, int] = {
    RefusalCode.BAD_REQUEST: 400,
    RefusalCode.WRONG_PASSWORD: 401,
    RefusalCode.LOCKED_OUT: 403,
    RefusalCode.UNKNOWN_EMPLOYER: 404,
    RefusalCode.SESSION_EXPIRED: 401,
    RefusalCode.REAUTH_REQUIRED: 403,
    RefusalCode.NOT_FOUND: 404,
    RefusalCode.KEY_MISSING: 400,
    RefusalCode.KEY_REUSED: 409,
    RefusalCode.KEY_CLOSED: 409,
    RefusalCode.WINDOW_CLOSED: 409,
    RefusalCode.MODE_NOT_ALLOWED: 409,
    RefusalCode.KIND_NOT_OFFERED: 409,
    RefusalCode.EFFECTIVE_NOT_ALLOWED: 409,
    RefusalCode.WAGES_MISSING: 409,
    RefusalCode.BILL_CHANGED: 409,
    RefusalCode.BILL_NOT_OPEN: 409,
    RefusalCode.OVERDUE_FIRST: 409,
    RefusalCode.LEAVER_IN_BILL: 409,
    RefusalCode.NOTICE_INCOMPLETE: 409,
    RefusalCode.NOTICE_EXPIRED: 409,
    RefusalCode.FILING_NOT_VOIDABLE: 409,
    RefusalCode.DEBT_NOT_OPEN: 409,
    RefusalCode.DEBT_HELD: 409,
    RefusalCode.AMOUNT_DIFFERS: 409,
    RefusalCode.PAYMENT_NOT_LOCKED: 409,
    RefusalCode.PAYER_ODD: 400,
    RefusalCode.VOUCHER_NOT_OPEN: 409,
    RefusalCode.VOUCHER_EXPIRED: 409,
    RefusalCode.AGREEMENT_NOT_VALID: 409,
    RefusalCode.NOT_ARRIVED: 409,
    RefusalCode.CERTIFICATE_VOIDED: 409,
    RefusalCode.BEFORE_RECORDS: 409,
    RefusalCode.FIELD_ODD: 400,
    RefusalCode.ACCOUNT_EXISTS: 409,
    RefusalCode.PREFERRED_TAKEN: 409,
    RefusalCode.BATCH_TAKEN: 409,
    RefusalCode.NOT_REFUNDABLE: 409,
    RefusalCode.REFUND_PENDING: 409,
    RefusalCode.TOP_UP_FIRST: 409,
    RefusalCode.VOUCHER_KINDS_MIXED: 409,
    RefusalCode.FILE_ODD: 400,
    RefusalCode.PROJECT_NOT_LINKABLE: 409,
    RefusalCode.NOT_IN_THIS_STATE: 409,
    RefusalCode.PASSWORD_WEAK: 409,
    RefusalCode.PASSWORD_CHANGE_REQUIRED: 403,
    RefusalCode.ENROLMENT_UNCONFIRMED: 403,
    RefusalCode.SEVERAL_REGISTRATIONS: 400,
    RefusalCode.NOT_LINKED: 403,
    RefusalCode.NOTHING_PENDING: 409,
    RefusalCode.UNIT_IN_DEBT: 409,
    RefusalCode.NOT_PERMITTED: 403,
    RefusalCode.USER_EXISTS: 409,
    RefusalCode.USER_DISABLED: 403,
    RefusalCode.TOO_MANY_CALLS: 429,
    RefusalCode.UNAVAILABLE: 503,
}


class SandboxError(Exception):
    """The sandbox cannot start; the message is one Chinese sentence."""


class RefusedError(Exception):
    """A call is refused as a whole, with the code, words and details of the answer."""

    def __init__(self, code: RefusalCode, message: str, **details: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details
