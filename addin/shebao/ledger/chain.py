"""The hash chain: each event's hash covers its entry's content and the hash before it.

It shows an edited, moved or missing row. It cannot show that the newest rows were cut off, or
that everything was rewritten with fresh hashes: for that the bureau's signed receipts keep the
hash of the moment when each submission left (``anchor``).
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from shebao.store.ledger_values import EntryRow, EventRow

if TYPE_CHECKING:
    from shebao.store.ledger_rows import LedgerRows
    from shebao.store.settings import Settings

GENESIS = "0" * 64
VERIFIED = "ledger_verified"  # number and hash of the last event that was found to hold
NEXT = "数据可能损坏或被改动，请运行“shebao audit”核对，并联系管理员；在此之前请保留现有备份。"


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


def new_faults(rows: "LedgerRows", settings: "Settings") -> list[str]:
    """Return in words what does not hold since the last look, and remember how far all holds.

    It costs no more than what was added. A fault is told at each look until it is gone.
    """
    seq, _, known = (settings.get(VERIFIED) or f"0:{GENESIS}").partition(":")
    after = int(seq)
    if after:
        held = rows.event_at(after)
        if held is None or held.row_hash != known:
            return [f"提交台账已核对过的第 {after} 条记录不见了或已被改动：{NEXT}"]
    with rows.history(after) as (entries, events):
        added = list(events)
        broken = broken_entries(entries, added, after=after, previous=known)
    if broken:
        first = next(event for event in added if event.entry_id == broken[0])
        return [f"提交台账第 {first.seq} 条记录起有 {len(broken)} 笔与校验值不符：{NEXT}"]
    if added:
        settings.put(VERIFIED, f"{added[-1].seq}:{added[-1].row_hash}")
    return []


def rolled_back(seq: int) -> str:
    """Say that the bureau remembers an event that this ledger does not hold."""
    return (
        f"税务系统留存的本机台账第 {seq} 条记录，在本机台账中没有或内容不同："
        "本机数据可能恢复过较早的备份，或被改动过。请运行“shebao audit”核对；"
        "此前在本机提交、现已看不到的申报，请查询税务记录，不要重复办理。"
    )
