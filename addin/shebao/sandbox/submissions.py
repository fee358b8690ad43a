"""Exactly once: a key belongs to one submission or to none, for good.

The key's row and the business rows are one transaction, alone on their employer; the primary
key of ``submissions`` is the last guard.
"""

import re
import secrets
from collections.abc import Callable

from pydantic import BaseModel
from sqlalchemy import Connection, insert, select

from shebao.contract.refusals import RefusalCode
from shebao.contract.submissions import KEY, Receipt, SettledState, Settlement, SubmissionKind
from shebao.sandbox.access import Caller
from shebao.sandbox.canonical import canonical_json, sha256_hex
from shebao.sandbox.database import writing
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.tables import submissions

Take = Callable[[Connection], str]


def submit(
    caller: Caller, kind: SubmissionKind, key: str | None, payload: BaseModel, take: Take
) -> tuple[Receipt, bool]:
    """The receipt of this key, and whether it was held before; ``take`` ran at most once.

    Raises:
        RefusedError: KEY_MISSING, KEY_REUSED, KEY_CLOSED or what ``take`` raises; nothing new
            is recorded then, and a key that was free stays free.
    """
    key = checked_key(key)
    digest = sha256_hex(canonical_json(payload))
    with writing(caller.bureau.engine, caller.employer_id) as connection:
        if caller.bureau.settings.ignore_keys:
            key = f"{key[:150]}#{secrets.token_hex(8)}"
        held = find_receipt(connection, caller, kind, key, digest)
        if held is not None:
            return held, True
        receipt = Receipt(kind=kind, receipt_no=take(connection), received_at=caller.now)
        connection.execute(
            insert(submissions).values(
                employer_id=caller.employer_id,
                key=key,
                kind=kind,
                payload_sha256=digest,
                receipt_no=receipt.receipt_no,
                received_at=receipt.received_at,
            )
        )
    return receipt, False


def settle(caller: Caller, kind: SubmissionKind, key: str) -> Settlement:
    """The final word on a key: its receipt, or closed for good.

    Raises:
        RefusedError: KEY_REUSED, the key belongs to a submission of another kind.
    """
    key = checked_key(key)
    with writing(caller.bureau.engine, caller.employer_id) as connection:
        row = connection.execute(
            select(submissions).where(
                submissions.c.employer_id == caller.employer_id, submissions.c.key == key
            )
        ).first()
        if row is None:
            connection.execute(
                insert(submissions).values(
                    employer_id=caller.employer_id, key=key, kind=kind, received_at=caller.now
                )
            )
            return Settlement(state=SettledState.CLOSED)
    if row.kind != kind:
        raise _reused()
    if row.receipt_no is None:
        return Settlement(state=SettledState.CLOSED)
    receipt = Receipt(kind=kind, receipt_no=row.receipt_no, received_at=row.received_at)
    return Settlement(state=SettledState.RECORDED, receipt=receipt)


def find_receipt(
    connection: Connection, caller: Caller, kind: SubmissionKind, key: str, digest: str
) -> Receipt | None:
    """The receipt under a key, or None when the key is free.

    Raises:
        RefusedError: KEY_CLOSED, or KEY_REUSED when the key holds another content.
    """
    row = connection.execute(
        select(submissions).where(
            submissions.c.employer_id == caller.employer_id, submissions.c.key == key
        )
    ).first()
    if row is None:
        return None
    if row.receipt_no is None:
        raise RefusedError(
            RefusalCode.KEY_CLOSED, "该次提交已确认未受理并已关闭，未作记录；请重新提交。"
        )
    if row.kind != kind or row.payload_sha256 != digest:
        raise _reused()
    return Receipt(kind=kind, receipt_no=row.receipt_no, received_at=row.received_at)


def checked_key(key: str | None) -> str:
    """A usable key.

    Raises:
        RefusedError: KEY_MISSING or BAD_REQUEST.
    """
    if not key:
        raise RefusedError(RefusalCode.KEY_MISSING, "缺少请求头 Idempotency-Key，未作受理。")
    if not re.fullmatch(KEY, key):
        raise RefusedError(
            RefusalCode.BAD_REQUEST,
            "请求头 Idempotency-Key 只能由字母、数字和 . _ ~ - 组成，最长 200 个字符，未作受理。",
        )
    return key


def _reused() -> RefusedError:
    return RefusedError(RefusalCode.KEY_REUSED, "同一幂等键已用于另一份内容，本次提交未受理。")
