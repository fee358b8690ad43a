"""The state tables of everything a bureau keeps; the bureau acts and a client forecasts by them."""

from enum import StrEnum
from typing import Any

from shebao.contract.machine import Machine
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import (
    AgreementState,
    CertificateState,
    DebtState,
    ItemState,
    PayableState,
    PaymentState,
    RefundState,
    VoucherState,
)


class BillEvent(StrEnum):
    """What happens to a bill."""

    GENERATE = "重新生成"
    CONFIRM = "提交申报"
    ACCEPT = "反馈申报成功"
    REFUSE = "反馈申报失败"
    VOID = "作废申报"
    BATCH = "列入批扣清册"
    UNBATCH = "移出批扣清册"
    SETTLE = "缴款"
    WITHDRAW = "撤销推送"


BILL = Machine(
    name="bill",
    title="应缴信息",
    states=PayableState,
    events=BillEvent,
    start=PayableState.INITIAL,
    moves={
        (PayableState.INITIAL, BillEvent.GENERATE): PayableState.INITIAL,
        (PayableState.INITIAL, BillEvent.WITHDRAW): PayableState.VOIDED,
        (PayableState.VOIDED, BillEvent.GENERATE): PayableState.INITIAL,
        (PayableState.INITIAL, BillEvent.CONFIRM): PayableState.FILING,
        (PayableState.FILING, BillEvent.ACCEPT): PayableState.FILED,
        (PayableState.FILING, BillEvent.REFUSE): PayableState.INITIAL,
        (PayableState.FILED, BillEvent.VOID): PayableState.INITIAL,
        (PayableState.FILED, BillEvent.BATCH): PayableState.BATCHED,
        (PayableState.BATCHED, BillEvent.UNBATCH): PayableState.FILED,
        (PayableState.FILED, BillEvent.SETTLE): PayableState.PAID,
        (PayableState.BATCHED, BillEvent.SETTLE): PayableState.PAID,
    },
    codes=dict.fromkeys(BillEvent, RefusalCode.BILL_NOT_OPEN),
    advice={
        PayableState.INITIAL: "请先提交申报。",
        PayableState.FILING: "请先点击“申报结果查询”取得结果。",
        PayableState.FILED: "如需更正，请先在申报记录中作废申报。",
        PayableState.PAID: "费款已缴纳，如需更正请到办税服务厅办理。",
        PayableState.VOIDED: "该应缴信息已作废，请刷新；如仍应缴纳，由推送的部门重新推送。",
        PayableState.BATCHED: "请等待批扣结果。",
    },
)


class FilingEvent(StrEnum):
    """What happens to a premium filing."""

    ACCEPT = "反馈申报成功"
    REFUSE = "反馈申报失败"
    VOID = "作废"
    VOID_ACCEPTED = "反馈作废成功"
    VOID_REFUSED = "反馈作废失败"


FILING = Machine(
    name="filing",
    title="社保费申报",
    states=ItemState,
    events=FilingEvent,
    start=ItemState.PROCESSING,
    moves={
        (ItemState.PROCESSING, FilingEvent.ACCEPT): ItemState.ACCEPTED,
        (ItemState.PROCESSING, FilingEvent.REFUSE): ItemState.REFUSED,
        (ItemState.ACCEPTED, FilingEvent.VOID): ItemState.VOIDING,
        (ItemState.VOIDING, FilingEvent.VOID_ACCEPTED): ItemState.VOIDED,
        (ItemState.VOIDING, FilingEvent.VOID_REFUSED): ItemState.ACCEPTED,
    },
    codes=dict.fromkeys(FilingEvent, RefusalCode.FILING_NOT_VOIDABLE),
    advice={
        ItemState.PROCESSING: "请先点击“申报结果查询”取得结果。",
        ItemState.ACCEPTED: "未缴费的可以作废，已缴费的请到办税服务厅办理。",
        ItemState.REFUSED: "应缴信息已退回，请按失败原因更正后重新申报。",
        ItemState.VOIDING: "请点击“获取反馈”取得作废结果，不要重复作废。",
        ItemState.VOIDED: "该记录只能查看，请重新申报。",
    },
)


