"""The words for the states of everything a bureau keeps; values are what sheets show."""

from enum import StrEnum


class EmployeeState(StrEnum):
    """Whether premiums fall due for an employee."""

    ACTIVE = "正常缴费"
    STOPPED = "停止缴费"


class WageFilingState(StrEnum):
    """A wage filing as a whole."""

    PROCESSING = "待反馈(处理中)"
    ACCEPTED = "全部申报成功"
    PARTLY_ACCEPTED = "部分申报成功"
    REFUSED = "全部申报失败"


class ItemState(StrEnum):
    """One person of a wage filing, or one premium filing as a whole."""

    PROCESSING = "处理中"
    ACCEPTED = "申报成功"
    REFUSED = "申报失败"
    VOIDING = "作废中"
    VOIDED = "作废成功"


class PayableState(StrEnum):
    """A bill; 销账 is what was voided (seed G 2.12.4.2 八), what was paid has its own word."""

    INITIAL = "初始"
    FILING = "申报中"
    FILED = "申报成功"
    PAID = "已缴款"
    VOIDED = "销账"
    BATCHED = "已生成待批扣清册"


class DebtState(StrEnum):
    """Who holds a filed bill that is to be paid: one holder at a time, or nobody."""

    OPEN = "待缴费"
    PAYING = "缴费中"
    LOCKED = "锁定"
    ON_VOUCHER = "已打印凭证"
    BATCHED = "已生成待批扣清册"
    DEBITING = "批扣锁定"
    VOIDING = "作废中"
    VOIDED = "作废成功"
    PAID = "已缴款"


class BatchDebitState(StrEnum):
    """A debt that the bureau debits by itself; the seeds name the first two."""

    LISTED = "已生成待批扣清册"
    DEBITING = "批扣锁定"
    UNCLEAR = "锁定"
    PAID = "批扣成功"
    FAILED = "批扣失败"


class PaymentState(StrEnum):
    """A payment by agreement."""

    PAYING = "缴费中"
    LOCKED = "锁定"
    PAID = "缴费成功"
    FAILED = "缴费失败"


class FilingPaid(StrEnum):
    """How much of a premium filing is paid; values are ours where the seeds name none."""

    NOTHING = "未缴费"
    PARTLY = "部分缴费"
    WHOLLY = "已缴费"


class FilingCredited(StrEnum):
    """How much of a premium filing the agencies credited (到账状态, seed G 2.5.3.2 三)."""

    NOTHING = "未到账"
    PARTLY = "部分到账"
    WHOLLY = "已到账"


class UnlockResult(StrEnum):
    """What the bank says of a locked payment when the clerk unlocks it."""

    PAID = "缴费成功"
    NOT_DEBITED = "扣费失败"


class VoucherState(StrEnum):
    """A voucher to pay with at a bank (银行端查询缴税凭证)."""

    PRINTED = "已打印"
    VOIDED = "已作废"
    PAID = "已缴款"


class AgreementState(StrEnum):
    """A three-party agreement."""

    UNVERIFIED = "未验证"
    VERIFY_FAILED = "验证失败"
    VERIFIED = "验证通过"
    ENDED = "协议终止"


class RefundState(StrEnum):
    """A refund, from the application to the money; the seeds name no states, these are ours."""

    SUBMITTED = "已提交"
    IN_REVIEW = "税务审核"
    IN_CHECK = "人社(医保)核验"
    RETURNED = "已退还"
    REJECTED = "不予退费"


class CertificateState(StrEnum):
    """A tax certificate."""

    VALID = "有效"
    VOIDED = "已作废"
