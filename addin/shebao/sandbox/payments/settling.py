"""Debts are paid: their bills are written off and the lines arrive in the treasury."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from shebao.contract.state_tables import BILL, DEBT, BillEvent, DebtEvent
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.tables import arrivals, bills, debts
from shebao.sandbox.transitions import apply

LATE_FEE_SUBITEM = "滞纳金"


@dataclass(frozen=True, slots=True)
class Settlement:
    """Money that reached the treasury on one ticket, by a payment or a voucher."""

    employer_id: int
    region: str
    day: str
    ticket_no: str
    payment_id: int | None = None
    voucher_id: int | None = None


def settle_debts(
    connection: Connection, bureau: Bureau, settlement: Settlement, fees: Mapping[int, int]
) -> None:
    """These debts with their late fees are paid and arrived.

    Per bill there is a line of the unit's part and one of the persons'; parts of nothing make no
    line, and a late fee makes a line of its own.
    """
    rulebook = bureau.rulebook[settlement.region]
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
        rule = rulebook.insurance(bill.insurance)
        assert rule is not None, "a bill names an insurance of its region's rule file"  # noqa: S101
        parts = [
            (rule.unit_subitem, bill.unit_fen),
            (rule.person_subitem, bill.person_fen),
            (LATE_FEE_SUBITEM, fees[bill.debt_id]),
        ]
        lines += [
            {
                "employer_id": settlement.employer_id,
                "payment_id": settlement.payment_id,
                "voucher_id": settlement.voucher_id,
                "bill_id": bill.id,
                "ticket_no": settlement.ticket_no,
                "levy_item": rule.levy_item,
                "levy_subitem": subitem,
                "period": bill.period,
                "unit_no": bill.unit_no,
                "insurance": bill.insurance,
                "arrived_on": settlement.day,
                "amount_fen": amount_fen,
            }
            for subitem, amount_fen in parts
            if amount_fen
        ]
    if lines:
        connection.execute(insert(arrivals), lines)
