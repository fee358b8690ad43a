"""What a unit owes in whatever state: payables, what the bureau debits, what was credited."""

from datetime import date, timedelta

from sqlalchemy import Connection, select

from shebao.contract.payments import BatchDebit, BatchDebitList
from shebao.contract.queries import Credit, CreditList, CreditState, Payable, PayableList
from shebao.contract.states import DebtState
from shebao.sandbox.clock import day_of
from shebao.sandbox.numbers import PREMIUM_FILING, number
from shebao.sandbox.payments.debts import find_debts
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.bills import bill_fields
from shebao.sandbox.tables import arrivals, bills, unit_numbers

# The agencies take over each night what reached the treasury that day.
CREDITED_AFTER = timedelta(days=1)


def list_payables(
    connection: Connection, employer_id: int, first: str | None, last: str | None
) -> PayableList:
    """Every bill of a span of periods, ordinary and special, in any state."""
    query = (
        select(bills, unit_numbers.c.agency)
        .join(unit_numbers, unit_numbers.c.unit_no == bills.c.unit_no)
        .where(bills.c.employer_id == employer_id, bills.c.people > 0)
        .order_by(bills.c.period, unit_numbers.c.position, bills.c.insurance, bills.c.id)
    )
    if first is not None:
        query = query.where(bills.c.period >= first)
    if last is not None:
        query = query.where(bills.c.period <= last)
    return PayableList(
        payables=[
            Payable(**bill_fields(row), notice_no=row.notice_no)
            for row in connection.execute(query)
        ]
    )


def list_batch_debits(connection: Connection, employer_id: int) -> BatchDebitList:
    """The debts on a list that the bureau will debit by itself."""
    rows = find_debts(connection, employer_id, None)
    return BatchDebitList(
        batch_debits=[
            BatchDebit(
                batch_no=number("PK", int(row.period.replace("-", ""))),
                period=row.period,
                unit_no=row.unit_no,
                insurance=row.insurance,
                insurance_name=row.insurance_name,
                filing_no=number(PREMIUM_FILING, row.filing_id),
                amount_fen=row.unit_fen + row.person_fen,
                due_on=row.due_on,
                state=DebtState(row.state),
            )
            for row in rows
            if row.state == DebtState.BATCHED
        ]
    )


def list_credits(
    connection: Connection, caller: Caller, first: str | None, last: str | None
) -> CreditList:
    """Every line of the treasury in a span of periods, and whether the agency credited it."""
    query = (
        select(arrivals, unit_numbers.c.agency)
        .join(unit_numbers, unit_numbers.c.unit_no == arrivals.c.unit_no)
        .where(arrivals.c.employer_id == caller.employer_id)
        .order_by(arrivals.c.period, unit_numbers.c.position, arrivals.c.insurance, arrivals.c.id)
    )
    if first is not None:
        query = query.where(arrivals.c.period >= first)
    if last is not None:
        query = query.where(arrivals.c.period <= last)
    rules, today = caller.bureau.rulebook[caller.region], day_of(caller.now)
    found = []
    for row in connection.execute(query):
        is_done = is_credited(row.arrived_on, today)
        day = date.fromisoformat(row.arrived_on) + CREDITED_AFTER
        rule = rules.insurance(row.insurance)
        found.append(
            Credit(
                ticket_no=row.ticket_no,
                period=row.period,
                unit_no=row.unit_no,
                agency=row.agency,
                insurance=row.insurance,
                insurance_name=rule.name if rule else row.insurance,
                levy_subitem=row.levy_subitem,
                amount_fen=row.amount_fen,
                arrived_on=row.arrived_on,
                credited_on=day.isoformat() if is_done else None,
                state=CreditState.CREDITED if is_done else CreditState.WAITING,
            )
        )
    return CreditList(credits=found)


def is_credited(arrived_on: str | None, today: date) -> bool:
    """Whether the agency credited by today what arrived on a day; None never arrived."""
    return arrived_on is not None and date.fromisoformat(arrived_on) + CREDITED_AFTER <= today
