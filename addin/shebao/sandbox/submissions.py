"""Exactly once: a key belongs to one submission or to none, for good.

The key's row and the business rows are one transaction, alone on their employer; the primary
key of ``submissions`` is the last guard.
"""

import re
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection, Row, insert, select

from shebao.contract.refusals import RefusalCode
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import (
    KEY,
    Receipt,
    SettledState,
    Settlement,
    SettleRequest,
    signed_words,
)
from shebao.sandbox.clock import BEIJING
from shebao.sandbox.database import of_employer, told, writing
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.people.access import Caller
from shebao.sandbox.signing import canonical_json, sha256_hex, sign
from shebao.sandbox.tables import submissions

Take = Callable[[Connection], str]
UNHEEDED = "#"  # before what makes every key another one where keys are ignored


def submit(
    caller: Caller, kind: SubmissionKind, key: str | None, payload: BaseModel, take: Take
) -> tuple[Receipt, bool]:
    """The receipt of this key, and whether it was held before; ``take`` ran at most once.

    Raises RefusedError: KEY_MISSING, KEY_REUSED, KEY_CLOSED or what ``take`` raises; nothing new is
    recorded then, and a key that was free stays free.
    """
    key = checked_key(key)
    digest = sha256_hex(canonical_json(payload))
    with writing(caller.bureau.engine, caller.employer_id) as connection:
        held_under = key
        if caller.bureau.settings.ignore_keys:
            held_under = f"{key[:150]}{UNHEEDED}{secrets.token_hex(8)}"
        held = find_receipt(connection, caller, kind, held_under, digest)
        if held is not None:
            return held, True
        row = _keep(
            connection,
            caller,
            key=held_under,
            kind=kind,
            payload_sha256=digest,
            receipt_no=take(connection),
            anchor=caller.anchor,
        )
    return _receipt(caller, row), False


def settle(caller: Caller, key: str, asked: SettleRequest) -> Settlement:
    """The final word on a key: its receipt, or closed for good.

    Raises RefusedError: KEY_REUSED, the key belongs to a submission of another kind.
    """
    key = checked_key(key)
    anchor = asked.anchor or ""
    with writing(caller.bureau.engine, caller.employer_id) as connection:
        row = _held(connection, caller, key)
        if row is None:
            row = _keep(connection, caller, key=key, kind=asked.kind, anchor=anchor)
        same = _same(connection, caller, key, asked)
    if row.kind != asked.kind:
        raise _reused()
    is_closed = row.receipt_no is None
    settlement = Settlement(
        state=SettledState.CLOSED if is_closed else SettledState.RECORDED,
        receipt=None if is_closed else _receipt(caller, row),
        kind=asked.kind,
        key=key,
        anchor=anchor,
        same=[_receipt(caller, other) for other in same],
    )
    signature = sign(caller.bureau.signing_key, signed_words(settlement))
    return settlement.model_copy(update={"signature": signature})


def _keep(connection: Connection, caller: Caller, **values: Any) -> Row[Any]:
    """The new row of a key, with the highest place known of the sender's ledger."""
    ledger, _, place = values["anchor"].partition(":")
    mine = submissions.c.employer_id == caller.employer_id
    previous = connection.scalar(
        select(submissions.c.anchor)
        .where(mine, submissions.c.anchor.startswith(f"{ledger}:"), submissions.c.anchor_seq > 0)
        .order_by(submissions.c.anchor_seq.desc())
        .limit(1)
    )
    new = insert(submissions).values(
        employer_id=caller.employer_id,
        received_at=caller.now,
        anchor_seq=int(place.partition(":")[0] or 0),
        previous_anchor=previous or "",
        **values,
    )
    return connection.execute(new.returning(submissions)).one()


def _held(connection: Connection, caller: Caller, key: str) -> Row[Any] | None:
    of_key = of_employer(submissions, caller.employer_id, submissions.c.key == key)
    return connection.execute(of_key).first()


def _same(connection: Connection, caller: Caller, key: str, asked: SettleRequest) -> list[Row[Any]]:
    """What was received with this content under other keys since the day asked, newest first."""
    if asked.digest is None or asked.since is None or caller.bureau.settings.ignore_keys:
        return []
    since = datetime.fromisoformat(asked.since).replace(tzinfo=BEIJING)
    query = of_employer(
        submissions,
        caller.employer_id,
        submissions.c.kind == asked.kind,
        submissions.c.payload_sha256 == asked.digest,
        submissions.c.key != key,
        submissions.c.receipt_no.is_not(None),
        submissions.c.received_at >= since,
    )
    return list(connection.execute(query.order_by(submissions.c.received_at.desc()).limit(100)))


def _receipt(caller: Caller, row: Row[Any]) -> Receipt:
    key = row.key.partition(UNHEEDED)[0]
    receipt = told(Receipt, row, key=key, digest=row.payload_sha256)
    signature = sign(caller.bureau.signing_key, signed_words(receipt))
    return receipt.model_copy(update={"signature": signature})


def find_receipt(
    connection: Connection, caller: Caller, kind: SubmissionKind, key: str, digest: str
) -> Receipt | None:
    """The receipt under a key, or None when the key is free.

    Raises RefusedError: KEY_CLOSED, or KEY_REUSED when the key holds another content.
    """
    row = _held(connection, caller, key)
    if row is None:
        return None
    if row.receipt_no is None:
        raise RefusedError(
            RefusalCode.KEY_CLOSED, "该次提交已确认未受理并已关闭，未作记录；请重新提交。"
        )
    if row.kind != kind or row.payload_sha256 != digest:
        raise _reused()
    return _receipt(caller, row)


def checked_key(key: str | None) -> str:
    """A usable key.

    Raises RefusedError: KEY_MISSING or BAD_REQUEST.
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
