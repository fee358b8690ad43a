"""Payment records of an employee or the unit, from the first period that the rule file names."""

from sqlalchemy import Connection, func, select

from shebao.contract.queries import (
    EmployeeRecord,
    EmployeeRecordLine,
    EmployeeRecordQuery,
    UnitRecord,
    UnitRecordLine,
)
from shebao.contract.refusals import RefusalCode
from shebao.sandbox.database import employer_row, of_employer, told, within
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.office_tables import arrivals
from shebao.sandbox.people.access import Caller
from shebao.sandbox.tables import bill_lines, bills


def employee_record(
    connection: Connection, caller: Caller, query: EmployeeRecordQuery
) -> EmployeeRecord:
    """What arrived for exactly this employee.

    Raises RefusedError: BAD_REQUEST or BEFORE_RECORDS.
    """
    _check_span(connection, caller, "employee", query.first_period, query.last_period)
    arrived = (
        select(
            arrivals.c.bill_id,
            func.min(arrivals.c.levy_item).label("levy_item"),
            func.min(arrivals.c.arrived_on).label("arrived_on"),
        )
        .where(arrivals.c.employer_id == caller.employer_id)
        .group_by(arrivals.c.bill_id)
        .subquery()
    )
    rows = connection.execute(
        select(
            *bills.c["period", "unit_no", "insurance", "insurance_name"],
            *bill_lines.c["wage_fen", "base_fen", "unit_fen", "person_fen"],
            *arrived.c["levy_item", "arrived_on"],
        )
        .select_from(bill_lines)
        .join(bills, bills.c.id == bill_lines.c.bill_id)
        .join(arrived, arrived.c.bill_id == bills.c.id)
        .where(
            bills.c.employer_id == caller.employer_id,
            bills.c.revision == bill_lines.c.revision,
            bills.c.notice_no == "",
            bills.c.collected.is_(False),
            bill_lines.c.name == query.name,
            bill_lines.c.id_type == query.id_type,
            bill_lines.c.id_number == query.id_number,
            *within(bills.c.period, (query.first_period, query.last_period)),
        )
        .order_by(bills.c.period, bills.c.insurance)
    )
    lines = [told(EmployeeRecordLine, row) for row in rows]
    return EmployeeRecord(
        lines=lines,
        unit_total_fen=sum(line.unit_fen for line in lines),
        person_total_fen=sum(line.person_fen for line in lines),
    )


def unit_record(connection: Connection, caller: Caller, first: str, last: str) -> UnitRecord:
    """What arrived for the unit in these periods.

    Raises RefusedError: BAD_REQUEST or BEFORE_RECORDS.
    """
    _check_span(connection, caller, "unit", first, last)
    of_periods = within(arrivals.c.period, (first, last))
    rows = connection.execute(of_employer(arrivals, caller.employer_id, *of_periods))
    lines = [told(UnitRecordLine, row) for row in rows]
    # In Python: databases sort Chinese by collation, each in its own way.
    lines.sort(key=lambda line: (line.period, line.levy_item, line.levy_subitem, line.ticket_no))
    return UnitRecord(lines=lines, total_fen=sum(line.amount_fen for line in lines))


def _check_span(connection: Connection, caller: Caller, record: str, first: str, last: str) -> None:
    if first > last:
        raise RefusedError(
            RefusalCode.BAD_REQUEST, f"费款所属期起 {first} 晚于费款所属期止 {last}，请更正后查询。"
        )
    kind = employer_row(connection, caller.employer_id).kind
    starts = [
        start.first_period
        for start in caller.rules.file.certificate_starts
        if start.record == record and kind in start.kinds
    ]
    if starts and first < max(starts):
        whose = {"employee": "职工", "unit": "单位"}[record]
        raise RefusedError(
            RefusalCode.BEFORE_RECORDS,
            f"{whose}缴费记录只能查询 {max(starts)} 及以后的费款所属期，"
            f"{first} 的记录无法在此查询，请更正费款所属期起。",
            first_period=max(starts),
        )
