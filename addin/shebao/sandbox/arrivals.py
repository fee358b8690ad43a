"""Arrivals: the lines of a paid premium in the treasury (入库)."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from shebao.contract.payments import Arrival, ArrivalList
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.clock import day_of
from shebao.sandbox.numbers import ARRIVAL, PAYMENT, certificate_no, number, ticket_no
from shebao.sandbox.tables import arrivals, bills, certificates, debts, employers, payment_debts

LATE_FEE_SUBITEM = "滞纳金"


def make_arrivals(connection: Connection, bureau: Bureau, payment: Row[Any]) -> None:
    """One ticket for the payment; per bill a line of the unit's part and one of the persons'.

    Parts of nothing make no line; a late fee makes a line of its own.
    """
    region: str = connection.execute(
        select(employers.c.region).where(employers.c.id == payment.employer_id)
    ).scalar_one()
    day = day_of(payment.due_at)
    paid = connection.execute(
        select(bills, payment_debts.c.late_fee_fen)
        .join(debts, debts.c.bill_id == bills.c.id)
        .join(payment_debts, payment_debts.c.debt_id == debts.c.id)
        .where(payment_debts.c.payment_id == payment.id)
        .order_by(bills.c.id)
    ).all()
    lines = []
    for bill in paid:
        rule = bureau.rulebook[region].insurance(bill.insurance)
        assert rule is not None, "a bill names an insurance of its region's rule file"  # noqa: S101
        parts = [
            (rule.unit_subitem, bill.unit_fen),
            (rule.person_subitem, bill.person_fen),
            (LATE_FEE_SUBITEM, bill.late_fee_fen),
        ]
        lines += [
            {
                "employer_id": payment.employer_id,
                "payment_id": payment.id,
                "ticket_no": ticket_no(region, f"{day:%Y-%m}", payment.id),
                "levy_item": rule.levy_item,
                "levy_subitem": subitem,
                "period": bill.period,
                "unit_no": bill.unit_no,
                "insurance": bill.insurance,
                "arrived_on": day.isoformat(),
                "amount_fen": amount_fen,
            }
            for subitem, amount_fen in parts
            if amount_fen
        ]
    connection.execute(insert(arrivals), lines)


def list_arrivals(
    connection: Connection, employer_id: int, first_period: str | None, last_period: str | None
) -> ArrivalList:
    """Arrivals of a span of periods, by period, levy item and levy subitem."""
    query = (
        select(arrivals, certificates.c.issued_on, employers.c.region)
        .join(employers, employers.c.id == arrivals.c.employer_id)
        .outerjoin(certificates, certificates.c.id == arrivals.c.certificate_id)
        .where(arrivals.c.employer_id == employer_id)
    )
    if first_period is not None:
        query = query.where(arrivals.c.period >= first_period)
    if last_period is not None:
        query = query.where(arrivals.c.period <= last_period)
    rows = connection.execute(query).all()
    made = [_arrival(row) for row in rows]
    # In Python: databases sort Chinese by collation, each in its own way.
    return ArrivalList(
        arrivals=sorted(made, key=lambda a: (a.period, a.levy_item, a.levy_subitem, a.arrival_no))
    )


def _arrival(row: Row[Any]) -> Arrival:
    return Arrival(
        arrival_no=number(ARRIVAL, row.id),
        ticket_no=row.ticket_no,
        payment_no=number(PAYMENT, row.payment_id),
        levy_item=row.levy_item,
        levy_subitem=row.levy_subitem,
        period=row.period,
        unit_no=row.unit_no,
        insurance=row.insurance,
        arrived_on=row.arrived_on,
        amount_fen=row.amount_fen,
        certificate_no=None
        if row.certificate_id is None
        else certificate_no(row.region, row.issued_on[:7], row.certificate_id),
    )
