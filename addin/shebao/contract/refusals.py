"""Every code with which a bureau refuses a call or an item, and its exact text."""

from enum import StrEnum

from pydantic import Field

from shebao.contract.wire import Answer


class RefusalCode(StrEnum):
    """Why a call was refused as a whole."""

    BAD_REQUEST = "BAD_REQUEST"
    WRONG_PASSWORD = "WRONG_PASSWORD"  # noqa: S105 - a code, not a secret
    LOCKED_OUT = "LOCKED_OUT"
    UNKNOWN_EMPLOYER = "UNKNOWN_EMPLOYER"
    SESSION_EXPIRED = "SESSION_EXPIRED"
    REAUTH_REQUIRED = "REAUTH_REQUIRED"
    NOT_FOUND = "NOT_FOUND"
    KEY_MISSING = "KEY_MISSING"
    KEY_REUSED = "KEY_REUSED"
    KEY_CLOSED = "KEY_CLOSED"
    UPLOAD_INCOMPLETE = "UPLOAD_INCOMPLETE"
    WINDOW_CLOSED = "WINDOW_CLOSED"
    MODE_NOT_ALLOWED = "MODE_NOT_ALLOWED"
    KIND_NOT_OFFERED = "KIND_NOT_OFFERED"
    EFFECTIVE_NOT_ALLOWED = "EFFECTIVE_NOT_ALLOWED"
    WAGES_MISSING = "WAGES_MISSING"
    BILL_CHANGED = "BILL_CHANGED"
    BILL_NOT_OPEN = "BILL_NOT_OPEN"
    OVERDUE_FIRST = "OVERDUE_FIRST"
    LEAVER_IN_BILL = "LEAVER_IN_BILL"
    NOTICE_INCOMPLETE = "NOTICE_INCOMPLETE"
    NOTICE_EXPIRED = "NOTICE_EXPIRED"
    FILING_NOT_VOIDABLE = "FILING_NOT_VOIDABLE"
    DEBT_NOT_OPEN = "DEBT_NOT_OPEN"
    DEBT_HELD = "DEBT_HELD"
    AMOUNT_DIFFERS = "AMOUNT_DIFFERS"
    PAYMENT_NOT_LOCKED = "PAYMENT_NOT_LOCKED"
    PAYER_ODD = "PAYER_ODD"
    VOUCHER_NOT_OPEN = "VOUCHER_NOT_OPEN"
    VOUCHER_EXPIRED = "VOUCHER_EXPIRED"
    AGREEMENT_NOT_VALID = "AGREEMENT_NOT_VALID"
    NOT_ARRIVED = "NOT_ARRIVED"
    CERTIFICATE_VOIDED = "CERTIFICATE_VOIDED"
    BEFORE_RECORDS = "BEFORE_RECORDS"
    FIELD_ODD = "FIELD_ODD"
    ACCOUNT_EXISTS = "ACCOUNT_EXISTS"
    PREFERRED_TAKEN = "PREFERRED_TAKEN"
    BATCH_TAKEN = "BATCH_TAKEN"
    NOT_REFUNDABLE = "NOT_REFUNDABLE"
    REFUND_PENDING = "REFUND_PENDING"
    TOP_UP_FIRST = "TOP_UP_FIRST"
    VOUCHER_KINDS_MIXED = "VOUCHER_KINDS_MIXED"
    FILE_ODD = "FILE_ODD"
    PROJECT_NOT_LINKABLE = "PROJECT_NOT_LINKABLE"
    NOT_IN_THIS_STATE = "NOT_IN_THIS_STATE"
    PASSWORD_WEAK = "PASSWORD_WEAK"  # noqa: S105 - a code, not a secret
    PASSWORD_CHANGE_REQUIRED = "PASSWORD_CHANGE_REQUIRED"  # noqa: S105 - a code, not a secret
    ENROLMENT_UNCONFIRMED = "ENROLMENT_UNCONFIRMED"
    SEVERAL_REGISTRATIONS = "SEVERAL_REGISTRATIONS"
    NOT_LINKED = "NOT_LINKED"
    NOTHING_PENDING = "NOTHING_PENDING"
    UNIT_IN_DEBT = "UNIT_IN_DEBT"
    NOT_PERMITTED = "NOT_PERMITTED"
    USER_EXISTS = "USER_EXISTS"
    USER_DISABLED = "USER_DISABLED"
    TOO_MANY_CALLS = "TOO_MANY_CALLS"
    UNAVAILABLE = "UNAVAILABLE"


