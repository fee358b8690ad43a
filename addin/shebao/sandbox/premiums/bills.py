"""Bills as the employer sees them, with their lines per person."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, literal, select

from shebao.contract.premiums import NORMAL_LEVY, Bill, BillLine, BillList, Unwaged, UnwagedPeriod
from shebao.contract.rule_file import Levy
from shebao.contract.states import PayableState
from shebao.sandbox.database import Page, employer_row, of_employer, reading, told, writing
from shebao.sandbox.numbers import BILL_NO, number, own_row
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.bill_generation import generate_bills, stale_periods
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.tables import bill_lines, bills, generations, unit_numbers
from shebao.sandbox.wages.wages_in_force import first_without_wage, people_without_wage

UNCONFIRMED = (PayableState.INITIAL, PayableState.FILING)
MOST_NAMED = 20  # people who lack a wage, before they are only counted
MOST_KEPT = 10_000  # periods of which it is remembered who lacks a wage
_COLUMNS: dict[str, ColumnElement[Any]] = {
    **dict(bill_lines.c.items()),
    "reduction_fen": literal(0),
    "due_fen": bill_lines.c.unit_fen + bill_lines.c.person_fen,
}
_LINE = {field.name: _COLUMNS[field.name] for field in fields(BillLine)}  # as on the wire


def bring_bills_up_to_date(caller: Caller) -> None:
    """Every bill says what the wages in force make of it; the current month has its bills."""
    engine = caller.bureau.engine
    with reading(engine) as connection:
        if not stale_periods(connection, caller.employer_id, caller.period):
            return
    with writing(engine, caller.employer_id) as connection:
        generate_stale(connection, caller)


def generate_stale(connection: Connection, caller: Caller) -> None:
    """The same, inside a transaction that is already alone on its employer."""
    for period in stale_periods(connection, caller.employer_id, caller.period):
        generate_bills(connection, caller.employer_id, caller.rules, period, caller.period)


def list_bills(connection: Connection, caller: Caller, period: str | None) -> BillList:
    """The ordinary bills of one period in any state, or the unconfirmed ones of all periods."""
    query = (
        bills_query(caller)
        .where(bills.c.notice_no == "", unit_numbers.c.linked_on.is_not(None))
        .order_by(bills.c.period, unit_numbers.c.position, bills.c.insurance, bills.c.top_up)
    )
    if period is None:
        query = query.where(bills.c.state.in_(UNCONFIRMED))
    else:
        query = query.where(bills.c.period == period)
    found = open_periods(connection, caller.employer_id, caller.period)
    asked = period or caller.period
    unwaged = _unwaged(connection, caller, [asked] if period else found)
    return BillList(
        bills=[told(Bill, row, **bill_fields(row)) for row in connection.execute(query)],
        wages_missing=next((one.people for one in unwaged if one.period == asked), 0),
        open_periods=found,
        unwaged=unwaged,
    )


def wages_missing(connection: Connection, employer_id: int, rules: Rules, period: str) -> int:
    """People enrolled in something the tax side charges in the period, without a wage for it."""
    return people_without_wage(connection, employer_id, period, _charged(rules, period))


def _charged(rules: Rules, period: str) -> list[str]:
    return [
        rule.insurance
        for rule in rules.file.insurances
        if rule.levy is Levy.DECLARED and rules.charges(rule.insurance, period)
    ]


def open_periods(connection: Connection, employer_id: int, current: str) -> list[str]:
    """The current period and those before it of which not every bill is confirmed, oldest first.

    One without any bill is open too: nobody in it has a wage yet. A top-up alone opens none: what
    was filed stays filed.
    """
    generated = of_employer(generations.c.period, employer_id)
    of_period = connection.execute(
        select(bills.c.period, bills.c.state)
        .distinct()
        .where(
            bills.c.employer_id == employer_id,
            bills.c.people > 0,
            bills.c.notice_no == "",
            bills.c.top_up == 0,
        )
    )
    states: dict[str, set[str]] = defaultdict(set)
    for period, state in of_period:
        states[period].add(state)
    known = {*connection.scalars(generated), *stale_periods(connection, employer_id, current)}
    return sorted(
        period
        for period in {*known, current}
        if period == current
        or (period < current and (not states[period] or PayableState.INITIAL in states[period]))
    )


def _unwaged(
    connection: Connection, caller: Caller, periods: Collection[str]
) -> list[UnwagedPeriod]:
    """Who lacks a wage in which of the periods, oldest first; looked up once a wage revision.

    Only for a transaction that reads: what is looked up in one that is rolled back never was.
    """
    employer_id, kept = caller.employer_id, caller.bureau.unwaged
    revision = employer_row(connection, employer_id).wage_revision
    found = []
    for period in sorted(periods):
        known, unwaged = kept.get((employer_id, period), (None, None))
        if known != revision:
            if len(kept) >= MOST_KEPT:  # any month may be asked for
                kept.clear()
            unwaged = _looked_up(connection, employer_id, caller.rules, period)
            kept[employer_id, period] = revision, unwaged
        if unwaged is not None:
            found.append(unwaged)
    return found


def _looked_up(
    connection: Connection, employer_id: int, rules: Rules, period: str
) -> UnwagedPeriod | None:
    count = wages_missing(connection, employer_id, rules, period)
    if not count:
        return None
    charged = _charged(rules, period)
    first = first_without_wage(connection, employer_id, period, charged, MOST_NAMED)
    named = [Unwaged(person_no=person_no, name=name) for person_no, name in first]
    return UnwagedPeriod(period=period, people=count, named=named)


def read_lines(
    connection: Connection, caller: Caller, bill_no: str, offset: int, limit: int
) -> Page:
    """A BillLinePage of a bill as it is now; a collected bill shows no lines.

    Raises RefusedError: NOT_FOUND.
    """
    bill = own_row(connection, bills, caller.employer_id, BILL_NO, bill_no, "应缴信息")
    if bill.collected:
        return {"bill_no": bill_no, "revision": bill.revision, "lines": [], "total": 0}
    return lines_of(connection, bill.id, bill.revision, offset, limit)


def lines_of(connection: Connection, bill_id: int, revision: int, offset: int, limit: int) -> Page:
    """A BillLinePage of one revision."""
    of_bill = (bill_lines.c.bill_id == bill_id) & (bill_lines.c.revision == revision)
    rows = connection.execute(
        select(*_LINE.values())
        .where(of_bill, bill_lines.c.line > offset, bill_lines.c.line <= offset + limit)
        .order_by(bill_lines.c.line)
    ).all()
    last = select(bill_lines.c.line).where(of_bill).order_by(bill_lines.c.line.desc()).limit(1)
    return {
        "bill_no": number(BILL_NO, bill_id),
        "revision": revision,
        "lines": [dict(zip(_LINE, row, strict=True)) for row in rows],
        "total": connection.scalar(last) or 0,  # lines are counted from 1 without a gap
    }


def bills_query(caller: Caller) -> Select[Any]:
    """The caller's bills of somebody, each with its agency and the agency's place."""
    return (
        select(bills, unit_numbers.c.agency, unit_numbers.c.position)
        .join(unit_numbers)
        .where(bills.c.employer_id == caller.employer_id, bills.c.people > 0)
    )


def bill_fields(row: Row[Any]) -> dict[str, Any]:
    """What a bill says on the wire beside the columns of its row."""
    return {
        "bill_no": number(BILL_NO, row.id),
        "amount_fen": row.unit_fen + row.person_fen,
        "levy_kind": row.special_kind or NORMAL_LEVY,
    }
