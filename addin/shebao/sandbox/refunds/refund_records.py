"""Refunds as a clerk follows them, and what a clerk may still change of one."""

import base64
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from shebao.contract.files import SUFFIXES, FileContent
from shebao.contract.refunds import (
    Refund,
    RefundChangeRequest,
    RefundFile,
    RefundFileRequest,
    RefundKind,
    RefundList,
    RefundStep,
    VoucherKind,
)
from shebao.contract.refusals import RefusalCode
from shebao.contract.state_tables import REFUND, RefundEvent
from shebao.contract.states import RefundState
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import ACCOUNT, number, own_row
from shebao.sandbox.numbers import REFUND as REFUND_NO
from shebao.sandbox.office_tables import (
    accounts,
    files,
    refund_files,
    refund_items,
    refund_steps,
    refunds,
)
from shebao.sandbox.payments.agreements import masked
from shebao.sandbox.payments.bank_branches import branch_of
from shebao.sandbox.people.access import Caller
from shebao.sandbox.refunds.refund_progress import missing_files
from shebao.sandbox.refunds.refunds import find_refund_account
from shebao.sandbox.transitions import apply

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
    content = connection.scalar(
        select(files.c.content).where(
            files.c.employer_id == caller.employer_id, files.c.sha256 == held.sha256
        )
    )
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
            accounts.c.account_no,
            accounts.c.branch_no,
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
    kinds = [rule.name for rule in caller.bureau.rulebook[caller.region].file.refund_files]
    if request.kind not in kinds:
        raise _odd_file(f"没有“{request.kind}”这种附报资料，可选：{'、'.join(kinds)}")
    held = connection.execute(
        select(files).where(
            files.c.employer_id == caller.employer_id, files.c.sha256 == request.sha256
        )
    ).first()
    if held is None:
        raise RefusedError(RefusalCode.NOT_FOUND, "附报资料的内容还没有上传，请重新上传。")
    suffix = f".{request.name.rpartition('.')[2].lower()}"
    if SUFFIXES.get(suffix) != held.type:
        raise _odd_file(f"文件名“{request.name}”与内容（{held.type}）不符")
    of_refund = refund_files.c.refund_id == refund.id
    present = connection.scalar(select(func.count()).select_from(refund_files).where(of_refund))
    if (present or 0) >= MOST_FILES:
        raise _odd_file(f"一笔退费申请最多 {MOST_FILES} 份附报资料")
    place = refund.files_given + 1
    connection.execute(update(refunds).where(refunds.c.id == refund.id).values(files_given=place))
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
    branch = branch_of(caller.region, row.branch_no)
    items = connection.scalar(
        select(func.count()).select_from(refund_items).where(refund_items.c.refund_id == row.id)
    )
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
    return Refund(
        refund_no=number(REFUND_NO, row.id),
        kind=RefundKind(row.kind),
        state=RefundState(row.state),
        submitted_at=row.submitted_at,
        voucher_kind=VoucherKind(row.voucher_kind),
        amount_fen=row.amount_fen,
        items=items or 0,
        reason=row.reason,
        branch=branch.branch if branch else "",
        account_name=row.account_name,
        account_masked=masked(row.account_no),
        account_id=number(ACCOUNT, row.account_id),
        handler=row.handler,
        files=[
            RefundFile(
                kind=one.kind, name=one.name, size=one.size, file_no=one.place, sha256=one.sha256
            )
            for one in held
        ],
        missing_files=missing_files(connection, caller.bureau.rulebook[caller.region], row.id),
        steps=[RefundStep(state=RefundState(s.state), at=s.at, note=s.note) for s in steps],
    )