class DebtEvent(StrEnum):
    """What happens to a debt; whoever holds it keeps everybody else out."""

    PAY = "三方协议缴费"
    LOCK = "锁定"
    PRINT_VOUCHER = "打印缴税凭证"
    BATCH = "列入批扣清册"
    DEBIT = "发起批扣"
    RELEASE = "解除占用"
    SETTLE = "缴款"
    VOID = "作废申报"
    VOID_ACCEPTED = "反馈作废成功"
    VOID_REFUSED = "反馈作废失败"


DEBT = Machine(
    name="debt",
    title="欠费",
    states=DebtState,
    events=DebtEvent,
    start=DebtState.OPEN,
    moves={
        (DebtState.OPEN, DebtEvent.PAY): DebtState.PAYING,
        (DebtState.OPEN, DebtEvent.PRINT_VOUCHER): DebtState.ON_VOUCHER,
        (DebtState.OPEN, DebtEvent.BATCH): DebtState.BATCHED,
        (DebtState.OPEN, DebtEvent.VOID): DebtState.VOIDING,
        (DebtState.PAYING, DebtEvent.LOCK): DebtState.LOCKED,
        (DebtState.PAYING, DebtEvent.RELEASE): DebtState.OPEN,
        (DebtState.PAYING, DebtEvent.SETTLE): DebtState.PAID,
        (DebtState.LOCKED, DebtEvent.RELEASE): DebtState.OPEN,
        (DebtState.LOCKED, DebtEvent.SETTLE): DebtState.PAID,
        (DebtState.ON_VOUCHER, DebtEvent.RELEASE): DebtState.OPEN,
        (DebtState.ON_VOUCHER, DebtEvent.SETTLE): DebtState.PAID,
        (DebtState.BATCHED, DebtEvent.RELEASE): DebtState.OPEN,
        (DebtState.BATCHED, DebtEvent.DEBIT): DebtState.DEBITING,
        (DebtState.DEBITING, DebtEvent.LOCK): DebtState.LOCKED,
        (DebtState.DEBITING, DebtEvent.RELEASE): DebtState.OPEN,
        (DebtState.DEBITING, DebtEvent.SETTLE): DebtState.PAID,
        (DebtState.VOIDING, DebtEvent.VOID_ACCEPTED): DebtState.VOIDED,
        (DebtState.VOIDING, DebtEvent.VOID_REFUSED): DebtState.OPEN,
    },
    codes={
        **dict.fromkeys(DebtEvent, RefusalCode.DEBT_NOT_OPEN),
        DebtEvent.VOID: RefusalCode.DEBT_HELD,
    },
    advice={
        DebtState.OPEN: "请先选择缴费方式缴费。",
        DebtState.PAYING: "请先查询缴费结果，请勿重复缴费。",
        DebtState.LOCKED: "请先在缴费记录中“解锁”。",
        DebtState.ON_VOUCHER: "请持凭证到银行缴款，或先在缴费凭证打印记录中作废凭证。",
        DebtState.BATCHED: "税务机关将自动扣款，请等待批扣结果，请勿重复缴费。",
        DebtState.DEBITING: "税务机关正在扣款，请等待批扣结果，请勿重复缴费。",
        DebtState.VOIDING: "请点击“获取反馈”取得作废结果。",
        DebtState.VOIDED: "请重新申报后再缴费。",
        DebtState.PAID: "费款已缴纳，请勿重复缴费；如需更正请到办税服务厅办理。",
    },
)


class PaymentEvent(StrEnum):
    """What happens to a payment by agreement."""

    SUCCEED = "反馈缴费成功"
    FAIL = "反馈缴费失败"
    LOCK = "反馈锁定"
    UNLOCK_PAID = "解锁（缴费成功）"
    UNLOCK_FAILED = "解锁（扣费失败）"


