"""Vouchers (银行端查询缴税凭证): printed over debts, paid in time, voided, and told."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from shebao.contract.refusals import RefusalCode
from shebao.contract.state_tables import DEBT, VOUCHER, DebtEvent, VoucherEvent
from shebao.contract.vouchers import (
    Voucher,
    VoucherLine,
    VoucherList,
    VoucherRequest,
    VoucherVoidRequest,
)
from shebao.sandbox.bureau import THIS_CHANNEL, Bureau
from shebao.sandbox.clock import day_of
from shebao.sandbox.database import Span, new_row, told
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.form_fields import branch_of
from shebao.sandbox.numbers import (
    DEBT_NO,
    VOUCHER_NO,
    found,
    number,
    own_row,
    row_id,
    voucher_ticket_no,
)
from shebao.sandbox.office_tables import voucher_debts, vouchers
from shebao.sandbox.payments.accounts import find_account
from shebao.sandbox.payments.agreements import check_agreement
from shebao.sandbox.payments.arrivals import settle_debts
from shebao.sandbox.payments.debts import debts_to_pay, fees_held, holders_of
from shebao.sandbox.people.access import Caller
from shebao.sandbox.tables import bills, debts, employers
from shebao.sandbox.transitions import apply
from shebao.sandbox.wages.wage_filings import submitted_between


def take_voucher(
    connection: Connection, caller: Caller, request: VoucherRequest, channel: str = THIS_CHANNEL
) -> str:
    """The debts are held by a new voucher; returns its number.

    Raises RefusedError: PAYER_ODD, NOT_FOUND, DEBT_NOT_OPEN or what ``debts_to_pay`` says.
    """
    name, bank, account = _payer(connection, caller, request)
    found, fees = debts_to_pay(
        connection, caller, request.debt_nos, request.amount_fen, DebtEvent.PRINT_VOUCHER
    )
    voucher_id = new_row(
        connection,
        vouchers,
        employer_id=caller.employer_id,
        state=VOUCHER.start,
        issued_at=caller.now,
        pay_by=_pay_by(day_of(caller.now), found).isoformat(),
        payer_name=name,
        payer_bank=bank,
        payer_account=account,
        total_fen=request.amount_fen,
        channel=channel,
    )
    connection.execute(update(debts).where(debts.c.id.in_(fees)).values(voucher_id=voucher_id))
    levy_items = {rule.insurance: rule.levy_item for rule in caller.rules.file.insurances}
    lines = [
        {
            "voucher_id": voucher_id,
            "debt_id": debt.id,
            "levy_item": levy_items[debt.insurance],
            "amount_fen": debt.unit_fen + debt.person_fen,
            "late_fee_fen": fees[debt.id],
        }
        for debt in found
    ]
    connection.execute(insert(voucher_debts), lines)
    return number(VOUCHER_NO, voucher_id)


def _payer(connection: Connection, caller: Caller, request: VoucherRequest) -> tuple[str, str, str]:
    chosen = (request.agreement_no, request.account_id, request.payer)
    if sum(one is not None for one in chosen) > 1:
        raise RefusedError(
            RefusalCode.PAYER_ODD, "付款账户只能选择已备案账户或人工录入账户之一，请重新选择。"
        )
    if request.payer is not None:
        name, bank = request.payer.name.strip(), request.payer.bank.strip()
        if not name or not bank:
            raise RefusedError(
                RefusalCode.PAYER_ODD, "人工录入的账户名称和开户银行不能为空，请补全后重新提交。"
            )
        return name, bank, request.payer.account_no
    if request.agreement_no is not None:
        row = check_agreement(connection, caller.employer_id, request.agreement_no)
        return row.account_name, row.bank, row.account_no
    if request.account_id is not None:
        row = find_account(connection, caller.employer_id, request.account_id)
        return row.name, branch_of(caller.region, row.branch_no).branch, row.account_no
    return "", "", ""


def _pay_by(today: date, found: Sequence[Row[Any]]) -> date:
    """The last day on which the printed amount is right: a late fee grows from day to day."""
    return max(today, min(date.fromisoformat(debt.due_on) for debt in found))


def take_voucher_void(connection: Connection, caller: Caller, request: VoucherVoidRequest) -> str:
    """The voucher is void and its debts can be paid another way; returns its number.

    Raises RefusedError: NOT_FOUND or VOUCHER_NOT_OPEN.
    """
    wanted, employer_id = request.voucher_no, caller.employer_id
    voucher = own_row(connection, vouchers, employer_id, VOUCHER_NO, wanted, "缴税凭证")
    apply(connection, VOUCHER, [voucher.id], VoucherEvent.VOID)
    debt_ids = list(fees_held(connection, voucher_debts.c.voucher_id, voucher.id))
    values = {"voucher_id": None, "open_since": caller.now}
    apply(connection, DEBT, debt_ids, DebtEvent.RELEASE, **values)
    return request.voucher_no


def pay_at_bank(connection: Connection, bureau: Bureau, voucher_no: str) -> None:
    """A bank took the money of the voucher.

    Raises RefusedError: NOT_FOUND, VOUCHER_NOT_OPEN, or VOUCHER_EXPIRED past 税款限缴日期.
    """
    query = (
        select(vouchers, employers.c.region)
        .join(employers, employers.c.id == vouchers.c.employer_id)
        .where(vouchers.c.id == row_id(VOUCHER_NO, voucher_no))
    )
    voucher = found(connection, query, f"缴税凭证“{voucher_no}”")
    day = day_of(bureau.clock.now()).isoformat()
    event = VoucherEvent.PAY if day <= voucher.pay_by else VoucherEvent.PAY_LATE
    apply(connection, VOUCHER, [voucher.id], event, paid_on=day)
    settle_debts(
        connection,
        bureau.rulebook[voucher.region],
        fees_held(connection, voucher_debts.c.voucher_id, voucher.id),
        employer_id=voucher.employer_id,
        voucher_id=voucher.id,
        ticket_no=voucher_ticket_no(voucher.region, day[:7], voucher.id),
        arrived_on=day,
    )


def read_voucher(connection: Connection, caller: Caller, voucher_no: str) -> Voucher:
    """One voucher.

    Raises RefusedError: NOT_FOUND.
    """
    query = _query(caller.employer_id).where(vouchers.c.id == row_id(VOUCHER_NO, voucher_no))
    return _voucher(connection, found(connection, query, f"缴税凭证“{voucher_no}”"))


def list_vouchers(connection: Connection, caller: Caller, days: Span, periods: Span) -> VoucherList:
    """The vouchers issued within the days over something of the periods, newest first."""
    query = _query(caller.employer_id).where(*submitted_between(vouchers.c.issued_at, days))
    if periods != (None, None):
        of_periods = holders_of(voucher_debts.c.voucher_id, periods)
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
    return told(
        Voucher,
        row,
        voucher_no=number(VOUCHER_NO, row.id),
        issued_on=day_of(row.issued_at).isoformat(),
        period_from=min(debt.period for debt in covered),
        period_to=max(debt.period for debt in covered),
        debt_nos=[number(DEBT_NO, debt.debt_id) for debt in covered],
        lines=[VoucherLine(levy_item=item, amount_fen=fen) for item, fen in by_item.items()],
    )
