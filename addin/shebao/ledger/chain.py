"""The hash chain: each event's hash covers its entry's content and the hash before it.

It shows an edited, moved or missing row. It cannot show that the newest rows were cut off, or
that everything was rewritten with fresh hashes: for that the bureau's signed receipts keep the
hash of the moment when each submission left (``anchor``).
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date

from shebao.store.ledger_values import EntryRow, EventRow

GENESIS = "0" * 64


def canonical_json(value: object) -> str:
    """Return the value as JSON with sorted keys and no spaces, other scripts as they are.

    Dates and times, which cells hold, become ISO 8601 text.

    Raises: TypeError or ValueError for what JSON cannot say, NaN included.
    """
    return json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=_plain,
    )


def digest(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical JSON")


def content_hash(entry: EntryRow) -> str:
    """Return the hash over everything that was written down before sending."""
    return digest(
        canonical_json(
            [
                entry.entry_id,
                entry.key,
                entry.kind,
                entry.account,
                entry.subject,
                entry.revision,
                entry.created_at,
                entry.digest,
                digest(entry.payload),
                digest(entry.cells),
                *([] if entry.circumstances is None else [digest(entry.circumstances)]),
            ]
        )
    )


def row_hash(event: EventRow) -> str:
    """Return the hash over the event, whatever its ``row_hash`` says."""
    return hash_over(event, None if event.answer is None else digest(event.answer))


def hash_over(event: EventRow, answer_digest: str | None) -> str:
    """Return the hash over an event whose answer is known by its digest alone."""
    return digest(
        canonical_json(
            [
                event.seq,
                event.entry_id,
                event.event,
                event.state,
                event.at,
                event.receipt_no,
                event.message,
                event.content_hash,
                event.previous_hash,
                # A column that came later adds nothing to the hashes of the rows from before it.
                *([] if answer_digest is None else [answer_digest]),
            ]
        )
    )


def broken_entries(
    entries: Iterable[EntryRow],
    events: Iterable[EventRow],
    *,
    after: int = 0,
    previous: str = GENESIS,
) -> list[str]:
    """Return the ids of entries that do not hold, each once, in the order they were met.

    ``previous`` is the hash of event ``after``, behind which the chain is looked at. Shape: events
    by ascending ``seq``. Where a row is missing it is the next one that breaks.
    """
    contents = {entry.entry_id: content_hash(entry) for entry in entries}
    broken: dict[str, None] = {}
    told: set[str] = set()
    seq = after
    for event in events:
        seq += 1
        told.add(event.entry_id)
        holds = (
            event.seq == seq
            and event.previous_hash == previous
            and event.row_hash == row_hash(event)
            and event.content_hash == contents.get(event.entry_id)
        )
        if not holds:
            broken[event.entry_id] = None
        seq, previous = event.seq, event.row_hash
    broken.update(dict.fromkeys(entry_id for entry_id in contents if entry_id not in told))
    return list(broken)
