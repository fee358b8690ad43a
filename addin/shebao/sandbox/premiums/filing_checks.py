"""What a bureau refuses at the counter: bills that changed, wait for others or came too late."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from shebao.contract.premiums import BillConfirmation
from shebao.contract.refusals import RefusalCode
from shebao.contract.rule_file import OverdueOrder
from shebao.contract.states import PayableState
from shebao.sandbox.clock import day_of
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.rulebook import due_on
from shebao.sandbox.tables import bills


def check_unchanged(bill: Row[Any], seen: BillConfirmation) -> None:
    """The clerk saw this revision with this amount, and nobody in it left long ago.

    Raises RefusedError: BILL_CHANGED or LEAVER_IN_BILL.
    """
    name = f"{bill.period} {bill.insurance_name}的应缴信息"
    if (bill.revision, bill.unit_fen + bill.person_fen) != (seen.revision, seen.amount_fen):
        raise RefusedError(
            RefusalCode.BILL_CHANGED,
            f"{name}已重新生成，请刷新核对后再提交。",
            bill_no=seen.bill_no,
        )
    if bill.leavers:
        raise RefusedError(
            RefusalCode.LEAVER_IN_BILL,
            f"{name}含 {bill.leavers} 名跨月减员的离职人员，"
            "须先由办税服务厅核销后刷新，方可确认申报。",
            bill_no=seen.bill_no,
        )


def check_order(connection: Connection, caller: Caller, wanted: Sequence[Row[Any]]) -> None:
    """Overdue periods come one at a time, oldest first, where the rule file says so.

    Raises RefusedError: OVERDUE_FIRST.
    """
    rules = caller.rules.file
    if rules.overdue is None or rules.overdue.order is OverdueOrder.ANY:
        return
    today = day_of(caller.now)
    asked = {bill.period for bill in wanted}
    waiting = connection.scalars(
        select(bills.c.period)
        .distinct()
        .where(
            bills.c.employer_id == caller.employer_id,
            bills.c.state == PayableState.INITIAL,
            bills.c.people > 0,
            bills.c.notice_no == "",
            bills.c.period < max(asked),
        )
    ).all()
    before = sorted({*waiting, *asked} - {max(asked)})
    overdue = next((period for period in before if due_on(rules.deadline, period) < today), None)
    if overdue is not None:
        raise RefusedError(
            RefusalCode.OVERDUE_FIRST,
            "逾期未缴纳社保费的用人单位应逐月申报缴纳社保费，"
            f"请先单独申报{overdue}属期，再申报以后的属期。",
            period=overdue,
        )


def check_notices(connection: Connection, caller: Caller, wanted: Sequence[Row[Any]]) -> None:
    """Special bills come apart from ordinary ones, whole notices at a time and in time.

    Raises RefusedError: BAD_REQUEST, NOTICE_INCOMPLETE or NOTICE_EXPIRED.
    """
    if any(not bill.notice_no for bill in wanted):
        raise RefusedError(
            RefusalCode.BAD_REQUEST, "特殊缴费与日常申报不能一并提交，请分开提交申报。"
        )
    check_collectable(caller, wanted)
    asked = {bill.id for bill in wanted}
    notices = {(bill.unit_no, bill.notice_no) for bill in wanted}
    open_bills = connection.execute(
        select(bills.c.id, bills.c.unit_no, bills.c.notice_no).where(
            bills.c.employer_id == caller.employer_id,
            bills.c.people > 0,
            bills.c.state == PayableState.INITIAL,
            bills.c.notice_no.in_({notice_no for _, notice_no in notices}),
        )
    )
    for row in open_bills:
        if (row.unit_no, row.notice_no) in notices and row.id not in asked:
            raise RefusedError(
                RefusalCode.NOTICE_INCOMPLETE,
                f"单位编号 {row.unit_no}、征集通知流水号 {row.notice_no} 的待申报信息"
                "必须一起提交申报，请全部勾选后重新提交。",
                notice_no=row.notice_no,
            )


def check_collectable(caller: Caller, wanted: Sequence[Row[Any]]) -> None:
    """No special bill among them is past its 征集有效期.

    Raises RefusedError: NOTICE_EXPIRED.
    """
    today = day_of(caller.now).isoformat()
    for bill in wanted:
        if bill.collect_by is not None and bill.collect_by < today:
            raise RefusedError(
                RefusalCode.NOTICE_EXPIRED,
                f"征集通知流水号 {bill.notice_no} 已超过征集有效期（{bill.collect_by}），"
                "请联系人社（医保）部门重新推送后再办理。",
                notice_no=bill.notice_no,
            )
