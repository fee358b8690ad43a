"""Arrivals (入库): debts are paid, and their lines lie in the treasury."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from shebao.contract.payments import Arrival, ArrivalList
from shebao.contract.state_tables import BILL, DEBT, BillEvent, DebtEvent
from shebao.sandbox.database import Span, told, within
from shebao.sandbox.numbers import ARRIVAL_NO, certificate_no, number
from shebao.sandbox.office_tables import arrivals, certificates
from shebao.sandbox.payments.debts import LATE_FEE_SUBITEM, holder_of
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.refunds.refundables import refunded_fen
from shebao.sandbox.tables import bills, debts, employers
from shebao.sandbox.transitions import apply


def settle_debts(
    connection: Connection, rules: Rules, fees: Mapping[int, int], **ticket: Any
) -> None:
    """These debts with their late fees are paid and arrived, on one ticket of the treasury's.

    ``ticket`` says whose it is, its number and day, and the payment or voucher that it comes of.
    Per bill there is a line of the unit's part and one of the persons'; parts of nothing make no
    line, and a late fee makes a line of its own.
    """
    paid = connection.execute(
        select(bills, debts.c.id.label("debt_id"))
        .join(debts, debts.c.bill_id == bills.c.id)
        .where(debts.c.id.in_(fees))
        .order_by(bills.c.id)
    ).all()
    apply(connection, DEBT, list(fees), DebtEvent.SETTLE)
    apply(connection, BILL, [bill.id for bill in paid], BillEvent.SETTLE)
    lines = []
    for bill in paid:
        rule = rules.insurance(bill.insurance)
        assert rule is not None, "a bill names an insurance of its region's rule file"  # noqa: S101
        parts = [
            (rule.unit_subitem, bill.unit_fen),
            (rule.person_subitem, bill.person_fen),
            (LATE_FEE_SUBITEM, fees[bill.debt_id]),
        ]
        lines += [
            {
                **ticket,
                "bill_id": bill.id,
                "levy_item": rule.levy_item,
                "levy_subitem": subitem,
                "period": bill.period,
                "unit_no": bill.unit_no,
                "insurance": bill.insurance,
                "amount_fen": amount_fen,
            }
            for subitem, amount_fen in parts
            if amount_fen
        ]
    if lines:
        connection.execute(insert(arrivals), lines)


def list_arrivals(connection: Connection, caller: Caller, periods: Span) -> ArrivalList:
    """Arrivals of a span of periods, by period, levy item and levy subitem."""
    query = (
        select(arrivals, certificates.c.issued_on, employers.c.region)
        .join(employers, employers.c.id == arrivals.c.employer_id)
        .outerjoin(certificates, certificates.c.id == arrivals.c.certificate_id)
        .where(arrivals.c.employer_id == caller.employer_id)
        .where(*within(arrivals.c.period, periods))
    )
    rows = connection.execute(query).all()
    refunded = refunded_fen(connection, caller)
    made = [_arrival(row, refunded.get(row.id, 0)) for row in rows]
    # In Python: databases sort Chinese by collation, each in its own way.
    return ArrivalList(
        arrivals=sorted(made, key=lambda a: (a.period, a.levy_item, a.levy_subitem, a.arrival_no))
    )


def _arrival(row: Row[Any], refunded: int) -> Arrival:
    return told(
        Arrival,
        row,
        arrival_no=number(ARRIVAL_NO, row.id),
        payment_no=holder_of(row),
        refunded_fen=refunded,
        certificate_no=None
        if row.certificate_id is None
        else certificate_no(row.region, row.issued_on[:7], row.certificate_id),
    )
