"""Control endpoints for tests, under /sandbox: no part of the published contract."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, Field
from sqlalchemy import delete, select, true

from shebao.contract.release import Release
from shebao.contract.states import PaymentState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.wire import Month
from shebao.contract.wire import Request as Body
from shebao.sandbox.clock import day_of, keep_clock, month_of, months_after
from shebao.sandbox.control.control_elsewhere import employer_of
from shebao.sandbox.database import reading, writing
from shebao.sandbox.faults import Fault, FaultKind
from shebao.sandbox.people.population import choose_tier, join, leave
from shebao.sandbox.routes.depends import TheBureau
from shebao.sandbox.routes.receiving import mark_of
from shebao.sandbox.tables import sessions

router = APIRouter(prefix="/sandbox", include_in_schema=False)


class ClockOrder(Body):
    """Sets the clock to ``now``, or moves it by the seconds."""

    now: AwareDatetime | None = None
    running: bool = True
    advance_seconds: float = 0.0


class DelayOrder(Body):
    """New delays; None leaves one as it is."""

    feedback_delay_seconds: float | None = Field(default=None, ge=0)
    answer_delay_seconds: float | None = Field(default=None, ge=0)
    ignore_keys: bool | None = None


class FaultOrder(Body):
    """``count`` calls go wrong after ``after`` good ones; without a path the writing ones."""

    kind: FaultKind
    count: int = Field(default=1, ge=1)
    path: str = ""
    after: int = Field(default=0, ge=0)


class RefusalOrder(Body):
    """The wage items of exactly these people are refused from now on."""

    id_numbers: list[str]


class PaymentOrder(Body):
    """The outcomes of the next payments, in turn; afterwards payments succeed again."""

    outcomes: list[PaymentState]


class ReleaseOrder(Body):
    """The release notice from now on; None: there is none."""

    release: Release | None


class JoinOrder(Body):
    """A new employee of an employer, without any wage."""

    tax_id: str
    name: str
    id_type: str = "201"
    id_number: str
    insurances: list[str] = Field(min_length=1)
    first_period: Month | None = None  # the current one unless given


class LeaveOrder(Body):
    """An employee whose enrolments end with ``last_period``, by default the one before."""

    tax_id: str
    id_number: str
    last_period: Month | None = None
    stays_billed: bool = False  # 跨月减员: billed until the tax hall writes the leaver off


class TierOrder(Body):
    """Which tier (档) of an insurance's fixed sums the agency chose for an employee."""

    tax_id: str
    id_number: str
    insurance: str
    tier: str = ""


async def the_faults(request: Request) -> list[Fault]:
    """The faults that are still to happen."""
    faults: list[Fault] = request.app.state.faults
    return faults


TheFaults = Annotated[list[Fault], Depends(the_faults)]


@router.get("/clock")
def read_clock(bureau: TheBureau) -> dict[str, str]:
    """The business clock."""
    return _told(bureau.clock.now())


@router.post("/clock")
def move_clock(bureau: TheBureau, order: ClockOrder) -> dict[str, str]:
    """The clock shows what was ordered."""
    if order.now is not None:
        bureau.clock.set(order.now, running=order.running)
    bureau.clock.advance(timedelta(seconds=order.advance_seconds))
    keep_clock(bureau.engine, bureau.clock)
    return _told(bureau.clock.now())


@router.post("/settings")
def change_settings(bureau: TheBureau, order: DelayOrder) -> dict[str, object]:
    """The delays are as ordered."""
    wanted = order.model_dump(exclude_none=True)
    bureau.settings = replace(bureau.settings, **wanted)
    return wanted


@router.post("/faults")
async def order_fault(faults: TheFaults, order: FaultOrder) -> dict[str, int]:
    """The fault will happen; orders are served in turn."""
    faults.append(Fault(order.kind, order.count, order.path, order.after))
    return {"waiting": len(faults)}


@router.delete("/faults")
def forget_faults(faults: TheFaults) -> dict[str, int]:
    """No fault is waiting any more."""
    faults.clear()
    return {"waiting": 0}


@router.post("/refused-people")
def refuse_people(bureau: TheBureau, order: RefusalOrder) -> dict[str, int]:
    """Wage items of these people are refused with INJECTED; an empty list ends it."""
    bureau.injections.refused_id_numbers = set(order.id_numbers)
    return {"people": len(order.id_numbers)}


@router.post("/payment-outcomes")
def order_payments(bureau: TheBureau, order: PaymentOrder) -> dict[str, int]:
    """The next payments end as ordered."""
    bureau.injections.payment_outcomes = list(order.outcomes)
    return {"waiting": len(order.outcomes)}


@router.post("/release")
def publish(bureau: TheBureau, order: ReleaseOrder) -> dict[str, str]:
    """The release notice is the ordered one."""
    bureau.injections.release = order.release
    return {"version": order.release.version if order.release else ""}


@router.post("/people/join")
def let_join(bureau: TheBureau, order: JoinOrder) -> dict[str, str]:
    """The employee is enrolled and has no wage yet."""
    now = bureau.clock.now()
    with writing(bureau.engine) as connection:
        person_no = join(
            connection,
            employer_of(connection, order.tax_id).id,
            (order.name, order.id_type, order.id_number),
            order.insurances,
            order.first_period or month_of(now),
            now,
        )
    return {"person_no": person_no}


@router.post("/people/leave")
def let_leave(bureau: TheBureau, order: LeaveOrder) -> dict[str, str]:
    """The employee's enrolments have ended."""
    now = bureau.clock.now()
    last_period = order.last_period or months_after(month_of(now), -1)
    with writing(bureau.engine) as connection:
        leave(
            connection,
            employer_of(connection, order.tax_id).id,
            order.id_number,
            last_period,
            now,
            stays_billed=order.stays_billed,
        )
    return {"last_period": last_period}


@router.post("/people/tier")
def let_choose_tier(bureau: TheBureau, order: TierOrder) -> dict[str, str]:
    """The agency chose the tier."""
    with writing(bureau.engine) as connection:
        employer_id = employer_of(connection, order.tax_id).id
        choose_tier(connection, employer_id, order.id_number, order.insurance, order.tier)
    return {"tier": order.tier}


@router.post("/sessions/expire")
def expire_sessions(bureau: TheBureau) -> dict[str, int]:
    """Nobody is logged in any more."""
    with writing(bureau.engine) as connection:
        return {"expired": connection.execute(delete(sessions)).rowcount}


@router.get("/received")
def count_received(bureau: TheBureau, tax_id: str | None = None) -> dict[str, int]:
    """How many submissions of each kind the bureau holds, of all employers or of one."""
    with reading(bureau.engine) as connection:
        employer_id = None if tax_id is None else employer_of(connection, tax_id).id
        received = {}
        for kind in SubmissionKind:
            table, count = mark_of(kind)
            whose = true() if employer_id is None else table.c.employer_id == employer_id
            query = select(count).select_from(table).where(whose)
            received[kind.value] = connection.scalar(query) or 0
        return received


def _told(now: datetime) -> dict[str, str]:
    return {
        "now": now.isoformat(),
        "business_date": day_of(now).isoformat(),
        "current_period": month_of(now),
    }
