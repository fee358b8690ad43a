"""Voucher records of every channel (缴费凭证打印记录), by day of issue and by period."""

from typing import Any

from sqlalchemy import Connection, Row, Select, select

from shebao.contract.states import VoucherState
from shebao.contract.vouchers import Voucher, VoucherLine, VoucherList
from shebao.sandbox.clock import day_of
from shebao.sandbox.numbers import DEBT, VOUCHER, found, number, row_id
from shebao.sandbox.payments.payment_records import within
from shebao.sandbox.tables import bills, debts, employers, voucher_debts, vouchers
from shebao.sandbox.wages.wage_filings import submitted_between


def read_voucher(connection: Connection, employer_id: int, voucher_no: str) -> Voucher:
    """One voucher.

    Raises RefusedError: NOT_FOUND.
    """
    query = _query(employer_id).where(vouchers.c.id == row_id(VOUCHER, voucher_no))
    return _voucher(connection, found(connection, query, f"缴税凭证“{voucher_no}”"))


def list_vouchers(
    connection: Connection,
    employer_id: int,
    days: tuple[str | None, str | None],
    periods: tuple[str | None, str | None],
) -> VoucherList:
    """The vouchers issued within the days over something of the periods, newest first."""
    query = _query(employer_id).where(*submitted_between(vouchers.c.issued_at, *days))
    if periods != (None, None):
        of_periods = (
            select(voucher_debts.c.voucher_id)
            .join(debts, debts.c.id == voucher_debts.c.debt_id)
            .join(bills, bills.c.id == debts.c.bill_id)
            .where(*within(bills.c.period, periods))
        )
        query = query.where(vouchers.c.id.in_(of_periods))
    rows = connection.execute(query.order_by(vouchers.c.id.desc())).all()
    return VoucherList(vouchers=[_voucher(connection, row) for row in rows])


def _query(employer_id: int) -> Select[Any]:
    return (
        select(
            vouchers,
            employers.c.tax_id,
            employers.c.name,
            employers.c.tax_office_no,
            employers.c.tax_office,
        )
        .join(employers, employers.c.id == vouchers.c.employer_id)
        .where(vouchers.c.employer_id == employer_id)
    )


def _voucher(connection: Connection, row: Row[Any]) -> Voucher:
    covered = connection.execute(
        select(voucher_debts, bills.c.period)
        .join(debts, debts.c.id == voucher_debts.c.debt_id)
        .join(bills, bills.c.id == debts.c.bill_id)
        .where(voucher_debts.c.voucher_id == row.id)
        .order_by(voucher_debts.c.debt_id)
    ).all()
    by_item: dict[str, int] = {}
    for debt in covered:
        amount_fen = debt.amount_fen + debt.late_fee_fen
        by_item[debt.levy_item] = by_item.get(debt.levy_item, 0) + amount_fen
    return Voucher(
        voucher_no=number(VOUCHER, row.id),
        state=VoucherState(row.state),
        issued_at=row.issued_at,
        issued_on=day_of(row.issued_at).isoformat(),
        pay_by=row.pay_by,
        tax_id=row.tax_id,
        name=row.name,
        tax_office_no=row.tax_office_no,
        tax_office=row.tax_office,
        payer_name=row.payer_name,
        payer_bank=row.payer_bank,
        payer_account=row.payer_account,
        period_from=min(debt.period for debt in covered),
        period_to=max(debt.period for debt in covered),
        debt_nos=[number(DEBT, debt.debt_id) for debt in covered],
        lines=[VoucherLine(levy_item=item, amount_fen=fen) for item, fen in by_item.items()],
        total_fen=row.total_fen,
        paid_on=row.paid_on,
        channel=row.channel,
    )