PAYMENT = Machine(
    name="payment",
    title="三方协议缴费",
    states=PaymentState,
    events=PaymentEvent,
    start=PaymentState.PAYING,
    moves={
        (PaymentState.PAYING, PaymentEvent.SUCCEED): PaymentState.PAID,
        (PaymentState.PAYING, PaymentEvent.FAIL): PaymentState.FAILED,
        (PaymentState.PAYING, PaymentEvent.LOCK): PaymentState.LOCKED,
        (PaymentState.LOCKED, PaymentEvent.UNLOCK_PAID): PaymentState.PAID,
        (PaymentState.LOCKED, PaymentEvent.UNLOCK_FAILED): PaymentState.FAILED,
    },
    codes=dict.fromkeys(PaymentEvent, RefusalCode.PAYMENT_NOT_LOCKED),
    advice={
        PaymentState.PAYING: "请先查询缴费结果。",
        PaymentState.LOCKED: "请先“解锁”。",
        PaymentState.PAID: "该笔费款已缴纳，无需再次缴费。",
        PaymentState.FAILED: "请查看失败原因后重新缴费。",
    },
)


class VoucherEvent(StrEnum):
    """What happens to a voucher; past its last day only voiding is left."""

    PAY = "银行缴款"
    PAY_LATE = "逾期缴款"
    REPRINT = "重新打印"
    VOID = "作废"


VOUCHER = Machine(
    name="voucher",
    title="银行端查询缴税凭证",
    states=VoucherState,
    events=VoucherEvent,
    start=VoucherState.PRINTED,
    moves={
        (VoucherState.PRINTED, VoucherEvent.PAY): VoucherState.PAID,
        (VoucherState.PRINTED, VoucherEvent.REPRINT): VoucherState.PRINTED,
        (VoucherState.PAID, VoucherEvent.REPRINT): VoucherState.PAID,
        (VoucherState.PRINTED, VoucherEvent.VOID): VoucherState.VOIDED,
    },
    codes={
        **dict.fromkeys(VoucherEvent, RefusalCode.VOUCHER_NOT_OPEN),
        VoucherEvent.PAY_LATE: RefusalCode.VOUCHER_EXPIRED,
    },
    advice={
        VoucherState.PRINTED: "请持凭证到银行缴款。",
        VoucherState.VOIDED: "请在缴费页面重新打印凭证。",
        VoucherState.PAID: "费款已缴纳，请勿重复缴费。",
    },
    texts={
        (VoucherState.PRINTED, VoucherEvent.PAY_LATE): (
            "{name}已超过税款限缴日期，不能缴款。请作废凭证后在缴费页面重新打印。"
        ),
    },
)


class AgreementEvent(StrEnum):
    """What happens to a three-party agreement."""

    VERIFY = "验证（通过）"
    FAIL = "验证（失败）"
    CHANGE = "修改"
    VOID = "作废"
    REVOKE = "撤销"
    PAY = "缴费"


AGREEMENT = Machine(
    name="agreement",
    title="三方协议",
    states=AgreementState,
    events=AgreementEvent,
    start=AgreementState.UNVERIFIED,
    moves={
        (AgreementState.UNVERIFIED, AgreementEvent.VERIFY): AgreementState.VERIFIED,
        (AgreementState.UNVERIFIED, AgreementEvent.FAIL): AgreementState.VERIFY_FAILED,
        (AgreementState.UNVERIFIED, AgreementEvent.CHANGE): AgreementState.UNVERIFIED,
        (AgreementState.UNVERIFIED, AgreementEvent.VOID): AgreementState.ENDED,
        (AgreementState.VERIFY_FAILED, AgreementEvent.VERIFY): AgreementState.VERIFIED,
        (AgreementState.VERIFY_FAILED, AgreementEvent.FAIL): AgreementState.VERIFY_FAILED,
        (AgreementState.VERIFY_FAILED, AgreementEvent.CHANGE): AgreementState.UNVERIFIED,
        (AgreementState.VERIFIED, AgreementEvent.CHANGE): AgreementState.UNVERIFIED,
        (AgreementState.VERIFIED, AgreementEvent.REVOKE): AgreementState.ENDED,
        (AgreementState.VERIFIED, AgreementEvent.PAY): AgreementState.VERIFIED,
    },
    codes=dict.fromkeys(AgreementEvent, RefusalCode.AGREEMENT_NOT_VALID),
    advice={
        AgreementState.UNVERIFIED: "请先完成验证或改用其他协议。",
        AgreementState.VERIFY_FAILED: "请修改账户信息后重新验证，或改用其他协议。",
        AgreementState.VERIFIED: "如不再使用，请先“撤销”。",
        AgreementState.ENDED: "请新签协议或改用其他协议。",
    },
)


