"""Filing records of every channel (申报记录), what is owed in whatever state, what was credited."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from shebao.contract.premiums import FiledBill, FiledBillList, PremiumFiling, PremiumFilingList
from shebao.contract.queries import Credit, CreditList, CreditState, Payable, PayableList
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import DebtState, ItemState, PayableState
from shebao.sandbox.clock import day_of
from shebao.sandbox.database import Page, Span, of_employer, told, within
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import BILL_NO, PREMIUM_FILING_NO, number, own_row, row_id
from shebao.sandbox.office_tables import arrivals
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.bills import bill_fields, bills_query, lines_of
from shebao.sandbox.premiums.premium_filings import AS_FILED, bills_of_filing
from shebao.sandbox.tables import bills, debts, filing_bills, premium_filings, unit_numbers
from shebao.sandbox.wages.wage_filings import submitted_between

# The agencies take over each night what reached the treasury that day.
CREDITED_AFTER = timedelta(days=1)


def list_payables(connection: Connection, caller: Caller, periods: Span) -> PayableList:
    """Every bill of a span of periods, ordinary and special, in any state.

    What a voided filing had confirmed stands there too, as it was: 销账 (seed G 2.12.4.2 八).
    """
    as_filed = [getattr(filing_bills.c, name).label(f"filed_{name}") for name in AS_FILED]
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
    spans = within(bills.c.period, periods)
    found = [
        (row, bill_fields(row)) for row in connection.execute(bills_query(caller).where(*spans))
    ]
    for row in connection.execute(voided.where(*spans)):
        if row.state == PayableState.VOIDED and row.revision == row.filed_revision:
            continue  # withdrawn since: it stands there already
        was = {name: getattr(row, f"filed_{name}") for name in AS_FILED}
        was["amount_fen"] = was["unit_fen"] + was["person_fen"]
        found.append((row, {**bill_fields(row), **was, "state": PayableState.VOIDED}))
    found.sort(key=lambda one: (one[0].period, one[0].position, one[0].insurance, one[0].id))
    return PayableList(payables=[told(Payable, row, **fields) for row, fields in found])


def list_credits(connection: Connection, caller: Caller, periods: Span) -> CreditList:
    """Every line of the treasury in a span of periods, and whether the agency credited it."""
    query = (
        select(arrivals, unit_numbers.c.agency)
        .join(unit_numbers, unit_numbers.c.unit_no == arrivals.c.unit_no)
        .where(arrivals.c.employer_id == caller.employer_id)
        .where(*within(arrivals.c.period, periods))
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


def read_premium_filing(connection: Connection, caller: Caller, filing_no: str) -> PremiumFiling:
    """One filing.

    Raises RefusedError: NOT_FOUND.
    """
    return _filing(connection, _row(connection, caller.employer_id, filing_no), day_of(caller.now))


def list_premium_filings(connection: Connection, caller: Caller, days: Span) -> PremiumFilingList:
    """The filings submitted between two days, newest first."""
    of_days = submitted_between(premium_filings.c.submitted_at, days)
    query = of_employer(premium_filings, caller.employer_id, *of_days)
    rows = connection.execute(query.order_by(premium_filings.c.id.desc())).all()
    return PremiumFilingList(filings=[_filing(connection, row, day_of(caller.now)) for row in rows])


def list_filed_bills(connection: Connection, caller: Caller, filing_no: str) -> FiledBillList:
    """The bills of a filing as they were filed.

    Raises RefusedError: NOT_FOUND.
    """
    filing = _row(connection, caller.employer_id, filing_no)
    rows = connection.execute(
        select(
            filing_bills,
            *bills.c["period", "unit_no", "insurance", "insurance_name", "collected"],
            *bills.c["notice_no", "special_kind"],
            unit_numbers.c.agency,
        )
        .join(bills, bills.c.id == filing_bills.c.bill_id)
        .join(unit_numbers, unit_numbers.c.unit_no == bills.c.unit_no)
        .where(filing_bills.c.filing_id == filing.id)
        .order_by(bills.c.period, unit_numbers.c.position, bills.c.insurance)
    )
    return FiledBillList(
        bills=[
            told(
                FiledBill,
                row,
                bill_no=number(BILL_NO, row.bill_id),
                amount_fen=row.unit_fen + row.person_fen,
            )
            for row in rows
        ]
    )


def read_filed_lines(
    connection: Connection, caller: Caller, filing_no: str, bill_no: str, offset: int, limit: int
) -> Page:
    """A BillLinePage of a bill as it was filed; a collected bill shows no lines.

    Raises RefusedError: NOT_FOUND.
    """
    filing = _row(connection, caller.employer_id, filing_no)
    row = connection.execute(
        select(bills.c.id, bills.c.collected, filing_bills.c.revision)
        .join(bills, bills.c.id == filing_bills.c.bill_id)
        .where(filing_bills.c.filing_id == filing.id, bills.c.id == row_id(BILL_NO, bill_no))
    ).first()
    if row is None:
        raise RefusedError(RefusalCode.NOT_FOUND, f"社保费申报“{filing_no}”中没有“{bill_no}”。")
    if row.collected:
        return {"bill_no": bill_no, "revision": row.revision, "lines": [], "total": 0}
    return lines_of(connection, row.id, row.revision, offset, limit)


def _row(connection: Connection, employer_id: int, filing_no: str) -> Row[Any]:
    return own_row(
        connection, premium_filings, employer_id, PREMIUM_FILING_NO, filing_no, "社保费申报"
    )


def _filing(connection: Connection, row: Row[Any], today: date) -> PremiumFiling:
    paid = connection.execute(
        select(
            (filing_bills.c.unit_fen + filing_bills.c.person_fen).label("amount_fen"),
            debts.c.state,
            select(func.max(arrivals.c.arrived_on))
            .where(arrivals.c.bill_id == debts.c.bill_id)
            .scalar_subquery()
            .label("arrived_on"),
        )
        .join(
            debts,
            (debts.c.filing_id == filing_bills.c.filing_id)
            & (debts.c.bill_id == filing_bills.c.bill_id),
        )
        .where(filing_bills.c.filing_id == row.id)
    ).all()
    accepted = row.state == ItemState.ACCEPTED
    settled = [debt for debt in paid if accepted and debt.state == DebtState.PAID]
    credited = [debt for debt in settled if is_credited(debt.arrived_on, today)]
    return told(
        PremiumFiling,
        row,
        filing_no=number(PREMIUM_FILING_NO, row.id),
        bill_nos=[number(BILL_NO, bill_id) for bill_id in bills_of_filing(connection, row.id)],
        unpaid=accepted and len(settled) < len(paid),
        paid_fen=sum(debt.amount_fen for debt in settled),
        credited_fen=sum(debt.amount_fen for debt in credited),
    )
