"""Submissions of a command, one desk or batch at a time, and the receipts that no sheet shows.

Where a team shares the store, an employer is held for as long as something is submitted for it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from shebao.bureau.errors import OutcomeUnknownError
from shebao.commands.client.wages import number_of
from shebao.commands.desk.bureau_key import changed_key_words, trusted_key
from shebao.commands.desk.client_version import refuse_outdated
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import Receipt
from shebao.domain.errors import ShebaoError
from shebao.domain.outcome import Outcome
from shebao.ledger import State
from shebao.ledger.errors import ForeignAnswerError, HeldError, OtherTeamError, StillUnknownError
from shebao.ledger.send import Parcel, Post, send, settle_unknown
from shebao.store.errors import StoreError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from shebao.commands.desk.context import Context
    from shebao.sheets.head import SheetHead

Cells = Mapping[str, Any]
BEFORE_SENDING = "提交前核对"  # how the work before a submission is called while it runs


def recover(ctx: "Context", kind: SubmissionKind) -> list[str]:
    """Settle every submission without an answer; return the receipts the bureau does hold.

    Raises StillUnknownError when it cannot be asked; nothing new may be sent then.
    """
    with _naming_a_changed_key(ctx):
        receipts = settle_unknown(post(ctx), ctx.account, kind)
    return [receipt.receipt_no for receipt in receipts]


def post(ctx: "Context") -> Post:
    """Return what this employer's submissions go through."""
    return Post(ctx.ledger, ctx.bureau, trusted_key(ctx))


@contextmanager
def _naming_a_changed_key(ctx: "Context") -> Iterator[None]:
    """Say so when the bureau's word was not taken because the bureau signs with another key."""
    try:
        yield
    except (OutcomeUnknownError, StillUnknownError) as error:
        said = error.said if isinstance(error, OutcomeUnknownError) else error.__cause__
        if isinstance(said, ForeignAnswerError):
            error.what += changed_key_words(ctx).removeprefix("；")
        raise


def tell_recovered(
    ctx: "Context",
    table: "SheetHead",
    kind: SubmissionKind,
    show: Callable[[], object],
    words: str,
    fact: str = "",
) -> Outcome | None:
    """Settle what has no answer; return what to tell when some of it was received.

    ``show`` brings the sheet up to date then; ``words`` have a place for the receipts' numbers, and
    ``fact`` names the last of them.
    """
    numbers = recover(ctx, kind)
    if not numbers:
        return None
    show()
    message = words.format("、".join(numbers))
    facts = {fact: numbers[-1]} if fact else {}
    return table.report(message, counts={"recovered": len(numbers)}, facts=facts)


def recorded(ctx: "Context", kind: SubmissionKind) -> Iterator[tuple[str, Cells]]:
    """Yield receipt number and cells of every submission the bureau holds, oldest first.

    Without a bureau a file that was written for the client counts as one.
    """
    for entry in ctx.ledger.list(ctx.account):
        is_written = ctx.is_by_files and entry.state is State.SENT
        if entry.kind is kind and (entry.receipt_no or is_written):
            yield number_of(entry), json.loads(entry.cells)


def submit(
    ctx: "Context",
    kind: SubmissionKind,
    subject: str,
    body: "BaseModel",
    cells: Cells,
    proof: str | None = None,
    basis: str = "",
    same_since: str = "",
) -> tuple[Receipt, bool]:
    """Send this employer's submission through the ledger, as ``ledger.send.send`` says.

    Raises OtherUnitError or NotConfirmedError when rows in use may be another employer's, and
    OutdatedError when the bureau takes nothing from this version, HeldError when another desk or
    batch works on this employer; nothing was sent then.
    """
    circumstances = {
        "bureau": ctx.bureau.address,
        "user": ctx.login_name.user_name,
        "business_date": ctx.session.business_date,
        "rule_version": ctx.session.rule_version,
    }
    parcel = Parcel(kind, ctx.account, subject, body, cells, basis, circumstances, same_since)
    ctx.unit.vouch(ctx.ui)
    refuse_outdated(ctx.bureau)
    with held(ctx), _naming_a_changed_key(ctx):
        return send(post(ctx), parcel, proof)


def submit_one(
    ctx: "Context", kind: SubmissionKind, sheet: str, body: "BaseModel", proof: str | None = None
) -> tuple[Receipt, bool]:
    """Submit what says nothing but the number of a thing, for a row of a sheet."""
    said = body.model_dump()
    (number,) = said.values()
    return submit(ctx, kind, number, body, {"sheet": sheet, **said}, proof)


def repeated(receipt_no: str, result_button: str) -> str:
    """Say that the bureau held the same submission before, from another desk or an older store."""
    return (
        f"相同的内容此前已由本单位提交（流水号 {receipt_no}），本次没有重复提交。"
        f"请点击“{result_button}”核对其结果；如那次没有成功，或此后又有变动，请再次执行。"
    )


def follow_up(show: Callable[[], object]) -> str:
    """Fetch what is only to be shown after a submission; return words when that fails.

    The submission is received: a failure here must not look like a failure of it.
    """
    try:
        show()
    except ShebaoError:
        return "（申报记录暂时没有取回，稍后查询结果时会更新。）"
    return ""


@contextmanager
def held(ctx: "Context") -> Iterator[None]:
    """Hold the employer for as long as something is submitted for it.

    What this desk holds since it was killed is its own to take. A store that fails at the end
    leaves the hold to be taken so: what was submitted matters more.

    Raises HeldError when somebody else does, OtherTeamError when it is another team's employer;
    nothing was sent.
    """
    if not ctx.store.is_shared:
        yield
        return
    employer, since = ctx.login_name.secret_name, ctx.now()
    hold = ctx.store.holds.take(employer, ctx.holder, since, anew=not ctx.is_of_batch)
    if hold.is_another_teams:
        raise OtherTeamError
    if hold.holder != ctx.holder:
        batch = ctx.store.batches.find(hold.holder)
        raise HeldError(f"批量办理 {batch.list_path}" if batch else hold.holder, hold.since)
    try:
        yield
    finally:
        if hold.since == since:  # else the batch that this run is a part of holds it
            with suppress(StoreError):
                ctx.store.holds.release(employer, ctx.holder, since=since)
