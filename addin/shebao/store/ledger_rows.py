"""The ledger's rows: read by state, only ever added to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select, text

from shebao.store.database import Keeper
from shebao.store.ledger_values import EarlierEntry, EntryRow, EventRow
from shebao.store.tables import ledger_entry, ledger_event

_LOCK = 0x5348_4C45
_ONE_WRITER = "SELECT pg_advisory_xact_lock(:lock, hashtext(current_schema()))"
_ENTRY_WIDTH = len(ledger_entry.columns)


class LedgerEnd:
    """The end of the ledger while no other process can add to it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last_event(self) -> EventRow | None:
        """Return the newest event of the whole ledger."""
        query = select(ledger_event).order_by(ledger_event.c.seq.desc()).limit(1)
        row = self._connection.execute(query).first()
        return None if row is None else EventRow(*row)

    def newest_of(self, entry_id: str) -> tuple[EntryRow, EventRow] | None:
        """Return the entry with its last event."""
        query = _with_last_event().where(ledger_entry.c.entry_id == entry_id)
        row = self._connection.execute(query).first()
        return None if row is None else _pair(row)

    def of_subject(
        self, kind: str, account: str, subject: str, separator: str
    ) -> list[EarlierEntry]:
        """Return each entry of the subject, by ascending revision, without its long texts.

        A basis may follow the subject after the separator; entries on any basis are returned.
        """
        entry = ledger_entry.c
        query = _with_last_event().where(
            entry.kind == kind,
            entry.account == account,
            (entry.subject == subject)
            | entry.subject.startswith(subject + separator, autoescape=True),
        )
        few = query.with_only_columns(
            entry.entry_id,
            entry.subject,
            entry.revision,
            ledger_event.c.state,
            ledger_event.c.seq,
        ).order_by(entry.revision)
        return [EarlierEntry(*row) for row in self._connection.execute(few)]

    def add_entry(self, entry: EntryRow) -> None:
        """Add the entry; its first event goes into the same transaction."""
        self._connection.execute(insert(ledger_entry), asdict(entry))

    def add_event(self, event: EventRow) -> None:
        """Add the event."""
        self._connection.execute(insert(ledger_event), asdict(event))


class LedgerRows(Keeper):
    """Entries with their last event."""

    @contextmanager
    def appending(self) -> Iterator[LedgerEnd]:
        """Yield the ledger's end; what is added is durable once the block ends.

        Raises: StoreError; nothing was added.
        """
        with self._database.writing() as connection:
            if connection.dialect.name == "postgresql":
                # Readers go on; a second writer waits, as BEGIN IMMEDIATE makes it on SQLite. No
                # lock of the table: that takes the right to change what stands in it.
                connection.execute(text(_ONE_WRITER), {"lock": _LOCK})
            yield LedgerEnd(connection)

    def find(
        self,
        *,
        account: str | None = None,
        kind: str | None = None,
        states: tuple[str, ...] | None = None,
    ) -> list[tuple[EntryRow, EventRow]]:
        """Return matching entries with their last events, oldest first."""
        query = _with_last_event().order_by(_FIRST_SEQ)
        if account is not None:
            query = query.where(ledger_entry.c.account == account)
        if kind is not None:
            query = query.where(ledger_entry.c.kind == kind)
        if states is not None:
            query = query.where(ledger_event.c.state.in_(states))
        return [_pair(row) for row in self._rows(query)]

    def last_seq(self) -> int:
        """Return the number of the newest event; 0 when there is none."""
        return self._scalar(select(func.max(ledger_event.c.seq))) or 0

    def newest(self, kind: str | None) -> tuple[EntryRow, EventRow] | None:
        """Return the entry that was opened last; None when there is none."""
        return self._first(None if kind is None else ledger_entry.c.kind == kind)

    def of_receipt(self, receipt_no: str) -> tuple[EntryRow, EventRow] | None:
        """Return the newest entry that got this receipt; None when there is none."""
        return self._first(ledger_event.c.receipt_no == receipt_no)

    def has_receipt(self, kind: str, key: str, receipt_no: str) -> bool:
        """Whether an entry was sent under this key, or got this receipt for the same kind."""
        query = (
            select(ledger_entry.c.entry_id)
            .join(ledger_event, ledger_event.c.entry_id == ledger_entry.c.entry_id)
            .where(
                (ledger_entry.c.key == key)
                | ((ledger_entry.c.kind == kind) & (ledger_event.c.receipt_no == receipt_no))
            )
            .limit(1)
        )
        return self._first_row(query) is not None

    def event_at(self, seq: int) -> EventRow | None:
        """Return the event with this number; None when there is none."""
        query = select(ledger_event).where(ledger_event.c.seq == seq)
        row = self._first_row(query)
        return None if row is None else EventRow(*row)

    @contextmanager
    def history(self, after: int = 0) -> Iterator[tuple[Iterator[EntryRow], Iterator[EventRow]]]:
        """Yield the events after a number, by sequence, and their entries, of one moment.

        After 0 that is everything, with entries that have no event at all.
        """
        events = select(ledger_event).where(ledger_event.c.seq > after).order_by(ledger_event.c.seq)
        entries = select(ledger_entry)
        if after:
            moved = select(ledger_event.c.entry_id).where(ledger_event.c.seq > after)
            entries = entries.where(ledger_entry.c.entry_id.in_(moved))
        with self._database.reading() as connection:
            yield (
                (EntryRow(*row) for row in connection.execute(entries)),
                (EventRow(*row) for row in connection.execute(events)),
            )

    def _first(self, condition: ColumnElement[bool] | None) -> tuple[EntryRow, EventRow] | None:
        query = _with_last_event().order_by(_FIRST_SEQ.desc()).limit(1)
        if condition is not None:
            query = query.where(condition)
        row = self._first_row(query)
        return None if row is None else _pair(row)


_SPAN = (
    select(
        ledger_event.c.entry_id,
        func.min(ledger_event.c.seq).label("first_seq"),
        func.max(ledger_event.c.seq).label("last_seq"),
    )
    .group_by(ledger_event.c.entry_id)
    .subquery("span")
)
_FIRST_SEQ = _SPAN.c.first_seq


def _with_last_event() -> Select[tuple[object, ...]]:
    return (
        select(ledger_entry, ledger_event)
        .join(_SPAN, _SPAN.c.entry_id == ledger_entry.c.entry_id)
        .join(ledger_event, ledger_event.c.seq == _SPAN.c.last_seq)
    )


def _pair(row: Row[tuple[object, ...]]) -> tuple[EntryRow, EventRow]:
    values: list[object] = list(row)
    return EntryRow(*values[:_ENTRY_WIDTH]), EventRow(*values[_ENTRY_WIDTH:])  # type: ignore[arg-type]
