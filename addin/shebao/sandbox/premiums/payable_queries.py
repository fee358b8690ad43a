"""What a unit owes in whatever state: payables, and what was credited."""

from datetime import date, timedelta

from sqlalchemy import Connection, select

from shebao.contract.queries import Credit, CreditList, CreditState, Payable, PayableList
from shebao.contract.states import ItemState, PayableState
from shebao.sandbox.clock import day_of
from shebao.sandbox.database import told, within
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.bills import bill_fields, bills_query
from shebao.sandbox.tables import arrivals, bills, filing_bills, premium_filings, unit_numbers

# The agencies take over each night what reached the treasury that day.
CREDITED_AFTER = timedelta(days=1)
# What of a bill is kept as it was filed.
FILED = ("revision", "people", "base_fen", "unit_fen", "person_fen")


def list_payables(
    connection: Connection, caller: Caller, first: str | None, last: str | None
) -> PayableList:
    """Every bill of a span of periods, ordinary and special, in any state.

    What a voided filing had confirmed stands there too, as it was: 销账 (seed G 2.12.4.2 八).
    """
    as_filed = [getattr(filing_bills.c, name).label(f"filed_{name}") for name in FILED]
    voided = (
        select(bills, unit_numbers.c.agency, unit_numbers.c.position, *as_filed)
        .join(unit_numbers, unit_numbers.c.unit_no == bills.c.unit_no)
        .join(filing_bills, filing_bills.c.bill_id == bills.c.id)
        .join(premium_filings, premium_filings.c.id == filing_bills.c.filing_id)
        .where(
            bills.c.employer_id == caller.employer_id,
            filing_bills.c.people > 0,
            premium_filings.c.state == ItemState.VOIDED,
        )
    )
    spans = within(bills.c.period, (first, last))
    found = [
        (row, bill_fields(row)) for row in connection.execute(bills_query(caller).where(*spans))
    ]
    for row in connection.execute(voided.where(*spans)):
        if row.state == PayableState.VOIDED and row.revision == row.filed_revision:
            continue  # withdrawn since: it stands there already
        was = {name: getattr(row, f"filed_{name}") for name in FILED}
        was["amount_fen"] = was["unit_fen"] + was["person_fen"]
        found.append((row, {**bill_fields(row), **was, "state": PayableState.VOIDED}))
    found.sort(key=lambda one: (one[0].period, one[0].position, one[0].insurance, one[0].id))
    return PayableList(payables=[told(Payable, row, **fields) for row, fields in found])


def list_credits(
    connection: Connection, caller: Caller, first: str | None, last: str | None
) -> CreditList:
    """Every line of the treasury in a span of periods, and whether the agency credited it."""
    query = (
        select(arrivals, unit_numbers.c.agency)
        .join(unit_numbers, unit_numbers.c.unit_no == arrivals.c.unit_no)
        .where(arrivals.c.employer_id == caller.employer_id)
        .where(*within(arrivals.c.period, (first, last)))
        .order_by(arrivals.c.period, unit_numbers.c.position, arrivals.c.insurance, arrivals.c.id)
    )
    rules, today = caller.rules, day_of(caller.now)
    found = []
    for row in connection.execute(query):
        is_done = is_credited(row.arrived_on, today)
        day = date.fromisoformat(row.arrived_on) + CREDITED_AFTER
        found.append(
            told(
                Credit,
                row,
                insurance_name=rules.name_of(row.insurance),
                credited_on=day.isoformat() if is_done else None,
                state=CreditState.CREDITED if is_done else CreditState.WAITING,
            )
        )
    return CreditList(credits=found)


def is_credited(arrived_on: str | None, today: date) -> bool:
    """Whether the agency credited by today what arrived on a day; None never arrived."""
    return arrived_on is not None and date.fromisoformat(arrived_on) + CREDITED_AFTER <= today
