"""The rows of the ledger's two tables, as plain values."""

from dataclasses import dataclass
from datetime import datetime

# Before the row hash of an event that got another place when two ledgers were joined: a setting.
JOINED = "ledger_joined:"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """What was written down before sending; never changed afterwards."""

    entry_id: str
    key: str
    kind: str
    account: str
    subject: str
    revision: int
    created_at: datetime
    digest: str
    payload: str
    cells: str
    circumstances: str | None = None  # canonical JSON; None in entries from before 0007


@dataclass(frozen=True, slots=True)
class EventRow:
    """One move of one entry; never changed afterwards."""

    seq: int
    entry_id: str
    event: str
    state: str
    at: datetime
    receipt_no: str | None
    message: str
    content_hash: str
    previous_hash: str
    row_hash: str
    answer: str | None = None  # the bureau's signed answer that moved it, as JSON


@dataclass(frozen=True, slots=True)
class EarlierEntry:
    """What a new entry has to know of one before it; ``seq`` is its last event's."""

    entry_id: str
    subject: str
    revision: int
    state: str
    seq: int


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """What a ledger that takes in another's entries has to know of one of its own."""

    entry_id: str
    key: str
    kind: str
    account: str
    subject: str
    revision: int
    state: str


@dataclass(frozen=True, slots=True)
class LedgerTail:
    """Where two ledgers part: the last event of ours, the last common one, and what follows theirs.

    Shape: ``entries`` are those of ``events``, which are by ascending number; ``held`` is empty
    when ours is.
    """

    ours_last: EventRow | None
    common: EventRow | None
    held: tuple[HeldEntry, ...]
    entries: tuple[EntryRow, ...]
    events: tuple[EventRow, ...]
