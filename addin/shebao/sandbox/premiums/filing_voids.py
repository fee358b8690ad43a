"""Voiding a filing (作废): taken while nobody holds its debts, answered later, bills open again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from shebao.contract.premiums import FilingVoidRequest
from shebao.contract.refusals import RefusalCode
from shebao.contract.state_tables import BILL, DEBT, FILING, BillEvent, DebtEvent, FilingEvent
from shebao.contract.states import PayableState
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import PREMIUM_FILING_NO, own_row
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.bill_generation import forget_generations
from shebao.sandbox.premiums.premium_filings import answer_premium_filing, bills_of_filing
from shebao.sandbox.tables import bills, debts, premium_filings
from shebao.sandbox.transitions import apply

VOID_REFUSED = "税务系统未能作废该申报，原申报仍然有效，请稍后重新作废。"


def take_void(connection: Connection, caller: Caller, request: FilingVoidRequest) -> str:
    """The filing is 作废中 and nobody can pay it any more; returns its number.

    Raises RefusedError: NOT_FOUND, FILING_NOT_VOIDABLE, or DEBT_HELD when it is paid or being paid.
    """
    wanted, employer_id = request.filing_no, caller.employer_id
    filing = own_row(
        connection, premium_filings, employer_id, PREMIUM_FILING_NO, wanted, "社保费申报"
    )
    if words := _stands_on_it(connection, caller.employer_id, filing.id):
        raise RefusedError(RefusalCode.FILING_NOT_VOIDABLE, words)
    due_at = caller.bureau.due_at(caller.now)
    apply(connection, FILING, [filing.id], FilingEvent.VOID, due_at=due_at, reason="")
    apply(connection, DEBT, _debts(connection, filing.id), DebtEvent.VOID)
    return request.filing_no


def _stands_on_it(connection: Connection, employer_id: int, filing_id: int) -> str:
    """Why a filing is not voided: what was filed in addition would stand on nothing. Or nothing."""
    mine = bills.alias("mine")
    added = connection.execute(
        select(bills.c.period, bills.c.insurance_name)
        .join(
            mine,
            (mine.c.period == bills.c.period)
            & (mine.c.unit_no == bills.c.unit_no)
            & (mine.c.insurance == bills.c.insurance)
            & (mine.c.top_up < bills.c.top_up),
        )
        .where(
            mine.c.id.in_(bills_of_filing(connection, filing_id)),
            mine.c.employer_id == employer_id,
            mine.c.notice_no == "",
            bills.c.employer_id == employer_id,
            bills.c.id.not_in(bills_of_filing(connection, filing_id)),
            bills.c.state.not_in([PayableState.INITIAL, PayableState.VOIDED]),
        )
    ).first()
    if added is None:
        return ""
    return (
        f"{added.period} {added.insurance_name}在此之后申报过差额补缴，"
        "请先作废差额补缴的申报，再作废该申报。"
    )


def process_premium_filing(connection: Connection, bureau: Bureau, filing: Row[Any]) -> None:
    """What was due of the filing is answered: itself, or its voiding."""
    if FILING.allows(FILING.states(filing.state), FilingEvent.ACCEPT):
        answer_premium_filing(connection, bureau, filing)
    else:
        _answer_void(connection, bureau, filing)


def _answer_void(connection: Connection, bureau: Bureau, filing: Row[Any]) -> None:
    debt_ids = _debts(connection, filing.id)
    # Asked again: it may have been filed while the void waited for its answer.
    reason = _stands_on_it(connection, filing.employer_id, filing.id)
    if bureau.injections.voids_refused:
        bureau.injections.voids_refused -= 1
        reason = VOID_REFUSED
    if reason:
        since = bureau.clock.now()
        apply(connection, DEBT, debt_ids, DebtEvent.VOID_REFUSED, open_since=since)
        apply(connection, FILING, [filing.id], FilingEvent.VOID_REFUSED, due_at=None, reason=reason)
        return
    bill_ids = bills_of_filing(connection, filing.id)
    apply(connection, DEBT, debt_ids, DebtEvent.VOID_ACCEPTED)
    apply(connection, BILL, bill_ids, BillEvent.VOID)
    connection.execute(update(bills).where(bills.c.id.in_(bill_ids)).values(remark=""))
    periods = connection.scalars(select(bills.c.period).where(bills.c.id.in_(bill_ids))).all()
    forget_generations(connection, filing.employer_id, set(periods))
    apply(connection, FILING, [filing.id], FilingEvent.VOID_ACCEPTED, due_at=None)


def _debts(connection: Connection, filing_id: int) -> Sequence[int]:
    return connection.scalars(select(debts.c.id).where(debts.c.filing_id == filing_id)).all()
