"""A refund on its way: one step a day, as a clerk follows it, and what may still be changed."""

import base64
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select

from shebao.contract.files import SUFFIXES, FileContent
from shebao.contract.refunds import (
    Refund,
    RefundChangeRequest,
    RefundFile,
    RefundFileRequest,
    RefundList,
    RefundStep,
)
from shebao.contract.refusals import RefusalCode
from shebao.contract.state_tables import REFUND, RefundEvent
from shebao.contract.states import RefundState
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.database import change, count, employer_row, of_employer, told
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.form_fields import branch_of
from shebao.sandbox.numbers import ACCOUNT_NO, REFUND_NO, number, own_row
from shebao.sandbox.office_tables import (
    accounts,
    files,
    refund_files,
    refund_items,
    refund_steps,
    refunds,
)
from shebao.sandbox.payments.accounts import find_refund_account
from shebao.sandbox.payments.agreements import masked
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.transitions import apply

REFUND_STEP = timedelta(days=1)
REJECTION = "经审核，所申请的费款不属于多缴，不予退费。"


def process_refund(connection: Connection, bureau: Bureau, refund: Row[Any]) -> None:
    """The refund went one step on; without its required files it waits where it is."""
    next_due = refund.due_at + REFUND_STEP
    state = RefundState(refund.state)
    note = ""
    if state is RefundState.SUBMITTED:
        region = employer_row(connection, refund.employer_id).region
        if missing_files(connection, bureau.rulebook[region], refund.id):
            change(connection, refunds, refund.id, due_at=next_due)
            return
        event = RefundEvent.REVIEW
    elif state is RefundState.IN_REVIEW and bureau.injections.refunds_rejected:
        bureau.injections.refunds_rejected -= 1
        event, note = RefundEvent.REJECT, REJECTION
    elif state is RefundState.IN_REVIEW:
        event = RefundEvent.FORWARD
    else:
        event = RefundEvent.RETURN
    after = REFUND.row(state, event).next
    is_over = after in {RefundState.RETURNED, RefundState.REJECTED}
    apply(connection, REFUND, [refund.id], event, due_at=None if is_over else next_due)
    note_step(connection, refund.id, RefundState(str(after)), refund.due_at, note)


def missing_files(connection: Connection, rules: Rules, refund_id: int) -> list[str]:
    """The required kinds of attachments that the refund lacks."""
    kinds = select(refund_files.c.kind).where(refund_files.c.refund_id == refund_id)
    held = set(connection.scalars(kinds))
    return [
        rule.name for rule in rules.file.refund_files if rule.required and rule.name not in held
    ]


def note_step(
    connection: Connection, refund_id: int, state: RefundState, at: datetime, note: str = ""
) -> None:
    """The step stands in the refund's history."""
    place = 1 + count(connection, refund_steps, refund_steps.c.refund_id == refund_id)
    step = {"refund_id": refund_id, "place": place, "state": state, "at": at, "note": note}
    connection.execute(insert(refund_steps).values(step))


MOST_FILES = 20


def take_refund_change(connection: Connection, caller: Caller, request: RefundChangeRequest) -> str:
    """The refund goes to the other account, or has one file more or less; returns its number.

    Raises RefusedError: BAD_REQUEST, NOT_FOUND, FIELD_ODD, FILE_ODD or NOT_IN_THIS_STATE.
    """
    asked = (request.account_id, request.file, request.withdrawn)
    if sum(one is not None for one in asked) != 1:
        raise RefusedError(
            RefusalCode.BAD_REQUEST, "一次只能更正退费账户，或上传、撤回一份附报资料，未作受理。"
        )
    refund = _own(connection, caller, request.refund_no)
    if request.account_id is not None:
        account_id = find_refund_account(connection, caller, request.account_id)
        apply(connection, REFUND, [refund.id], RefundEvent.CORRECT, account_id=account_id)
    elif request.file is not None:
        apply(connection, REFUND, [refund.id], RefundEvent.ATTACH)
        _attach(connection, caller, refund, request.file)
    elif request.withdrawn is not None:
        apply(connection, REFUND, [refund.id], RefundEvent.WITHDRAW)
        _file(connection, refund.id, request.withdrawn)
        connection.execute(delete(refund_files).where(*_at(refund.id, request.withdrawn)))
    return request.refund_no


