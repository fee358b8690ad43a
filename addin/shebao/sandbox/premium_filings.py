"""Premium filings: confirmed bills wait for the answer, which makes debts of them or not."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from shebao.contract.premiums import PremiumFiling, PremiumFilingList, PremiumFilingRequest
from shebao.contract.refusals import REASON_TEXTS, ReasonCode, RefusalCode
from shebao.contract.rule_file import Bundling, DeadlineRule
from shebao.contract.states import ItemState, PayableState
from shebao.sandbox.access import Caller
from shebao.sandbox.bill_generation import forget_generations
from shebao.sandbox.bills import generate_stale, wages_missing
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.clock import day_of, months_after
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import BILL, PREMIUM_FILING, number, row_id
from shebao.sandbox.rulebook import Rules
from shebao.sandbox.tables import bills, debts, employers, filing_bills, premium_filings
from shebao.sandbox.wage_filings import submitted_between


def take_premium_filing(
    connection: Connection, caller: Caller, request: PremiumFilingRequest
) -> str:
    """The bills are 申报中 under a new filing; returns its number.

    Raises:
        RefusedError: BAD_REQUEST, NOT_FOUND, BILL_NOT_OPEN or BILL_CHANGED.
    """
    generate_stale(connection, caller)
    bill_ids = [row_id(BILL, confirmation.bill_no) for confirmation in request.bills]
    if len(set(bill_ids)) != len(bill_ids):
        raise RefusedError(RefusalCode.BAD_REQUEST, "同一条应缴信息被重复勾选，请核对后重新提交。")
    found = {row.id: row for row in _bills(connection, caller.employer_id, bill_ids)}
    for bill_id, confirmation in zip(bill_ids, request.bills, strict=True):
        bill = found.get(bill_id)
        if bill is None:
            raise RefusedError(
                RefusalCode.NOT_FOUND, f"未找到应缴信息“{confirmation.bill_no}”，请刷新后重试。"
            )
        _check_open(bill, confirmation.bill_no)
        amount_fen = bill.unit_fen + bill.person_fen
        if (bill.revision, amount_fen) != (confirmation.revision, confirmation.amount_fen):
            raise RefusedError(
                RefusalCode.BILL_CHANGED,
                f"{bill.period} {bill.insurance_name}的应缴信息已重新生成，请刷新核对后再提交。",
                bill_no=confirmation.bill_no,
            )
    filing_id: int = connection.execute(
        insert(premium_filings)
        .values(
            employer_id=caller.employer_id,
            state=ItemState.PROCESSING,
            submitted_at=caller.now,
            due_at=caller.bureau.due_at(caller.now),
            amount_fen=sum(confirmation.amount_fen for confirmation in request.bills),
        )
        .returning(premium_filings.c.id)
    ).scalar_one()
    connection.execute(
        insert(filing_bills),
        [{"filing_id": filing_id, "bill_id": bill_id} for bill_id in bill_ids],
    )
    _set_state(connection, bill_ids, PayableState.FILING)
    return number(PREMIUM_FILING, filing_id)


def _check_open(bill: Row[Any], bill_no: str) -> None:
    if bill.state != PayableState.INITIAL or bill.people == 0:
        raise RefusedError(
            RefusalCode.BILL_NOT_OPEN,
            f"{bill.period} {bill.insurance_name}的应缴信息状态为“{bill.state}”，不能再次申报。",
            bill_no=bill_no,
        )


def process_premium_filing(connection: Connection, bureau: Bureau, filing: Row[Any]) -> None:
    """The filing succeeded and its bills are debts, or it failed and they are open again."""
    employer = connection.execute(
        select(employers).where(employers.c.id == filing.employer_id)
    ).one()
    rules = bureau.rulebook[employer.region]
    bill_ids = _bill_ids(connection, filing.id)
    filed = _bills(connection, filing.employer_id, bill_ids)
    reason = _failure(connection, rules, filing.employer_id, filed)
    if reason is not None:
        _set_state(connection, bill_ids, PayableState.INITIAL)
        # Wages may have changed meanwhile: the reopened bills are generated anew at the next look.
        forget_generations(connection, filing.employer_id, {bill.period for bill in filed})
        _finish(
            connection,
            filing,
            state=ItemState.REFUSED,
            reason_code=reason,
            reason=REASON_TEXTS[reason],
        )
        return
    _set_state(connection, bill_ids, PayableState.FILED)
    connection.execute(
        insert(debts),
        [
            {
                "employer_id": filing.employer_id,
                "filing_id": filing.id,
                "bill_id": bill.id,
                "due_on": due_on(rules.file.deadline, bill.period).isoformat(),
                "state": PayableState.FILED,
            }
            for bill in filed
        ],
    )
    _finish(
        connection,
        filing,
        state=ItemState.ACCEPTED,
        accepted_by=employer.tax_office,
        accepted_on=day_of(filing.due_at).isoformat(),
    )


def _failure(
    connection: Connection, rules: Rules, employer_id: int, filed: Sequence[Row[Any]]
) -> ReasonCode | None:
    if rules.file.bundle.bundling is Bundling.UNIT_NUMBER and _bundle_is_incomplete(
        connection, employer_id, filed
    ):
        return ReasonCode.BUNDLE_INCOMPLETE
    for period in sorted({bill.period for bill in filed if not bill.collected}):
        if wages_missing(connection, employer_id, rules, period):
            return ReasonCode.HEADCOUNT_DIFFERS
    return None


def _bundle_is_incomplete(
    connection: Connection, employer_id: int, filed: Sequence[Row[Any]]
) -> bool:
    together: dict[tuple[str, str], set[int]] = defaultdict(set)
    for bill in filed:
        together[bill.unit_no, bill.period].add(bill.id)
    siblings = connection.execute(
        select(bills.c.id, bills.c.unit_no, bills.c.period, bills.c.state).where(
            bills.c.employer_id == employer_id,
            bills.c.people > 0,
            bills.c.collected.is_(False),
            bills.c.unit_no.in_({unit_no for unit_no, _ in together}),
            bills.c.period.in_({period for _, period in together}),
        )
    )
    return any(
        row.state in {PayableState.INITIAL, PayableState.FILING}
        and row.id not in together[row.unit_no, row.period]
        for row in siblings
        if (row.unit_no, row.period) in together
    )


def due_on(deadline: DeadlineRule, period: str) -> date:
    """The last day on which a period can be paid without a late fee."""
    month = months_after(period, deadline.months_after)
    first = date.fromisoformat(f"{month}-01")
    last = date.fromisoformat(f"{months_after(month, 1)}-01") - timedelta(days=1)
    return min(first + timedelta(days=deadline.day - 1), last)


def read_premium_filing(connection: Connection, employer_id: int, filing_no: str) -> PremiumFiling:
    """One filing.

    Raises:
        RefusedError: NOT_FOUND.
    """
    row = connection.execute(
        select(premium_filings).where(
            premium_filings.c.id == row_id(PREMIUM_FILING, filing_no),
            premium_filings.c.employer_id == employer_id,
        )
    ).first()
    if row is None:
        raise RefusedError(RefusalCode.NOT_FOUND, f"未找到社保费申报“{filing_no}”。")
    return _filing(connection, row)


def list_premium_filings(
    connection: Connection, employer_id: int, first_day: str | None, last_day: str | None
) -> PremiumFilingList:
    """The filings submitted between two days, newest first."""
    rows = connection.execute(
        select(premium_filings)
        .where(
            premium_filings.c.employer_id == employer_id,
            *submitted_between(premium_filings.c.submitted_at, first_day, last_day),
        )
        .order_by(premium_filings.c.id.desc())
    ).all()
    return PremiumFilingList(filings=[_filing(connection, row) for row in rows])


def _filing(connection: Connection, row: Row[Any]) -> PremiumFiling:
    return PremiumFiling(
        filing_no=number(PREMIUM_FILING, row.id),
        state=ItemState(row.state),
        submitted_at=row.submitted_at,
        bill_nos=[number(BILL, bill_id) for bill_id in _bill_ids(connection, row.id)],
        amount_fen=row.amount_fen,
        reason_code=row.reason_code,
        reason=row.reason,
        accepted_by=row.accepted_by,
        accepted_on=row.accepted_on,
    )


def _bills(connection: Connection, employer_id: int, bill_ids: Sequence[int]) -> Sequence[Row[Any]]:
    return connection.execute(
        select(bills)
        .where(bills.c.employer_id == employer_id, bills.c.id.in_(bill_ids))
        .order_by(bills.c.id)
    ).all()


def _bill_ids(connection: Connection, filing_id: int) -> Sequence[int]:
    return connection.scalars(
        select(filing_bills.c.bill_id)
        .where(filing_bills.c.filing_id == filing_id)
        .order_by(filing_bills.c.bill_id)
    ).all()


def _set_state(connection: Connection, bill_ids: Sequence[int], state: PayableState) -> None:
    connection.execute(update(bills).where(bills.c.id.in_(bill_ids)).values(state=state))


def _finish(connection: Connection, filing: Row[Any], **values: str) -> None:
    connection.execute(
        update(premium_filings)
        .where(premium_filings.c.id == filing.id)
        .values(due_at=None, **values)
    )
