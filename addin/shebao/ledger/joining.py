"""Two ledgers that began as one: what only the other holds is put at the end of ours.

Whatever either held stays: a submission that a ledger forgot would be sent a second time.
"""

import dataclasses
from collections.abc import Mapping, Sequence

from shebao.ledger.chain import GENESIS, broken_entries, content_hash, row_hash
from shebao.ledger.moves import Event, State, next_state
from shebao.store.ledger_values import EntryRow, EventRow, HeldEntry, LedgerTail


def joined(tail: LedgerTail) -> LedgerTail | None:
    """Return what is to be added to our ledger, in its order; None when theirs does not hold.

    Where ours only is the beginning of theirs, that is theirs as it stands. Else their events get
    new numbers and hashes. An entry under a key that we hold is the same submission: ours stays,
    and is asked about if it has no final word.
    """
    end, start = tail.ours_last, tail.common
    previous = start.row_hash if start else GENESIS
    if broken_entries(
        tail.entries, tail.events, after=start.seq if start else 0, previous=previous
    ):
        return None
    entries = _new_entries(tail.held, tail.entries)
    states = {held.entry_id: State(held.state) for held in tail.held}
    contents = {entry.entry_id: content_hash(entry) for entry in entries.values()}
    events = []
    for event in tail.events:
        is_known = event.entry_id in states or event.entry_id in entries
        after = next_state(states.get(event.entry_id), Event(event.event)) if is_known else None
        if after is None:
            continue
        states[event.entry_id] = after
        end = _placed(event, end, after, contents.get(event.entry_id, event.content_hash))
        events.append(end)
    return dataclasses.replace(tail, entries=tuple(entries.values()), events=tuple(events))


def _new_entries(held: Sequence[HeldEntry], entries: Sequence[EntryRow]) -> Mapping[str, EntryRow]:
    """Return the entries that ours lacks, each under a revision that is free."""
    ids, keys = {one.entry_id for one in held}, {one.key for one in held}
    taken = {(one.kind, one.account, one.subject, one.revision) for one in held}
    found = {}
    for entry in entries:
        if entry.entry_id in ids or entry.key in keys:
            continue
        revision = entry.revision
        while (entry.kind, entry.account, entry.subject, revision) in taken:
            revision += 1
        taken.add((entry.kind, entry.account, entry.subject, revision))
        found[entry.entry_id] = dataclasses.replace(entry, revision=revision)
    return found


def _placed(event: EventRow, end: EventRow | None, state: State, content: str) -> EventRow:
    moved = dataclasses.replace(
        event,
        seq=end.seq + 1 if end else 1,
        state=state.value,
        content_hash=content,
        previous_hash=end.row_hash if end else GENESIS,
    )
    return dataclasses.replace(moved, row_hash=row_hash(moved))
