"""Arrivals: the lines of a paid premium in the treasury (入库)."""

from typing import Any

from sqlalchemy import Connection, Row, select

from shebao.contract.payments import Arrival, ArrivalList
from shebao.sandbox.numbers import ARRIVAL, PAYMENT, VOUCHER, certificate_no, number
from shebao.sandbox.people.access import Caller
from shebao.sandbox.refunds.refunded import refunded_fen
from shebao.sandbox.tables import arrivals, certificates, employers


def list_arrivals(
    connection: Connection, caller: Caller, first_period: str | None, last_period: str | None
) -> ArrivalList:
    """Arrivals of a span of periods, by period, levy item and levy subitem."""
    query = (
        select(arrivals, certificates.c.issued_on, employers.c.region)
        .join(employers, employers.c.id == arrivals.c.employer_id)
        .outerjoin(certificates, certificates.c.id == arrivals.c.certificate_id)
        .where(arrivals.c.employer_id == caller.employer_id)
    )
    if first_period is not None:
        query = query.where(arrivals.c.period >= first_period)
    if last_period is not None:
        query = query.where(arrivals.c.period <= last_period)
    rows = connection.execute(query).all()
    rules = caller.bureau.rulebook[caller.region]
    refunded = refunded_fen(connection, caller.employer_id, rules)
    made = [_arrival(row, refunded.get(row.id, 0)) for row in rows]
    # In Python: databases sort Chinese by collation, each in its own way.
    return ArrivalList(
        arrivals=sorted(made, key=lambda a: (a.period, a.levy_item, a.levy_subitem, a.arrival_no))
    )


def _arrival(row: Row[Any], refunded: int) -> Arrival:
    return Arrival(
        arrival_no=number(ARRIVAL, row.id),
        ticket_no=row.ticket_no,
        payment_no=number(PAYMENT, row.payment_id)
        if row.voucher_id is None
        else number(VOUCHER, row.voucher_id),
        levy_item=row.levy_item,
        levy_subitem=row.levy_subitem,
        period=row.period,
        unit_no=row.unit_no,
        insurance=row.insurance,
        arrived_on=row.arrived_on,
        amount_fen=row.amount_fen,
        refunded_fen=refunded,
        certificate_no=None
        if row.certificate_id is None
        else certificate_no(row.region, row.issued_on[:7], row.certificate_id),
    )
