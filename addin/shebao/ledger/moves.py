"""The legal moves of an entry, written once, and the entry as its last one left it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shebao.contract.submission_table import SubmissionKind
from shebao.store.ledger_values import EntryRow, EventRow


class State(StrEnum):
    """How far an entry has come."""

    INTENT = "intent"  # written down; the bureau may or may not have been asked
    SENT = "sent"  # a request is on its way
    UNKNOWN = "unknown"  # the answer was lost; the bureau may hold it
    RECORDED = "recorded"  # the bureau holds it and gave a receipt
    REFUSED = "refused"  # the bureau said no; it holds nothing
    CLOSED = "closed"  # the bureau holds nothing under this key and never will


class Event(StrEnum):
    """What happens to an entry."""

    OPENED = "opened"
    SENT = "sent"
    LOST = "lost"
    RECORDED = "recorded"
    REFUSED = "refused"
    CLOSED = "closed"


# (state, event, next state); None is an entry that does not exist yet. Every other pair is
# illegal: above all nothing leaves a final state, and nothing unknown is sent again, it is
# asked about until the bureau has said "recorded" or "closed".
MOVES: tuple[tuple[State | None, Event, State], ...] = (
    (None, Event.OPENED, State.INTENT),
    (State.INTENT, Event.SENT, State.SENT),
    (State.INTENT, Event.LOST, State.UNKNOWN),  # found at start: the process died in between
    (State.INTENT, Event.RECORDED, State.RECORDED),
    (State.INTENT, Event.CLOSED, State.CLOSED),
    (State.SENT, Event.LOST, State.UNKNOWN),
    (State.SENT, Event.RECORDED, State.RECORDED),
    (State.SENT, Event.REFUSED, State.REFUSED),
    (State.SENT, Event.CLOSED, State.CLOSED),
    (State.UNKNOWN, Event.LOST, State.UNKNOWN),  # the question's answer was lost as well
    (State.UNKNOWN, Event.RECORDED, State.RECORDED),
    (State.UNKNOWN, Event.REFUSED, State.REFUSED),
    (State.UNKNOWN, Event.CLOSED, State.CLOSED),
)

UNSETTLED = (State.INTENT, State.SENT, State.UNKNOWN)

WORDS = {
    State.INTENT: "待发送",
    State.SENT: "已发送",
    State.UNKNOWN: "未知",
    State.RECORDED: "已受理",
    State.REFUSED: "被拒绝",
    State.CLOSED: "未受理（已关闭）",
}

_NEXT = {(state, event): after for state, event, after in MOVES}


def next_state(state: State | None, event: Event) -> State | None:
    """Return the state after the event; None when the move is illegal."""
    return _NEXT.get((state, event))


@dataclass(frozen=True, slots=True)
class Entry:
    """One submission: what was written down before sending, and how far it has come.

    ``payload`` and ``cells`` hold wages and id numbers, so the repr leaves them out.
    """

    entry_id: str
    key: str  # the idempotency key, fit for a header
    kind: SubmissionKind
    account: str
    subject: str
    revision: int  # 1 for the first entry of its subject
    created_at: datetime
    digest: str  # SHA-256 of ``payload``, in hex
    payload: str = field(repr=False)  # canonical JSON
    cells: str = field(repr=False)  # canonical JSON of the sheet's cells that made it
    state: State
    receipt_no: str | None
    message: str  # the bureau's words when refused
    circumstances: str | None = None  # canonical JSON: bureau, user, business date, rule version
    seq: int = 0  # of its last event
    head: str = ""  # the hash of its last event


def entry_of(row: EntryRow, event: EventRow) -> Entry:
    """Return the entry as its last event left it."""
    return Entry(
        entry_id=row.entry_id,
        key=row.key,
        kind=SubmissionKind(row.kind),
        account=row.account,
        subject=row.subject,
        revision=row.revision,
        created_at=row.created_at,
        digest=row.digest,
        payload=row.payload,
        cells=row.cells,
        state=State(event.state),
        receipt_no=event.receipt_no,
        message=event.message,
        circumstances=row.circumstances,
        seq=event.seq,
        head=event.row_hash,
    )
