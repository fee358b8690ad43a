"""The ledger: a submission is a row before it is a request."""

import dataclasses
import json
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import Receipt
from shebao.ledger.chain import (
    GENESIS,
    broken_entries,
    canonical_json,
    content_hash,
    digest,
    new_faults,
    rolled_back,
    row_hash,
)
from shebao.ledger.entry import Entry, entry_of
from shebao.ledger.errors import IllegalMoveError, NoEntryError, OvertakenError, UnsettledError
from shebao.ledger.moves import UNSETTLED, Event, State, next_state
from shebao.store.ledger_values import JOINED, EarlierEntry, EntryRow, EventRow

if TYPE_CHECKING:  # SQLAlchemy is slow to import, and the ledger only needs a store handed in
    from shebao.store import Store
    from shebao.store.ledger_rows import LedgerEnd

BASIS = "#"  # between a subject and what it is submitted on top of
# Named because the class has a method ``list``.
Entries = list[Entry]
EntryIds = list[str]


class Ledger:
    """Every submission with its state; entries and moves are only ever added.

    Raises everywhere: StoreError when the store cannot be used; nothing was added.
    """

    def __init__(self, store: "Store", clock: Callable[[], datetime]) -> None:
        self._rows = store.ledger_rows
        self._settings = store.settings
        self._clock = clock
        self._looked: int | None = None  # the last event when this run first looked
        self._own: set[str] = set()  # entries that this run opened or moved
        self.received: dict[str, None] = {}  # receipts that this run was given, each once
        self.warnings: dict[str, None] = {}  # what the user must know of the ledger, each once

    @property
    def has_grown(self) -> bool:
        """Whether this run added anything."""
        return bool(self._own)

    def open(
        self,
        kind: SubmissionKind,
        account: str,
        subject: str,
        payload: Mapping[str, object],
        cells: object,
        basis: str = "",
        circumstances: Mapping[str, str] | None = None,
    ) -> Entry:
        """Write the intent down, durably, under a fresh idempotency key.

        ``subject`` names what is submitted (bureau, unit number, period), ``basis`` on top of
        what; the revision counts the entries of one subject on one basis. The key covers the
        payload's digest as well: two desktops that know nothing of each other get one key, so
        one receipt, for the same content and never the other's receipt for their own.

        Raises: UnsettledError while an earlier entry of the subject has no final word, and
        OvertakenError when one got its final word after ``unsettled`` or ``list`` was first
        called: a double click, whose second half has not seen what the first one did. The basis
        does not count there: the first half may just have changed it.
        """
        payload_text = canonical_json(payload)
        cells_text = canonical_json(cells)
        with self._rows.appending() as end:
            named = f"{subject}{BASIS}{basis}" if basis else subject
            revision = 1
            for earlier in end.of_subject(kind.value, account, subject, BASIS):
                if earlier.state in UNSETTLED:
                    raise UnsettledError(earlier.entry_id, State(earlier.state))
                if self._is_news(earlier):
                    raise OvertakenError(earlier.entry_id)
                if earlier.subject == named:
                    revision = earlier.revision + 1
            payload_digest = digest(payload_text)
            row = EntryRow(
                entry_id=uuid.uuid4().hex,
                key=_key(kind, account, named, revision, payload_digest),
                kind=kind.value,
                account=account,
                subject=named,
                revision=revision,
                created_at=self._now(),
                digest=payload_digest,
                payload=payload_text,
                cells=cells_text,
                circumstances=canonical_json(circumstances) if circumstances else None,
            )
            end.add_entry(row)
            self._own.add(row.entry_id)
            return entry_of(row, self._append(end, row, Event.OPENED, State.INTENT))

    def mark_sent(self, entry: Entry) -> Entry:
        """Note that a request leaves now."""
        return self._move(entry, Event.SENT)

    def mark_unknown(self, entry: Entry, message: str = "") -> Entry:
        """Note that there is no receipt, and what came instead; the bureau may hold it."""
        return self._move(entry, Event.LOST, message=message)

    def mark_recorded(self, entry: Entry, receipt_no: str, answer: str | None = None) -> Entry:
        """Note that the bureau holds the submission under this receipt, by its signed answer."""
        self.received[receipt_no] = None
        return self._move(entry, Event.RECORDED, receipt_no=receipt_no, answer=answer)

    def mark_refused(self, entry: Entry, message: str, answer: str | None = None) -> Entry:
        """Note that the bureau said no, in its words, and holds nothing, by its signed answer."""
        return self._move(entry, Event.REFUSED, message=message, answer=answer)

    def mark_closed(self, entry: Entry, answer: str | None = None) -> Entry:
        """Note that the bureau holds nothing under this key and never will."""
        return self._move(entry, Event.CLOSED, answer=answer)

    def anchor(self, entry: Entry) -> str:
        """Return where the ledger stood at the entry's last event, as a bureau is told it."""
        return f"{self._name()}:{entry.seq}:{entry.head}"

    def notice(self, anchor: str) -> None:
        """Warn when the bureau had an anchor of this ledger that does not stand in it."""
        name, _, place = anchor.partition(":")
        seq, _, known = place.partition(":")
        if not seq.isdecimal() or name != self._name():
            return
        event = self._rows.event_at(int(seq))
        is_here = event is not None and event.row_hash == known
        if not is_here and self._settings.get(f"{JOINED}{known}") is None:
            self.warnings[rolled_back(int(seq))] = None

    def unsettled(self, account: str, kind: SubmissionKind | None = None) -> Entries:
        """Return every entry without a final word, oldest first; empty when all is settled."""
        self._look()
        found = self._rows.find(account=account, kind=_value(kind), states=UNSETTLED)
        return [entry_of(*pair) for pair in found]

    def last(self, kind: SubmissionKind | None = None) -> Entry:
        """Return the entry that was opened last.

        Raises: NoEntryError when there is none.
        """
        pair = self._rows.newest(_value(kind))
        if pair is None:
            raise NoEntryError(f"last of {_value(kind) or 'any kind'}")
        return entry_of(*pair)

    def of_receipt(self, receipt_no: str) -> Entry | None:
        """Return the newest entry with this receipt; None when there is none."""
        pair = self._rows.of_receipt(receipt_no)
        return None if pair is None else entry_of(*pair)

    def tell_same(self, entry: Entry) -> None:
        """Let the run know of receipts that the same content got earlier that day.

        Whoever is refused because of them, after a click whose end nobody saw, must not read that
        nothing changed.
        """
        found = self._rows.find(
            account=entry.account, kind=entry.kind.value, states=(State.RECORDED,)
        )
        for row, last in found:
            is_same = (row.digest, _day_of(row.circumstances)) == (
                entry.digest,
                _day_of(entry.circumstances),
            )
            if is_same and last.receipt_no:
                self.received[last.receipt_no] = None

    def knows(self, receipt: Receipt) -> bool:
        """Whether a receipt already is that of an entry here."""
        return self._rows.has_receipt(receipt.kind.value, receipt.key, receipt.receipt_no)

    def list(self, account: str) -> Entries:
        """Return every entry of the employer, oldest first."""
        self._look()
        return [entry_of(*pair) for pair in self._rows.find(account=account)]

    def check_new(self) -> None:
        """Verify what was added since the last check; warn of what does not hold."""
        for fault in new_faults(self._rows, self._settings):
            self.warnings[fault] = None

    def verify(self) -> EntryIds:
        """Return the ids of entries whose rows were edited or lost; empty when all is well."""
        with self._rows.history() as (entries, events):
            return broken_entries(entries, events)

    def head(self) -> str:
        """Return the last hash of the chain, to be kept where the store's owner cannot edit."""
        with self._rows.appending() as end:
            last = end.last_event()
        return GENESIS if last is None else last.row_hash

    def _look(self) -> None:
        """Remember where the ledger ended at the first look; what came later may go unnoticed."""
        if self._looked is None:
            self._looked = self._rows.last_seq()

    def _is_news(self, earlier: EarlierEntry) -> bool:
        return (
            self._looked is not None
            and earlier.seq > self._looked
            and earlier.entry_id not in self._own
        )

    def _name(self) -> str:
        first = self._rows.event_at(1)
        return (GENESIS if first is None else first.row_hash)[:16]

    def _move(
        self,
        entry: Entry,
        event: Event,
        *,
        receipt_no: str | None = None,
        message: str = "",
        answer: str | None = None,
    ) -> Entry:
        """Move the entry from the state it is stored in, whatever the caller last saw."""
        with self._rows.appending() as end:
            stored = end.newest_of(entry.entry_id)
            if stored is None:
                raise NoEntryError(entry.entry_id)
            row, last = stored
            state = State(last.state)
            after = next_state(state, event)
            if after is None:
                raise IllegalMoveError(entry.entry_id, state, event)
            moved = self._append(
                end, row, event, after, receipt_no=receipt_no, message=message, answer=answer
            )
            self._own.add(entry.entry_id)
            return entry_of(row, moved)

    def _append(
        self,
        end: "LedgerEnd",
        row: EntryRow,
        event: Event,
        state: State,
        *,
        receipt_no: str | None = None,
        message: str = "",
        answer: str | None = None,
    ) -> EventRow:
        before = end.last_event()
        unhashed = EventRow(
            seq=before.seq + 1 if before else 1,
            entry_id=row.entry_id,
            event=event.value,
            state=state.value,
            at=self._now(),
            receipt_no=receipt_no,
            message=message,
            content_hash=content_hash(row),
            previous_hash=before.row_hash if before else GENESIS,
            row_hash="",
            answer=answer,
        )
        hashed = dataclasses.replace(unhashed, row_hash=row_hash(unhashed))
        end.add_event(hashed)
        return hashed

    def _now(self) -> datetime:
        now = self._clock()
        if now.tzinfo is None:
            raise ValueError("the clock gives a time without a zone")
        return now.astimezone(UTC)


def _key(
    kind: SubmissionKind, account: str, subject: str, revision: int, payload_digest: str
) -> str:
    named = canonical_json([kind.value, account, subject, revision, payload_digest])
    return f"{kind.value}-{digest(named)[:40]}"


def _day_of(circumstances: str | None) -> str | None:
    told: str | None = json.loads(circumstances or "{}").get("business_date")
    return told


def _value(kind: SubmissionKind | None) -> str | None:
    return None if kind is None else kind.value
