"""Debts: confirmed bills that are not paid, who holds each, and the late fee of the day."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, select

from shebao.contract.payments import Debt, DebtList
from shebao.contract.premiums import NORMAL_LEVY
from shebao.contract.refusals import RefusalCode
from shebao.contract.rule_file import LateFeeRule
from shebao.contract.state_tables import DEBT, DebtEvent
from shebao.contract.states import DebtState
from shebao.sandbox.clock import day_of
from shebao.sandbox.database import Span, told, within
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import (
    BILL_NO,
    DEBT_NO,
    PAYMENT_NO,
    PREMIUM_FILING_NO,
    VOUCHER_NO,
    number,
    row_id,
)
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.filing_checks import check_collectable
from shebao.sandbox.premiums.premium import PPM
from shebao.sandbox.tables import bills, debts, unit_numbers
from shebao.sandbox.transitions import apply

LATE_FEE_SUBITEM = "滞纳金"
GONE = frozenset({DebtState.PAID, DebtState.VOIDED})


def list_debts(connection: Connection, caller: Caller, *, held: bool) -> DebtList:
    """Debts that can be paid now; with ``held`` also those that somebody holds."""
    rows = find_debts(connection, caller.employer_id, None)
    shown = [row for row in rows if row.state == DebtState.OPEN or (held and row.state not in GONE)]
    return DebtList(debts=[_debt(caller, row) for row in shown])


def debts_to_pay(
    connection: Connection,
    caller: Caller,
    debt_nos: Sequence[str],
    amount_fen: int,
    event: DebtEvent,
) -> tuple[Sequence[Row[Any]], dict[int, int]]:
    """The event took the debts; they and the late fee of each add up to what the clerk confirmed.

    Raises RefusedError: BAD_REQUEST, NOT_FOUND, DEBT_NOT_OPEN, NOTICE_EXPIRED or AMOUNT_DIFFERS.
    """
    debt_ids = [row_id(DEBT_NO, debt_no) for debt_no in debt_nos]
    if len(set(debt_ids)) != len(debt_ids):
        raise RefusedError(RefusalCode.BAD_REQUEST, "同一笔欠费被重复勾选，请核对后重新提交。")
    found = find_debts(connection, caller.employer_id, debt_ids)
    if len(found) != len(debt_ids):
        raise RefusedError(RefusalCode.NOT_FOUND, "所选欠费不存在，请刷新欠费信息后重试。")
    apply(connection, DEBT, debt_ids, event)
    check_collectable(caller, found)
    fees = {debt.id: late_fee_fen(caller, debt) for debt in found}
    due_fen = sum(debt.unit_fen + debt.person_fen + fees[debt.id] for debt in found)
    if due_fen != amount_fen:
        raise RefusedError(
            RefusalCode.AMOUNT_DIFFERS,
            f"确认的缴费金额与应缴金额 {due_fen // 100}.{due_fen % 100:02d} 元不一致，"
            "请刷新欠费信息后重新确认。",
            amount_fen=str(due_fen),
        )
    return found, fees


def find_debts(
    connection: Connection, employer_id: int, debt_ids: Collection[int] | None
) -> Sequence[Row[Any]]:
    """Debts with what their bills say, by period, unit number and insurance."""
    query = (
        select(
            debts,
            *bills.c["period", "unit_no", "insurance", "insurance_name", "unit_fen", "person_fen"],
            *bills.c["notice_no", "special_kind", "top_up", "collect_by"],
            bills.c.state.label("bill_state"),
        )
        .join(bills, bills.c.id == debts.c.bill_id)
        .join(unit_numbers, unit_numbers.c.unit_no == bills.c.unit_no)
        .where(debts.c.employer_id == employer_id)
        .order_by(bills.c.period, unit_numbers.c.position, bills.c.insurance, bills.c.top_up)
    )
    if debt_ids is not None:
        query = query.where(debts.c.id.in_(debt_ids))
    return connection.execute(query).all()


def holders_of(holder: Column[Any], periods: Span) -> Select[tuple[int]]:
    """Which payments or vouchers have to do with a debt of the periods."""
    of_debt = debts.c.id == holder.table.c.debt_id
    query = select(holder).join(debts, of_debt).join(bills, bills.c.id == debts.c.bill_id)
    return query.where(*within(bills.c.period, periods))


def fees_held(connection: Connection, holder: Column[Any], holder_id: int) -> dict[int, int]:
    """The late fee of each debt that a payment or voucher is over, by the debt's id."""
    held = holder.table.c
    fees = select(held.debt_id, held.late_fee_fen).where(holder == holder_id)
    return dict(connection.execute(fees).all())


def late_fee_fen(caller: Caller, debt: Row[Any], day: date | None = None) -> int:
    """滞纳金 on a day, by default that of the call; every day after the deadline counts, it too."""
    rule = caller.rules.file.late_fee
    days = ((day or day_of(caller.now)) - date.fromisoformat(debt.due_on)).days
    return fee_fen(rule, debt.unit_fen + debt.person_fen, days)


def fee_fen(rule: LateFeeRule, principal_fen: int, days_late: int) -> int:
    """The late fee, rounded half up to the fen."""
    fee = (2 * principal_fen * rule.daily_ppm * max(days_late, 0) + PPM) // (2 * PPM)
    return min(fee, principal_fen) if rule.capped_at_principal else fee


def _debt(caller: Caller, row: Row[Any]) -> Debt:
    return told(
        Debt,
        row,
        debt_no=number(DEBT_NO, row.id),
        filing_no=number(PREMIUM_FILING_NO, row.filing_id),
        bill_no=number(BILL_NO, row.bill_id),
        amount_fen=row.unit_fen + row.person_fen,
        late_fee_fen=late_fee_fen(caller, row),
        state=row.bill_state,
        hold=row.state,
        held_by=holder_of(row),
        levy_kind=row.special_kind or NORMAL_LEVY,
    )


def holder_of(row: Row[Any]) -> str | None:
    """The number of the payment or voucher that a debt or an arrival names, or None."""
    if row.payment_id is not None:
        return number(PAYMENT_NO, row.payment_id)
    return None if row.voucher_id is None else number(VOUCHER_NO, row.voucher_id)
