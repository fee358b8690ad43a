"""Debts: confirmed bills that are not paid, with the late fee of the day."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from shebao.contract.payments import Debt, DebtList
from shebao.contract.rule_file import LateFeeRule
from shebao.contract.states import PayableState
from shebao.sandbox.access import Caller
from shebao.sandbox.clock import day_of
from shebao.sandbox.numbers import BILL, DEBT, PREMIUM_FILING, number
from shebao.sandbox.premium import PPM
from shebao.sandbox.tables import bills, debts, unit_numbers


def open_debts(connection: Connection, caller: Caller) -> DebtList:
    """Debts that can be paid now; one held by a payment under way is not among them."""
    rows = find_debts(connection, caller.employer_id, None)
    return DebtList(debts=[_debt(caller, row) for row in rows if is_open(row)])


def find_debts(
    connection: Connection, employer_id: int, debt_ids: Collection[int] | None
) -> Sequence[Row[Any]]:
    """Debts with what their bills say, by period, unit number and insurance."""
    query = (
        select(
            debts,
            bills.c.period,
            bills.c.unit_no,
            bills.c.insurance,
            bills.c.insurance_name,
            bills.c.unit_fen,
            bills.c.person_fen,
        )
        .join(bills, bills.c.id == debts.c.bill_id)
        .join(unit_numbers, unit_numbers.c.unit_no == bills.c.unit_no)
        .where(debts.c.employer_id == employer_id)
        .order_by(bills.c.period, unit_numbers.c.position, bills.c.insurance)
    )
    if debt_ids is not None:
        query = query.where(debts.c.id.in_(debt_ids))
    return connection.execute(query).all()


def is_open(debt: Row[Any]) -> bool:
    """Whether a debt can be paid now."""
    return bool(debt.state == PayableState.FILED and debt.payment_id is None)


def late_fee_fen(caller: Caller, debt: Row[Any]) -> int:
    """滞纳金 on the day of the call; every day after the deadline counts, that day included."""
    rule = caller.bureau.rulebook[caller.region].file.late_fee
    days = (day_of(caller.now) - date.fromisoformat(debt.due_on)).days
    return fee_fen(rule, debt.unit_fen + debt.person_fen, days)


def fee_fen(rule: LateFeeRule, principal_fen: int, days_late: int) -> int:
    """The late fee, rounded half up to the fen."""
    fee = (2 * principal_fen * rule.daily_ppm * max(days_late, 0) + PPM) // (2 * PPM)
    return min(fee, principal_fen) if rule.capped_at_principal else fee


def _debt(caller: Caller, row: Row[Any]) -> Debt:
    return Debt(
        debt_no=number(DEBT, row.id),
        filing_no=number(PREMIUM_FILING, row.filing_id),
        bill_no=number(BILL, row.bill_id),
        period=row.period,
        unit_no=row.unit_no,
        insurance=row.insurance,
        insurance_name=row.insurance_name,
        amount_fen=row.unit_fen + row.person_fen,
        late_fee_fen=late_fee_fen(caller, row),
        due_on=row.due_on,
        state=PayableState(row.state),
    )
