"""An entry of the ledger, as the rest of the add-in sees it."""

from dataclasses import dataclass, field
from datetime import datetime

from shebao.contract.submission_table import SubmissionKind
from shebao.ledger.moves import State
from shebao.store.ledger_values import EntryRow, EventRow


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
