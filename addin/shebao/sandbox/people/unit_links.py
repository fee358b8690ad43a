"""Unit numbers linked and unlinked by a logged-in employer."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from shebao.contract.employees import RegistrationChangeKind
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import DebtState, EmployeeState, PayableState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.unit_links import UnitLink, UnitLinkList, UnitLinkRequest, UnlinkObstacle
from shebao.sandbox.clock import day_of, months_after
from shebao.sandbox.database import new_row, of_employer, told
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import UNIT_ORDER_NO, number
from shebao.sandbox.people.access import Caller
from shebao.sandbox.people.employees import announce, stop_leavers
from shebao.sandbox.people.population import bills_change
from shebao.sandbox.people.registration_changes import enrolments_noted, note_changes
from shebao.sandbox.tables import bills, debts, enrolments, people, unit_numbers, unit_orders

OBSTACLES: dict[DebtState, UnlinkObstacle] = {
    DebtState.OPEN: UnlinkObstacle.FILED_UNPAID,
    DebtState.ON_VOUCHER: UnlinkObstacle.FILED_UNPAID,
    DebtState.VOIDING: UnlinkObstacle.FILED_UNPAID,
    DebtState.PAYING: UnlinkObstacle.FILING_LOCKED,
    DebtState.LOCKED: UnlinkObstacle.FILING_LOCKED,
    DebtState.BATCHED: UnlinkObstacle.BATCH_LOCKED,
    DebtState.DEBITING: UnlinkObstacle.BATCH_LOCKED,
}


def list_unit_links(connection: Connection, caller: Caller) -> UnitLinkList:
    """Every unit number of the employer, pending ones first."""
    units = of_employer(unit_numbers, caller.employer_id)
    pending_first = (unit_numbers.c.linked_on.is_not(None), unit_numbers.c.position)
    rows = connection.execute(units.order_by(*pending_first))
    return UnitLinkList(unit_numbers=[told(UnitLink, row) for row in rows])


def take_unit_link(connection: Connection, caller: Caller, request: UnitLinkRequest) -> str:
    """The pending unit numbers are linked, and enrolments that unlinking ended go on.

    Raises RefusedError: NOT_FOUND, one is no pending one of this employer; nothing is linked then.
    """
    unit_nos = request.unit_nos
    _check_all(connection, caller, unit_nos, is_linked=False)
    mine = unit_numbers.c.unit_no.in_(unit_nos)
    for unit in connection.execute(select(unit_numbers).where(mine)).all():
        if unit.stopped_after is not None:
            _go_on(connection, caller, unit.unit_no, unit.stopped_after)
    today = day_of(caller.now).isoformat()
    connection.execute(update(unit_numbers).where(mine).values(linked_on=today, stopped_after=None))
    return _order(connection, caller, SubmissionKind.UNIT_LINK, unit_nos)


def take_unit_unlink(connection: Connection, caller: Caller, request: UnitLinkRequest) -> str:
    """The unit numbers are pending again; their enrolments end with the month before.

    Raises RefusedError: NOT_FOUND, or UNIT_IN_DEBT with what stands; nothing is unlinked then.
    """
    unit_nos = request.unit_nos
    _check_all(connection, caller, unit_nos, is_linked=True)
    _check_debts(connection, caller, unit_nos)
    last_period = months_after(caller.period, -1)
    mine = (
        enrolments.c.employer_id == caller.employer_id,
        enrolments.c.unit_no.in_(unit_nos),
        enrolments.c.enrolled_to.is_(None),
    )
    announce(connection, caller.employer_id, select(enrolments.c.person_no).where(*mine))
    ones = enrolments_noted(last_period).where(*mine)
    ended = RegistrationChangeKind.ENDED
    note_changes(connection, caller.employer_id, ended, ones, caller.now)
    connection.execute(
        update(enrolments).where(*mine).values(enrolled_to=last_period, unlinked=True)
    )
    connection.execute(
        update(unit_numbers)
        .where(unit_numbers.c.unit_no.in_(unit_nos))
        .values(linked_on=None, stopped_after=last_period)
    )
    stop_leavers(connection, caller.employer_id, caller.now)
    bills_change(connection, caller.employer_id)
    return _order(connection, caller, SubmissionKind.UNIT_UNLINK, unit_nos)


def _go_on(connection: Connection, caller: Caller, unit_no: str, last_period: str) -> None:
    mine = (
        enrolments.c.employer_id == caller.employer_id,
        enrolments.c.unit_no == unit_no,
        enrolments.c.unlinked.is_(True),
    )
    who = select(enrolments.c.person_no).where(*mine)
    announce(connection, caller.employer_id, who)
    ones = enrolments_noted(months_after(last_period, 1)).where(*mine)
    resumed = RegistrationChangeKind.RESUMED
    note_changes(connection, caller.employer_id, resumed, ones, caller.now)
    connection.execute(
        update(people)
        .where(people.c.employer_id == caller.employer_id, people.c.person_no.in_(who))
        .values(state=EmployeeState.ACTIVE)
    )
    connection.execute(update(enrolments).where(*mine).values(enrolled_to=None, unlinked=None))
    bills_change(connection, caller.employer_id)


def _check_all(
    connection: Connection, caller: Caller, unit_nos: Sequence[str], *, is_linked: bool
) -> None:
    for unit_no in unit_nos:
        unit = of_employer(unit_numbers, caller.employer_id, unit_numbers.c.unit_no == unit_no)
        row = connection.execute(unit).first()
        if row is None or (row.linked_on is not None) is not is_linked:
            wanted = "已关联的" if is_linked else "待关联的"
            raise RefusedError(
                RefusalCode.NOT_FOUND,
                f"单位编号 {unit_no} 不是本单位{wanted}单位编号，请刷新后重试。",
            )


def _check_debts(connection: Connection, caller: Caller, unit_nos: Sequence[str]) -> None:
    found: dict[str, set[UnlinkObstacle]] = defaultdict(set)
    of_units = (bills.c.employer_id == caller.employer_id, bills.c.unit_no.in_(unit_nos))
    filing = select(bills.c.unit_no).where(*of_units, bills.c.state == PayableState.FILING)
    for unit_no in connection.scalars(filing):
        found[unit_no].add(UnlinkObstacle.BEING_FILED)
    held = (
        select(bills.c.unit_no, debts.c.state)
        .join(debts, debts.c.bill_id == bills.c.id)
        .where(*of_units, debts.c.state.in_(OBSTACLES))
    )
    for unit_no, state in connection.execute(held):
        found[unit_no].add(OBSTACLES[DebtState(state)])
    if found:
        told = "；".join(_told(unit_no, kinds) for unit_no, kinds in sorted(found.items()))
        raise RefusedError(
            RefusalCode.UNIT_IN_DEBT,
            f"{told}，不允许解除关联。请先作废已申报的数据或完成缴费，再解除关联。",
        )


def _told(unit_no: str, kinds: set[UnlinkObstacle]) -> str:
    named = "、".join(kind for kind in UnlinkObstacle if kind in kinds)
    return f"单位编号 {unit_no} 存在{named}的信息"


def _order(
    connection: Connection, caller: Caller, kind: SubmissionKind, unit_nos: Sequence[str]
) -> str:
    whose = {"employer_id": caller.employer_id, "received_at": caller.now}
    order_id = new_row(connection, unit_orders, kind=kind, unit_nos=list(unit_nos), **whose)
    return number(UNIT_ORDER_NO, order_id)
