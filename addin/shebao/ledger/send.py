"""One submission from intent to receipt, never sent twice and never lost."""

from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel

from shebao.contract.submissions import Receipt, Settlement, SubmissionKind
from shebao.domain.errors import ShebaoError
from shebao.ledger.errors import IllegalMoveError, StillUnknownError
from shebao.store.errors import StoreError

if TYPE_CHECKING:
    from shebao.ledger import Ledger


class Sender(Protocol):
    """The part of the bureau that takes submissions."""

    def submit(
        self,
        kind: SubmissionKind,
        key: str,
        body: BaseModel,
        *,
        entry_id: str,
        proof: str | None = None,
    ) -> tuple[Receipt, bool]:
        """Send once; also say whether the key was held before."""

    def settle(self, kind: SubmissionKind, key: str) -> Settlement:
        """Ask for the final word on a key."""


def settle_unknown(
    ledger: "Ledger", sender: Sender, account: str, kind: SubmissionKind
) -> list[Receipt]:
    """Ask about every submission of a kind without a final word; afterwards there is none.

    Returns the receipts of those that the bureau holds, oldest first. What it does not hold is
    closed there for good, so that a request still under way cannot arrive later.

    Raises StillUnknownError when it cannot be asked; the entries stay unknown then.
    """
    recovered = []
    for entry in ledger.unsettled(account, kind):
        try:
            settlement = sender.settle(kind, entry.key)
        except ShebaoError as error:
            raise StillUnknownError(entry.entry_id, error.message) from error
        if settlement.receipt is not None:
            ledger.mark_recorded(entry, settlement.receipt.receipt_no)
            recovered.append(settlement.receipt)
        else:
            ledger.mark_closed(entry)
    return recovered


def send(
    ledger: "Ledger",
    sender: Sender,
    kind: SubmissionKind,
    account: str,
    subject: str,
    body: BaseModel,
    cells: object,
    proof: str | None = None,
    basis: str = "",
) -> tuple[Receipt, bool]:
    """Write the intent down, send it once, write the receipt down.

    Also says whether the bureau held the key before: another desk, or this one before it lost its
    store, submitted the same. Nothing new was recorded then, and what is old may be over.

    Raises OutcomeUnknownError when the bureau may hold it: the entry stays unknown and the next
    ``settle_unknown`` asks. Every other error means not recorded, and the entry says refused.
    """
    entry = ledger.open(kind, account, subject, body.model_dump(mode="json"), cells, basis)
    entry = ledger.mark_sent(entry)
    try:
        receipt, is_repeat = sender.submit(
            kind, entry.key, body, entry_id=entry.entry_id, proof=proof
        )
    except ShebaoError as error:
        # Another process may have settled the entry meanwhile; its final word stands. And what
        # became of the submission matters more than a store that cannot note it: the next run asks.
        with suppress(IllegalMoveError, StoreError):
            if error.is_outcome_unknown:
                ledger.mark_unknown(entry)
            else:
                ledger.mark_refused(entry, error.log)
        raise
    # The bureau holds it now. If the store cannot say so, the next run asks and finds out.
    with suppress(IllegalMoveError, StoreError):
        ledger.mark_recorded(entry, receipt.receipt_no)
    return receipt, is_repeat
