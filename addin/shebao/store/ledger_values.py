"""The rows of the ledger's two tables, as plain values."""

from dataclasses import dataclass
from datetime import datetime


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
