"""What was paid and can be refunded, with the refund that holds it, and how much is asked back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from shebao.contract.premiums import NORMAL_LEVY, TOP_UP_LEVY
from shebao.contract.refunds import (
    RefundableLine,
    RefundableLineList,
    RefundableTicket,
    RefundableTicketList,
    TaxKind,
    VoucherKind,
)
from shebao.contract.states import DebtState, RefundState
from shebao.sandbox.database import told
from shebao.sandbox.numbers import ARRIVAL_NO, BILL_NO, REFUND_NO, number
from shebao.sandbox.office_tables import arrivals, refund_items, refunds
from shebao.sandbox.payments.debts import LATE_FEE_SUBITEM
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.tables import bill_lines, bills, debts, filing_bills

LATE_FEE_LINE = 0  # the place of a bill's late fee among its lines


@dataclass(frozen=True, slots=True)
class Holds:
    """Which refunds, not rejected, hold what."""

    rows: Sequence[Row[Any]]

    def of_arrival(self, arrival_id: int, bill_id: int) -> Row[Any] | None:
        """The refund of a ticket line, or of a person of its bill."""
        return next(
            (
                row
                for row in self.rows
                if row.arrival_id == arrival_id or (row.line is not None and row.bill_id == bill_id)
            ),
            None,
        )

    def of_line(self, bill_id: int, line: int) -> Row[Any] | None:
        """The refund of a person, or of a ticket line of the bill."""
        return next(
            (row for row in self.rows if row.bill_id == bill_id and row.line in {None, line}), None
        )


def find_holds(connection: Connection, employer_id: int) -> Holds:
    """Every hold of the employer's refunds."""
    query = (
        select(refund_items, refunds.c.state)
        .join(refunds, refunds.c.id == refund_items.c.refund_id)
        .where(refunds.c.employer_id == employer_id, refunds.c.state != RefundState.REJECTED)
        .order_by(refund_items.c.refund_id)
    )
    return Holds(connection.execute(query).all())


def list_tickets(
    connection: Connection, caller: Caller, first: str, last: str
) -> RefundableTicketList:
    """The lines of paid tickets of a span of periods."""
    holds = find_holds(connection, caller.employer_id)
    rows = connection.execute(
        arrivals_query(caller.employer_id).where(arrivals.c.period.between(first, last))
    ).all()
    made = [_ticket(row, holds.of_arrival(row.id, row.bill_id)) for row in rows]
    return RefundableTicketList(
        tickets=sorted(made, key=lambda t: (t.period, t.ticket_no, t.levy_subitem, t.arrival_no))
    )


def arrivals_query(employer_id: int) -> Select[Any]:
    """Arrivals of an employer with what their bills say."""
    return (
        select(arrivals, *bills.c["insurance_name", "notice_no", "special_kind"])
        .join(bills, bills.c.id == arrivals.c.bill_id)
        .where(arrivals.c.employer_id == employer_id)
    )


def list_lines(connection: Connection, caller: Caller, first: str, last: str) -> RefundableLineList:
    """The persons of paid bills of a span of periods, and each bill's late fee."""
    holds = find_holds(connection, caller.employer_id)
    found = connection.execute(
        lines_query(caller.employer_id).where(bills.c.period.between(first, last))
    ).all()
    lines = [_line(row, lowest_base(caller.rules, row), holds) for row in found]
    fees = connection.execute(
        arrivals_query(caller.employer_id).where(
            arrivals.c.period.between(first, last), arrivals.c.levy_subitem == LATE_FEE_SUBITEM
        )
    )
    lines += [_late_fee(row) for row in fees]
    return RefundableLineList(
        lines=sorted(lines, key=lambda one: (one.period, one.unit_no, one.insurance, one.line_no))
    )


def lowest_base(rules: Rules, row: Row[Any]) -> int | None:
    """Under which base a line cannot be adjusted; the difference of two bases can be nothing."""
    limit = rules.limit(row.insurance, row.period)
    return None if limit is None or row.special_kind == TOP_UP_LEVY else limit.floor_fen


