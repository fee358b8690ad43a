"""Control endpoints that let the other sides act: banks, the tax hall, a test's own event."""

from typing import Any

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import select

from shebao.contract.refusals import RefusalCode
from shebao.contract.state_tables import CERTIFICATE, MACHINES
from shebao.contract.states import UnlockResult
from shebao.contract.wire import Request as Body
from shebao.sandbox.database import writing
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import (
    BILL_NO,
    DEBT_NO,
    PAYMENT_NO,
    PREMIUM_FILING_NO,
    REFUND_NO,
    VOUCHER_NO,
    row_id,
)
from shebao.sandbox.payments.certificates import find_certificate
from shebao.sandbox.payments.certificates import void_certificate as void
from shebao.sandbox.payments.vouchers import pay_at_bank
from shebao.sandbox.routes.depends import TheBureau
from shebao.sandbox.transitions import KEPT, apply

router = APIRouter(prefix="/sandbox", include_in_schema=False)
PREFIXES = {
    "bill": BILL_NO,
    "filing": PREMIUM_FILING_NO,
    "debt": DEBT_NO,
    "payment": PAYMENT_NO,
    "voucher": VOUCHER_NO,
    "refund": REFUND_NO,
}


class EventOrder(Body):
    """One event of one thing, by the English names in the tables."""

    machine: str
    number: str
    event: str


class UnlockOrder(Body):
    """What the bank says at the next unlocks, in turn; afterwards 缴费成功 again."""

    outcomes: list[UnlockResult]


class VoidOrder(Body):
    """So many of the next voids, verifications or refunds fail."""

    count: int = Field(ge=0)


class VoucherOrder(Body):
    """A voucher that somebody brings to a bank."""

    voucher_no: str


class CertificateOrder(Body):
    """A certificate that the tax hall voids."""

    certificate_no: str


@router.post("/events")
def let_happen(bureau: TheBureau, order: EventOrder) -> dict[str, str]:
    """The event happened to that thing alone, or the table's refusal says why it cannot."""
    machine = next((m for m in MACHINES if m.name == order.machine), None)
    if machine is None or order.event not in machine.events.__members__:
        raise RefusedError(RefusalCode.BAD_REQUEST, "没有这个对象或事件。")
    kept = KEPT[machine.name]
    with writing(bureau.engine) as connection:
        key: Any = order.number
        if machine is CERTIFICATE:
            key = find_certificate(connection, bureau, order.number)[0].id
        elif machine.name in PREFIXES:
            key = row_id(PREFIXES[machine.name], order.number)
        apply(connection, machine, [key], machine.events[order.event])
        state = connection.scalar(select(kept.table.c.state).where(kept.key == key))
    if state is None:
        raise RefusedError(RefusalCode.NOT_FOUND, f"未找到编号为“{order.number}”的记录。")
    return {"state": state}


@router.post("/unlock-outcomes")
def order_unlocks(bureau: TheBureau, order: UnlockOrder) -> dict[str, int]:
    """The next unlocks end as ordered."""
    bureau.injections.unlock_outcomes = list(order.outcomes)
    return {"waiting": len(order.outcomes)}


@router.post("/void-failures")
def order_void_failures(bureau: TheBureau, order: VoidOrder) -> dict[str, int]:
    """The next voids fail."""
    bureau.injections.voids_refused = order.count
    return {"waiting": order.count}


@router.post("/verification-failures")
def order_verification_failures(bureau: TheBureau, order: VoidOrder) -> dict[str, int]:
    """The next verifications of agreements fail."""
    bureau.injections.verifications_refused = order.count
    return {"waiting": order.count}


@router.post("/refund-rejections")
def order_refund_rejections(bureau: TheBureau, order: VoidOrder) -> dict[str, int]:
    """The next refunds that are reviewed are 不予退费."""
    bureau.injections.refunds_rejected = order.count
    return {"waiting": order.count}


@router.post("/vouchers/pay")
def bring_to_bank(bureau: TheBureau, order: VoucherOrder) -> dict[str, str]:
    """The voucher is paid at a bank."""
    with writing(bureau.engine) as connection:
        pay_at_bank(connection, bureau, order.voucher_no)
    return {"voucher_no": order.voucher_no}


@router.post("/certificates/void")
def void_certificate(bureau: TheBureau, order: CertificateOrder) -> dict[str, str]:
    """The certificate is 已作废, and what it covered can be certified anew."""
    with writing(bureau.engine) as connection:
        void(connection, bureau, order.certificate_no)
    return {"certificate_no": order.certificate_no}
