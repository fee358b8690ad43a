"""A refund on its way: one step a day, files and account mended until it is forwarded."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from shebao.contract.state_tables import REFUND, RefundEvent
from shebao.contract.states import RefundState
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.office_tables import refund_files, refund_steps, refunds
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.tables import employers
from shebao.sandbox.transitions import apply

REFUND_STEP = timedelta(days=1)
REJECTION = "经审核，所申请的费款不属于多缴，不予退费。"


def process_refund(connection: Connection, bureau: Bureau, refund: Row[Any]) -> None:
    """The refund went one step on; without its required files it waits where it is."""
    next_due = refund.due_at + REFUND_STEP
    state = RefundState(refund.state)
    note = ""
    if state is RefundState.SUBMITTED:
        region = connection.scalar(
            select(employers.c.region).where(employers.c.id == refund.employer_id)
        )
        if missing_files(connection, bureau.rulebook[str(region)], refund.id):
            waits = update(refunds).where(refunds.c.id == refund.id).values(due_at=next_due)
            connection.execute(waits)
            return
        event = RefundEvent.REVIEW
    elif state is RefundState.IN_REVIEW and bureau.injections.refunds_rejected:
        bureau.injections.refunds_rejected -= 1
        event, note = RefundEvent.REJECT, REJECTION
    elif state is RefundState.IN_REVIEW:
        event = RefundEvent.FORWARD
    else:
        event = RefundEvent.RETURN
    after = REFUND.row(state, event).next
    is_over = after in {RefundState.RETURNED, RefundState.REJECTED}
    apply(connection, REFUND, [refund.id], event, due_at=None if is_over else next_due)
    note_step(connection, refund.id, RefundState(str(after)), refund.due_at, note)


def missing_files(connection: Connection, rules: Rules, refund_id: int) -> list[str]:
    """The required kinds of attachments that the refund lacks."""
    kinds = select(refund_files.c.kind).where(refund_files.c.refund_id == refund_id)
    held = set(connection.scalars(kinds))
    return [
        rule.name for rule in rules.file.refund_files if rule.required and rule.name not in held
    ]


def note_step(
    connection: Connection, refund_id: int, state: RefundState, at: datetime, note: str = ""
) -> None:
    """The step stands in the refund's history."""
    of_refund = refund_steps.c.refund_id == refund_id
    place = connection.scalar(select(func.count()).select_from(refund_steps).where(of_refund))
    connection.execute(
        insert(refund_steps).values(
            refund_id=refund_id, place=(place or 0) + 1, state=state, at=at, note=note
        )
    )
