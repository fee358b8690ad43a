"""A moved business clock is still moved when the sandbox starts again on the same database."""

import json
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert, select

from shebao.sandbox.clock import BusinessClock
from shebao.sandbox.database import reading, writing
from shebao.sandbox.tables import kept_facts

NAME = "clock"


def kept_clock(engine: Engine) -> BusinessClock:
    """The clock as it was last moved; real time when nobody ever did."""
    clock = BusinessClock()
    with reading(engine) as connection:
        kept = connection.scalar(select(kept_facts.c.value).where(kept_facts.c.name == NAME))
    if kept is not None:
        offset_seconds, stopped_at = json.loads(kept)
        clock.move(
            timedelta(seconds=offset_seconds),
            None if stopped_at is None else datetime.fromisoformat(stopped_at),
        )
    return clock


def keep_clock(engine: Engine, clock: BusinessClock) -> None:
    """The next start finds the clock as it is now."""
    offset, stopped_at = clock.moved
    value = json.dumps(
        [offset.total_seconds(), None if stopped_at is None else stopped_at.isoformat()]
    )
    with writing(engine) as connection:
        connection.execute(delete(kept_facts).where(kept_facts.c.name == NAME))
        connection.execute(insert(kept_facts).values(name=NAME, value=value))
