"""Bills as the employer sees them, with their lines per person."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from shebao.contract.premiums import (
    NORMAL_LEVY,
    Bill,
    BillLine,
    BillLinePage,
    BillList,
    Unwaged,
    UnwagedPeriod,
)
from shebao.contract.rule_file import Levy
from shebao.contract.states import PayableState
from shebao.sandbox.database import reading, writing
from shebao.sandbox.numbers import BILL, number, own_row
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.bill_generation import generate_bills, stale_periods
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.tables import bill_lines, bills, generations, unit_numbers
from shebao.sandbox.wages.wages_in_force import first_without_wage, people_without_wage

MOST_NAMED = 20  # people who lack a wage, before they are only counted


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
    rules = caller.bureau.rulebook[caller.region]
    for period in stale_periods(connection, caller.employer_id, caller.period):
        generate_bills(connection, caller.employer_id, rules, period, caller.period)


def list_bills(connection: Connection, caller: Caller, period: str | None) -> BillList:
    """The ordinary bills of one period in any state, or the unconfirmed ones of all periods."""
    query = (
        select(bills, unit_numbers.c.agency)
        .join(unit_numbers, unit_numbers.c.unit_no == bills.c.unit_no)
        .where(
            bills.c.employer_id == caller.employer_id,
            bills.c.people > 0,
            bills.c.notice_no == "",
            unit_numbers.c.linked_on.is_not(None),
        )
        .order_by(bills.c.period, unit_numbers.c.position, bills.c.insurance, bills.c.top_up)
    )
    if period is None:
        query = query.where(bills.c.state.in_([PayableState.INITIAL, PayableState.FILING]))
    else:
        query = query.where(bills.c.period == period)
    rules = caller.bureau.rulebook[caller.region]
    found = open_periods(connection, caller.employer_id, caller.period)
    return BillList(
        bills=[Bill(**bill_fields(row)) for row in connection.execute(query)],
        wages_missing=wages_missing(connection, caller.employer_id, rules, period or caller.period),
        open_periods=found,
        unwaged=_unwaged(connection, caller.employer_id, rules, [period] if period else found),
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
    generated = select(generations.c.period).where(generations.c.employer_id == employer_id)
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
    connection: Connection, employer_id: int, rules: Rules, periods: Sequence[str]
) -> list[UnwagedPeriod]:
    found = []
    for period in periods:
        if count := wages_missing(connection, employer_id, rules, period):
            first = first_without_wage(
                connection, employer_id, period, _charged(rules, period), MOST_NAMED
            )
            named = [Unwaged(person_no=person_no, name=name) for person_no, name in first]
            found.append(UnwagedPeriod(period=period, people=count, named=named))
    return found


def read_lines(
    connection: Connection, employer_id: int, bill_no: str, offset: int, limit: int
) -> BillLinePage:
    """A page of the lines of a bill as it is now; a collected bill shows none.

    Raises RefusedError: NOT_FOUND.
    """
    bill = own_row(connection, bills, employer_id, BILL, bill_no, "应缴信息")
    if bill.collected:
        return BillLinePage(bill_no=bill_no, revision=bill.revision, lines=[], total=0)
    return lines_of(connection, bill.id, bill.revision, offset, limit)


def lines_of(
    connection: Connection, bill_id: int, revision: int, offset: int, limit: int
) -> BillLinePage:
    """A page of one revision's lines."""
    of_bill = (bill_lines.c.bill_id == bill_id) & (bill_lines.c.revision == revision)
    rows = connection.execute(
        select(bill_lines)
        .where(of_bill, bill_lines.c.line > offset, bill_lines.c.line <= offset + limit)
        .order_by(bill_lines.c.line)
    )
    return BillLinePage(
        bill_no=number(BILL, bill_id),
        revision=revision,
        lines=[_line(row) for row in rows],
        total=connection.scalar(select(func.count()).select_from(bill_lines).where(of_bill)) or 0,
    )


def bill_fields(row: Row[Any]) -> dict[str, Any]:
    """What a row of ``bills`` joined to its agency says on the wire."""
    return {
        "bill_no": number(BILL, row.id),
        "revision": row.revision,
        "period": row.period,
        "unit_no": row.unit_no,
        "agency": row.agency,
        "insurance": row.insurance,
        "insurance_name": row.insurance_name,
        "people": row.people,
        "base_fen": row.base_fen,
        "unit_fen": row.unit_fen,
        "person_fen": row.person_fen,
        "amount_fen": row.unit_fen + row.person_fen,
        "state": PayableState(row.state),
        "collected": row.collected,
        "leavers": row.leavers,
        "levy_kind": row.special_kind or NORMAL_LEVY,
    }


def _line(row: Row[Any]) -> BillLine:
    return BillLine(
        line=row.line,
        person_no=row.person_no,
        name=row.name,
        id_type=row.id_type,
        id_number=row.id_number,
        wage_fen=row.wage_fen,
        base_fen=row.base_fen,
        unit_ppm=row.unit_ppm,
        person_ppm=row.person_ppm,
        unit_fen=row.unit_fen,
        person_fen=row.person_fen,
        reduction_fen=0,
        due_fen=row.unit_fen + row.person_fen,
        leaver=row.leaver,
    )
