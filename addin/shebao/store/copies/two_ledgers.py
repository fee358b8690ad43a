"""The ledgers of two databases on one connection: where they part, and what ours takes over."""

from collections.abc import Callable
from dataclasses import astuple, fields
from datetime import UTC, datetime
from typing import Any

from shebao.store.ledger_values import EntryRow, EventRow, HeldEntry, LedgerTail

Join = Callable[[LedgerTail], LedgerTail | None]
_ENTRY = ", ".join(f'"{field.name}"' for field in fields(EntryRow))
_EVENT = ", ".join(f'"{field.name}"' for field in fields(EventRow))
_LAST = f"SELECT {_EVENT} FROM main.ledger_event"  # noqa: S608 - our own words


def tail_of_other(connection: Any) -> LedgerTail:
    """Return what the ledger attached as ``other`` holds behind the last common event.

    Raises: the driver's Error when a page of it cannot be read.
    """
    common = connection.execute(
        "SELECT max(ours.seq) FROM main.ledger_event ours JOIN other.ledger_event theirs"
        " ON ours.seq = theirs.seq AND ours.row_hash = theirs.row_hash"
    ).fetchone()[0]
    events = connection.execute(
        f"SELECT {_EVENT} FROM other.ledger_event WHERE seq > ? ORDER BY seq",  # noqa: S608
        (common or 0,),
    ).fetchall()
    entries = connection.execute(
        f"SELECT {_ENTRY} FROM other.ledger_entry WHERE entry_id IN"  # noqa: S608
        " (SELECT entry_id FROM other.ledger_event WHERE seq > ?)",
        (common or 0,),
    ).fetchall()
    held = connection.execute(
        "SELECT e.entry_id, key, kind, account, subject, revision, (SELECT state FROM"
        " main.ledger_event v WHERE v.entry_id = e.entry_id ORDER BY seq DESC LIMIT 1)"
        " FROM main.ledger_entry e"
    ).fetchall()
    return LedgerTail(
        _event_or_none(connection.execute(f"{_LAST} ORDER BY seq DESC LIMIT 1").fetchone()),
        _event_or_none(connection.execute(f"{_LAST} WHERE seq = ?", (common,)).fetchone()),
        tuple(HeldEntry(*row) for row in held),
        tuple(_with_time(EntryRow, row, "created_at") for row in entries),
        tuple(_with_time(EventRow, row, "at") for row in events),
    )


def add_tail(connection: Any, tail: LedgerTail) -> None:
    """Add entries and events to the ledger of ``main``."""
    for table, columns, rows in (
        ("ledger_entry", _ENTRY, tail.entries),
        ("ledger_event", _EVENT, tail.events),
    ):
        places = ", ".join("?" * (columns.count(",") + 1))
        statement = f"INSERT INTO main.{table} ({columns}) VALUES ({places})"  # noqa: S608
        connection.executemany(statement, [tuple(map(_bound, astuple(row))) for row in rows])


def _event_or_none(row: Any) -> EventRow | None:
    return None if row is None else _with_time(EventRow, row, "at")


def _with_time(kind: Any, row: Any, name: str) -> Any:
    values = dict(zip((field.name for field in fields(kind)), row, strict=True))
    return kind(**{**values, name: datetime.fromisoformat(values[name])})


def _bound(value: object) -> object:
    """As ``UtcTime`` writes a time."""
    is_time = isinstance(value, datetime)
    return value.astimezone(UTC).isoformat(timespec="microseconds") if is_time else value  # type: ignore[attr-defined]
