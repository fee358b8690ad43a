"""One desk or batch at a time submits for an employer, where a team shares the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from shebao.ledger.errors import HeldError

if TYPE_CHECKING:
    from shebao.commands.desk.context import Context


@contextmanager
def held(ctx: "Context") -> Iterator[None]:
    """Hold the employer for as long as something is submitted for it.

    Raises HeldError when somebody else does; nothing was sent.
    """
    if not ctx.store.is_shared:
        yield
        return
    employer, since = ctx.login_name.secret_name, ctx.now()
    hold = ctx.store.holds.take(employer, ctx.holder, since)
    if hold.holder != ctx.holder:
        raise HeldError(hold.holder, hold.since)
    try:
        yield
    finally:
        if hold.since == since:  # else the batch that this run is a part of holds it
            ctx.store.holds.release(employer, ctx.holder)