class RefundEvent(StrEnum):
    """What happens to a refund."""

    REVIEW = "税务受理"
    FORWARD = "移送人社(医保)"
    RETURN = "退还"
    REJECT = "决定不予退费"
    CORRECT = "更正退费账户"
    ATTACH = "上传附报资料"
    WITHDRAW = "撤回附报资料"


REFUND = Machine(
    name="refund",
    title="退费申请",
    states=RefundState,
    events=RefundEvent,
    start=RefundState.SUBMITTED,
    moves={
        (RefundState.SUBMITTED, RefundEvent.REVIEW): RefundState.IN_REVIEW,
        (RefundState.SUBMITTED, RefundEvent.CORRECT): RefundState.SUBMITTED,
        (RefundState.SUBMITTED, RefundEvent.ATTACH): RefundState.SUBMITTED,
        (RefundState.SUBMITTED, RefundEvent.WITHDRAW): RefundState.SUBMITTED,
        (RefundState.IN_REVIEW, RefundEvent.FORWARD): RefundState.IN_CHECK,
        (RefundState.IN_REVIEW, RefundEvent.REJECT): RefundState.REJECTED,
        (RefundState.IN_REVIEW, RefundEvent.CORRECT): RefundState.IN_REVIEW,
        (RefundState.IN_REVIEW, RefundEvent.ATTACH): RefundState.IN_REVIEW,
        (RefundState.IN_CHECK, RefundEvent.RETURN): RefundState.RETURNED,
        (RefundState.IN_CHECK, RefundEvent.REJECT): RefundState.REJECTED,
    },
    codes={},
    advice={
        RefundState.SUBMITTED: "请等待税务机关受理。",
        RefundState.IN_REVIEW: "请等待税务机关审核。",
        RefundState.IN_CHECK: "已移送人社(医保)部门，请等待核验结果。",
        RefundState.RETURNED: "费款已退还，如有疑问请到办税服务厅办理。",
        RefundState.REJECTED: "请查看原因后重新申请。",
    },
)


class CertificateEvent(StrEnum):
    """What happens to a tax certificate."""

    REISSUE = "补开"
    VERIFY = "查验"
    VOID = "作废"


CERTIFICATE = Machine(
    name="certificate",
    title="税收完税证明",
    states=CertificateState,
    events=CertificateEvent,
    start=CertificateState.VALID,
    moves={
        (CertificateState.VALID, CertificateEvent.REISSUE): CertificateState.VALID,
        (CertificateState.VALID, CertificateEvent.VERIFY): CertificateState.VALID,
        (CertificateState.VALID, CertificateEvent.VOID): CertificateState.VOIDED,
        (CertificateState.VOIDED, CertificateEvent.VERIFY): CertificateState.VOIDED,
    },
    codes=dict.fromkeys(CertificateEvent, RefusalCode.CERTIFICATE_VOIDED),
    advice={
        CertificateState.VALID: "",
        CertificateState.VOIDED: "请以现行有效的完税证明为准。",
    },
)

MACHINES: tuple[Machine[Any, Any], ...] = (
    BILL, FILING, DEBT, PAYMENT, VOUCHER, AGREEMENT, CERTIFICATE, REFUND,
)  # fmt: skip