def read_refund_file(
    connection: Connection, caller: Caller, refund_no: str, file_no: int
) -> FileContent:
    """An attachment as it was uploaded.

    Raises RefusedError: NOT_FOUND.
    """
    held = _file(connection, _own(connection, caller, refund_no).id, file_no)
    is_it = files.c.sha256 == held.sha256
    content = connection.scalar(of_employer(files.c.content, caller.employer_id, is_it))
    return FileContent(name=held.name, content=base64.b64encode(content or b""))


def _own(connection: Connection, caller: Caller, refund_no: str) -> Row[Any]:
    return own_row(connection, refunds, caller.employer_id, REFUND_NO, refund_no, "退费申请")


def _at(refund_id: int, file_no: int) -> tuple[ColumnElement[bool], ...]:
    return refund_files.c.refund_id == refund_id, refund_files.c.place == file_no


def _file(connection: Connection, refund_id: int, file_no: int) -> Row[Any]:
    held = connection.execute(select(refund_files).where(*_at(refund_id, file_no))).first()
    if held is None:
        raise RefusedError(RefusalCode.NOT_FOUND, "没有这份附报资料，可能已撤回，请刷新后重试。")
    return held


def list_refunds(connection: Connection, caller: Caller) -> RefundList:
    """Every refund of the employer, newest first."""
    rows = connection.execute(
        select(
            refunds,
            accounts.c.name.label("account_name"),
            *accounts.c["account_no", "branch_no"],
        )
        .join(accounts, accounts.c.id == refunds.c.account_id)
        .where(refunds.c.employer_id == caller.employer_id)
        .order_by(refunds.c.id.desc())
    ).all()
    return RefundList(refunds=[_refund(connection, caller, row) for row in rows])


def _attach(
    connection: Connection, caller: Caller, refund: Row[Any], request: RefundFileRequest
) -> None:
    """The file stands under the next number; one that was withdrawn never comes back."""
    kinds = [rule.name for rule in caller.rules.file.refund_files]
    if request.kind not in kinds:
        raise _odd_file(f"没有“{request.kind}”这种附报资料，可选：{'、'.join(kinds)}")
    stored = of_employer(files, caller.employer_id, files.c.sha256 == request.sha256)
    held = connection.execute(stored).first()
    if held is None:
        raise RefusedError(RefusalCode.NOT_FOUND, "附报资料的内容还没有上传，请重新上传。")
    suffix = f".{request.name.rpartition('.')[2].lower()}"
    if SUFFIXES.get(suffix) != held.type:
        raise _odd_file(f"文件名“{request.name}”与内容（{held.type}）不符")
    if count(connection, refund_files, refund_files.c.refund_id == refund.id) >= MOST_FILES:
        raise _odd_file(f"一笔退费申请最多 {MOST_FILES} 份附报资料")
    place = refund.files_given + 1
    change(connection, refunds, refund.id, files_given=place)
    connection.execute(
        insert(refund_files).values(
            refund_id=refund.id,
            place=place,
            kind=request.kind,
            name=request.name,
            sha256=held.sha256,
            size=held.size,
        )
    )


def _odd_file(why: str) -> RefusedError:
    return RefusedError(RefusalCode.FILE_ODD, f"{why}，未作受理。")


def _refund(connection: Connection, caller: Caller, row: Row[Any]) -> Refund:
    held = connection.execute(
        select(refund_files)
        .where(refund_files.c.refund_id == row.id)
        .order_by(refund_files.c.place)
    )
    steps = connection.execute(
        select(refund_steps)
        .where(refund_steps.c.refund_id == row.id)
        .order_by(refund_steps.c.place)
    )
    return told(
        Refund,
        row,
        refund_no=number(REFUND_NO, row.id),
        items=count(connection, refund_items, refund_items.c.refund_id == row.id),
        branch=branch_of(caller.region, row.branch_no).branch,
        account_masked=masked(row.account_no),
        account_id=number(ACCOUNT_NO, row.account_id),
        files=[told(RefundFile, one, file_no=one.place) for one in held],
        missing_files=missing_files(connection, caller.rules, row.id),
        steps=[told(RefundStep, step) for step in steps],
    )
