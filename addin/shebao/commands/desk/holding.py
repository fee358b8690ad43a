"""One desk or batch at a time submits for an employer, where a team shares the store."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from shebao.ledger.errors import HeldError, OtherTeamError
from shebao.store.errors import StoreError

if TYPE_CHECKING:
    from shebao.commands.desk.context import Context


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
