"""Premium filings: confirmed bills wait for the answer, which makes debts of them or not."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from shebao.contract.premiums import PremiumFilingRequest
from shebao.contract.refusals import REASON_TEXTS, ReasonCode, RefusalCode
from shebao.contract.rule_file import Bundling
from shebao.contract.state_tables import BILL, DEBT, FILING, BillEvent, FilingEvent
from shebao.contract.states import PayableState
from shebao.sandbox.bureau import THIS_CHANNEL, Bureau
from shebao.sandbox.clock import day_of
from shebao.sandbox.database import employer_row, new_row, of_employer
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import BILL_NO, PREMIUM_FILING_NO, number, row_id
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.bill_generation import forget_generations
from shebao.sandbox.premiums.bills import generate_stale, wages_missing
from shebao.sandbox.premiums.filing_checks import check_notices, check_order, check_unchanged
from shebao.sandbox.premiums.rulebook import Rules, due_on
from shebao.sandbox.tables import bills, debts, filing_bills, premium_filings
from shebao.sandbox.transitions import apply

# What of a bill is kept as it was filed.
AS_FILED = ("revision", "people", "base_fen", "unit_fen", "person_fen")


def take_premium_filing(
    connection: Connection,
    caller: Caller,
    request: PremiumFilingRequest,
    channel: str = THIS_CHANNEL,
) -> str:
    """The bills are 申报中 under a new filing; returns its number.

    Raises RefusedError: BAD_REQUEST, NOT_FOUND, BILL_NOT_OPEN, BILL_CHANGED, LEAVER_IN_BILL,
    OVERDUE_FIRST, NOTICE_INCOMPLETE or NOTICE_EXPIRED.
    """
    generate_stale(connection, caller)
    wanted = _wanted(connection, caller, request)
    apply(connection, BILL, [bill.id for bill in wanted], BillEvent.CONFIRM)
    for bill, seen in zip(wanted, request.bills, strict=True):
        check_unchanged(bill, seen)
    special = any(bill.notice_no for bill in wanted)
    if special:
        check_notices(connection, caller, wanted)
    else:
        check_order(connection, caller, wanted)
    filing_id = begin_filing(
        connection,
        caller,
        amount_fen=sum(seen.amount_fen for seen in request.bills),
        special=special,
        wage_revision=employer_row(connection, caller.employer_id).wage_revision,
        channel=channel,
    )
    keep_as_filed(connection, filing_id, wanted, [seen.remark for seen in request.bills])
    return number(PREMIUM_FILING_NO, filing_id)


def begin_filing(connection: Connection, caller: Caller, **values: Any) -> int:
    """A filing of the caller's is 申报中; returns its id."""
    due = {"submitted_at": caller.now, "due_at": caller.bureau.due_at(caller.now)}
    whose = {"employer_id": caller.employer_id, "state": FILING.start}
    return new_row(connection, premium_filings, **whose, **due, **values)


def _wanted(
    connection: Connection, caller: Caller, request: PremiumFilingRequest
) -> list[Row[Any]]:
    """The bills in the order of the request."""
    bill_ids = [row_id(BILL_NO, seen.bill_no) for seen in request.bills]
    if len(set(bill_ids)) != len(bill_ids):
        raise RefusedError(RefusalCode.BAD_REQUEST, "同一条应缴信息被重复勾选，请核对后重新提交。")
    found = {row.id: row for row in find_bills(connection, caller.employer_id, bill_ids)}
    for bill_id, seen in zip(bill_ids, request.bills, strict=True):
        if bill_id not in found or not found[bill_id].people:
            raise RefusedError(
                RefusalCode.NOT_FOUND, f"未找到应缴信息“{seen.bill_no}”，请刷新后重试。"
            )
    return [found[bill_id] for bill_id in bill_ids]


def keep_as_filed(
    connection: Connection, filing_id: int, wanted: Sequence[Row[Any]], remarks: Sequence[str]
) -> None:
    """The filing names these bills as they are now, each with its remark."""
    connection.execute(
        insert(filing_bills),
        [
            {
                "filing_id": filing_id,
                "bill_id": bill.id,
                "remark": remark,
                **{name: getattr(bill, name) for name in AS_FILED},
            }
            for bill, remark in zip(wanted, remarks, strict=True)
        ],
    )
    connection.execute(
        update(bills)
        .where(bills.c.id == bindparam("of_bill"))
        .values(remark=bindparam("new_remark")),
        [
            {"of_bill": bill.id, "new_remark": remark}
            for bill, remark in zip(wanted, remarks, strict=True)
        ],
    )


def answer_premium_filing(connection: Connection, bureau: Bureau, filing: Row[Any]) -> None:
    """The filing succeeded and its bills are debts, or it failed and they are open again."""
    employer = employer_row(connection, filing.employer_id)
    rules = bureau.rulebook[employer.region]
    bill_ids = bills_of_filing(connection, filing.id)
    filed = find_bills(connection, filing.employer_id, bill_ids)
    reason = None if filing.special else _failure(connection, rules, filing.employer_id, filed)
    if reason is not None:
        apply(connection, BILL, bill_ids, BillEvent.REFUSE)
        # Wages may have changed meanwhile: the reopened bills are generated anew at the next look.
        forget_generations(connection, filing.employer_id, {bill.period for bill in filed})
        apply(
            connection,
            FILING,
            [filing.id],
            FilingEvent.REFUSE,
            due_at=None,
            reason_code=reason,
            reason=REASON_TEXTS[reason],
        )
        return
    apply(connection, BILL, bill_ids, BillEvent.ACCEPT)
    if filing.wage_revision != employer.wage_revision:
        # Raised meanwhile: what these bills lack now is looked for at the next look.
        forget_generations(connection, filing.employer_id, {bill.period for bill in filed})
    connection.execute(
        insert(debts),
        [
            {
                "employer_id": filing.employer_id,
                "filing_id": filing.id,
                "bill_id": bill.id,
                "due_on": bill.collect_by
                or bill.due_on
                or due_on(rules.file.deadline, bill.period).isoformat(),
                "state": DEBT.start,
            }
            for bill in filed
        ],
    )
    apply(
        connection,
        FILING,
        [filing.id],
        FilingEvent.ACCEPT,
        due_at=None,
        accepted_by=employer.tax_office,
        accepted_on=day_of(filing.due_at).isoformat(),
    )


def bills_of_filing(connection: Connection, filing_id: int) -> Sequence[int]:
    """The bills that a filing named."""
    return connection.scalars(
        select(filing_bills.c.bill_id)
        .where(filing_bills.c.filing_id == filing_id)
        .order_by(filing_bills.c.bill_id)
    ).all()


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
        of_employer(
            bills,
            employer_id,
            bills.c.people > 0,
            bills.c.collected.is_(False),
            bills.c.notice_no == "",
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


def find_bills(
    connection: Connection, employer_id: int, bill_ids: Sequence[int]
) -> Sequence[Row[Any]]:
    """These bills, so far as they are the employer's, by id."""
    query = of_employer(bills, employer_id, bills.c.id.in_(bill_ids))
    return connection.execute(query.order_by(bills.c.id)).all()