def lines_query(employer_id: int) -> Select[Any]:
    """The lines of paid bills as they were filed; a collected bill shows none."""
    return (
        select(
            bill_lines,
            *bills.c["period", "unit_no", "insurance", "insurance_name"],
            *bills.c["notice_no", "special_kind"],
        )
        .join(bills, bills.c.id == bill_lines.c.bill_id)
        .join(debts, debts.c.bill_id == bills.c.id)
        .join(
            filing_bills,
            (filing_bills.c.filing_id == debts.c.filing_id)
            & (filing_bills.c.bill_id == bills.c.id)
            & (filing_bills.c.revision == bill_lines.c.revision),
        )
        .where(
            bills.c.employer_id == employer_id,
            bills.c.collected.is_(False),
            debts.c.state == DebtState.PAID,
        )
    )


def voucher_kind(row: Row[Any]) -> VoucherKind:
    """On which filing a bill was confirmed."""
    return VoucherKind.SPECIAL if row.notice_no else VoucherKind.DAILY


def line_no(bill_id: int, line: int) -> str:
    """The number of a line: its bill's, and its place there."""
    return f"{number(BILL_NO, bill_id)}-{line:06d}"


def _common(row: Row[Any], kind: TaxKind, hold: Row[Any] | None = None) -> dict[str, Any]:
    """What tickets and lines say alike, beside the columns of their rows."""
    return {
        "voucher_kind": voucher_kind(row),
        "levy_kind": row.special_kind or NORMAL_LEVY,
        "tax_kind": kind,
        "held_by": number(REFUND_NO, hold.refund_id) if hold else None,
        "held_state": RefundState(hold.state) if hold else None,
    }


def _ticket(row: Row[Any], hold: Row[Any] | None) -> RefundableTicket:
    if row.levy_subitem == LATE_FEE_SUBITEM:
        said = _common(row, TaxKind.LATE_FEE)
    else:
        said = _common(row, TaxKind.PRINCIPAL, hold)
    return told(RefundableTicket, row, arrival_no=number(ARRIVAL_NO, row.id), **said)


def _line(row: Row[Any], floor_fen: int | None, holds: Holds) -> RefundableLine:
    hold = holds.of_line(row.bill_id, row.line)
    return told(
        RefundableLine,
        row,
        line_no=line_no(row.bill_id, row.line),
        amount_fen=row.unit_fen + row.person_fen,
        floor_fen=floor_fen,
        **_common(row, TaxKind.PRINCIPAL, hold),
    )


def _late_fee(row: Row[Any]) -> RefundableLine:
    return told(
        RefundableLine,
        row,
        line_no=line_no(row.bill_id, LATE_FEE_LINE),
        **_common(row, TaxKind.LATE_FEE),
        name="",
        id_type="",
        id_number="",
        base_fen=0,
        floor_fen=None,
        unit_ppm=0,
        person_ppm=0,
        unit_fen=row.amount_fen,
        person_fen=0,
    )


def refunded_fen(connection: Connection, caller: Caller) -> Mapping[int, int]:
    """Amounts by arrival, of every refund that is not rejected; what has none is missing.

    What a person's refund gives back is of the unit's line and of the persons' line of the bill.
    """
    found: dict[int, int] = defaultdict(int)
    parts: dict[tuple[int, bool], int] = defaultdict(int)  # by bill, and whether it is the unit's
    for item in find_holds(connection, caller.employer_id).rows:
        if item.arrival_id is not None:
            found[item.arrival_id] += item.amount_fen
        else:
            parts[item.bill_id, True] += item.unit_fen or 0
            parts[item.bill_id, False] += item.amount_fen - (item.unit_fen or 0)
    bills = {bill_id for bill_id, _ in parts}
    for row in connection.execute(select(arrivals).where(arrivals.c.bill_id.in_(bills))):
        rule = caller.rules.insurance(row.insurance)
        if rule is None or row.levy_subitem not in (rule.unit_subitem, rule.person_subitem):
            continue  # a late fee is never refunded
        given_back = parts[row.bill_id, row.levy_subitem == rule.unit_subitem]
        if given_back:
            found[row.id] += given_back
    return found