# What an answer with the code has for a status; a wrong method or too long a body has its own.
STATUS_OF: dict[RefusalCode, int] = dict.fromkeys(RefusalCode, 409) | {
    RefusalCode.BAD_REQUEST: 400,
    RefusalCode.WRONG_PASSWORD: 401,
    RefusalCode.LOCKED_OUT: 403,
    RefusalCode.UNKNOWN_EMPLOYER: 404,
    RefusalCode.SESSION_EXPIRED: 401,
    RefusalCode.REAUTH_REQUIRED: 403,
    RefusalCode.NOT_FOUND: 404,
    RefusalCode.KEY_MISSING: 400,
    RefusalCode.PAYER_ODD: 400,
    RefusalCode.FIELD_ODD: 400,
    RefusalCode.FILE_ODD: 400,
    RefusalCode.PASSWORD_CHANGE_REQUIRED: 403,
    RefusalCode.ENROLMENT_UNCONFIRMED: 403,
    RefusalCode.SEVERAL_REGISTRATIONS: 400,
    RefusalCode.NOT_LINKED: 403,
    RefusalCode.NOT_PERMITTED: 403,
    RefusalCode.USER_DISABLED: 403,
    RefusalCode.TOO_MANY_CALLS: 429,
    RefusalCode.UNAVAILABLE: 503,
}


class ReasonCode(StrEnum):
    """Why one item of an accepted submission was refused."""

    NO_VALID_INSURANCE = "E3"
    LOWERED_AFTER_FILING = "E2"
    BUNDLE_INCOMPLETE = "E4"
    HEADCOUNT_DIFFERS = "E5"
    NOT_ENROLLED = "NOT_ENROLLED"
    WAGE_NOT_POSITIVE = "WAGE_NOT_POSITIVE"
    FILED_WAGE_STAYS = "FILED_WAGE_STAYS"
    DUPLICATE_PERSON = "DUPLICATE_PERSON"
    INJECTED = "INJECTED"


# The seeds' own words, letter for letter; {period} is the only thing ever filled in.
REASON_TEXTS: dict[ReasonCode, str] = {
    ReasonCode.NO_VALID_INSURANCE: "该人员无效，或无有效险种",
    ReasonCode.LOWERED_AFTER_FILING: "{period}属期存在已申报数据，不允许调低缴费工资",
    ReasonCode.BUNDLE_INCOMPLETE: "该险种捆绑/依赖险种还未申报",
    ReasonCode.HEADCOUNT_DIFFERS: (
        "该单位存在未申报的应申报信息总人数与该单位实际参保总人数不一致，"
        "请检查职工缴费工资是否已全员申报"
    ),
    ReasonCode.NOT_ENROLLED: "该职工未参加此险种",
    ReasonCode.WAGE_NOT_POSITIVE: "缴费工资必须大于 0",
    ReasonCode.FILED_WAGE_STAYS: "缴费工资申报后只能调整，不能删除，直至减员",
    ReasonCode.DUPLICATE_PERSON: "同一次申报中该职工重复出现",
    ReasonCode.INJECTED: "税务系统处理失败，请重新申报",
}
# Offered when a wage sheet is opened while some employees have no wage (E1).
BLANK_WAGES_TEXT = "存在缴费工资为空的职工，是否立即进行缴费工资申报"


class Refusal(Answer):
    """The body of every answer with status 4xx or 5xx."""

    code: str
    message: str
    details: dict[str, str] = Field(default_factory=dict)
