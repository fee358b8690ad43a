"""One submission from intent to receipt, never sent twice and never lost.

Nothing but a signed receipt that names the entry, or the bureau's signed word that it closed the
key, ends an entry. A no may come from whoever stands in between: it is asked about at once.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from shebao.bureau.errors import OutcomeUnknownError, StaleSessionError
from shebao.contract.certificates import SigningKey
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import Receipt
from shebao.domain.errors import ShebaoError
from shebao.domain.fate import Fate
from shebao.ledger.answers import answer_fault, receipt_elsewhere, settlement_fault
from shebao.ledger.chain import canonical_json
from shebao.ledger.entry import Entry
from shebao.ledger.errors import ForeignAnswerError, IllegalMoveError, StillUnknownError
from shebao.store.errors import StoreError

if TYPE_CHECKING:
    from shebao.bureau.client import Bureau
    from shebao.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Post:
    """What submissions go through: the ledger, the bureau, and the key its word is checked by."""

    ledger: "Ledger"
    sender: "Bureau"
    key: SigningKey


@dataclass(frozen=True, slots=True)
class Parcel:
    """One submission as it is to be sent; ``basis`` and ``circumstances`` as in ``Ledger.open``.

    ``same_since``: a day since when the same content may have been received already, from a desk
    or a store that this ledger knows nothing of; asked about before anything is sent.
    """

    kind: SubmissionKind
    account: str
    subject: str
    body: BaseModel
    cells: object
    basis: str = ""
    circumstances: Mapping[str, str] | None = None
    same_since: str = ""


def settle_unknown(post: Post, account: str, kind: SubmissionKind) -> list[Receipt]:
    """Ask about every submission of a kind without a final word; afterwards there is none.

    Returns the receipts of those that the bureau holds, oldest first. What it does not hold is
    closed there for good, so that a request still under way cannot arrive later.

    Raises StillUnknownError when it cannot be asked; the entries stay unknown then.
    """
    recovered = []
    for entry in post.ledger.unsettled(account, kind):
        try:
            receipt, answer = _final_word(post, entry)
        except StaleSessionError:
            raise  # nobody was asked yet: the command begins anew, and asks
        except ShebaoError as error:
            raise StillUnknownError(entry.entry_id, error.what) from error
        if receipt is not None:
            post.ledger.mark_recorded(entry, receipt.receipt_no, answer)
            recovered.append(receipt)
        else:
            post.ledger.mark_closed(entry, answer)
    return recovered


def send(post: Post, parcel: Parcel, proof: str | None = None) -> tuple[Receipt, bool]:
    """Write the intent down, send it once, write the receipt down.

    Also says whether the bureau held it before this: another desk, or this one before it lost its
    store, submitted the same. Nothing new was recorded then, and what is old may be over.

    Raises OutcomeUnknownError when the bureau may hold it: the entry stays unknown and the next
    ``settle_unknown`` asks. Every other error means not recorded: nothing was sent, or the bureau
    said no and closed the key.
    """
    ledger = post.ledger
    if parcel.same_since and (before := _received_before(post, parcel)):
        return before, True
    entry = ledger.mark_sent(_opened(ledger, parcel))
    anchor = ledger.anchor(entry)
    try:
        receipt, is_repeat = post.sender.submit(
            entry.kind, entry.key, parcel.body, entry_id=entry.entry_id, proof=proof, anchor=anchor
        )
    except OutcomeUnknownError as unknown:
        receipt, answer = _ask_at_once(post, entry, unknown)
        is_repeat = True
    except ShebaoError as error:
        with suppress(IllegalMoveError, StoreError):
            ledger.mark_refused(entry, error.log)
            ledger.tell_same(entry)
        raise
    else:
        if fault := answer_fault(receipt, entry, [post.key]):
            raise _not_ours(ledger, entry, ForeignAnswerError(fault, receipt.receipt_no))
        answer = canonical_json(receipt.model_dump(mode="json"))
        if receipt.anchor != anchor:  # another desk's request: have our own ledger signed as well
            with suppress(ShebaoError):
                _, answer = _final_word(post, entry)
    # The bureau holds it now. If the store cannot say so, the next run asks and finds out.
    with suppress(IllegalMoveError, StoreError):
        ledger.mark_recorded(entry, receipt.receipt_no, answer)
        ledger.notice(receipt.previous_anchor)
    # The anchor tells this very request from one of another desk.
    return receipt, receipt.anchor != anchor if receipt.anchor else is_repeat


def _opened(ledger: "Ledger", parcel: Parcel) -> Entry:
    return ledger.open(
        parcel.kind,
        parcel.account,
        parcel.subject,
        parcel.body.model_dump(mode="json"),
        parcel.cells,
        parcel.basis,
        parcel.circumstances,
    )


def _received_before(post: Post, parcel: Parcel) -> Receipt | None:
    """Return the receipt of the same content that this ledger knows nothing of; else None.

    Nothing is sent. Raises ShebaoError when the bureau cannot be asked.
    """
    ledger, entry = post.ledger, _opened(post.ledger, parcel)
    try:
        receipt, answer = _final_word(post, entry, parcel.same_since)
    except ShebaoError as error:
        ledger.mark_closed(entry)  # never sent, so nothing is held under its key
        error.fate = Fate.NOT_RECORDED
        raise
    if receipt is None:
        ledger.mark_closed(entry, answer)
        return None
    ledger.mark_recorded(entry, receipt.receipt_no, answer)
    ledger.notice(receipt.previous_anchor)
    return receipt


def _not_ours(ledger: "Ledger", entry: Entry, foreign: ForeignAnswerError) -> OutcomeUnknownError:
    """Note that a foreign receipt came; on this line nothing more is asked."""
    with suppress(IllegalMoveError, StoreError):
        ledger.mark_unknown(entry, foreign.log)
    return OutcomeUnknownError(entry.entry_id, foreign)


def _ask_at_once(post: Post, entry: Entry, unknown: OutcomeUnknownError) -> tuple[Receipt, str]:
    """Return the receipt of a submission to which something said no although it arrived.

    Raises the no, once the bureau has closed the key; ``unknown`` when it cannot be asked, or when
    no answer came at all: that line is asked by the next run.
    """
    said = unknown.said
    try:
        if said is None:
            raise unknown
        receipt, answer = _final_word(post, entry)
    except ShebaoError as error:
        # Another process may have settled the entry meanwhile; its final word stands. And what
        # became of the submission matters more than a store that cannot note it: the next run asks.
        with suppress(IllegalMoveError, StoreError):
            post.ledger.mark_unknown(entry, unknown.log)
        raise unknown from error
    if receipt is not None:
        return receipt, answer
    with suppress(IllegalMoveError, StoreError):
        post.ledger.mark_refused(entry, said.log, answer)
        post.ledger.tell_same(entry)
    said.fate = Fate.NOT_RECORDED
    raise said from unknown


def _final_word(post: Post, entry: Entry, same_since: str = "") -> tuple[Receipt | None, str]:
    """Return the receipt that the bureau holds for an entry, and its signed answer as it stands.

    Without a receipt the key is closed. What came under another key with the same content counts
    as received, unless the ledger knows it as another submission's.

    Raises ShebaoError when the bureau cannot be asked, or when its word is about something else.
    """
    ledger = post.ledger
    circumstances = json.loads(entry.circumstances or "{}")
    settlement = post.sender.settle(
        entry.kind,
        entry.key,
        digest=entry.digest,
        since=same_since or circumstances.get("business_date"),
        anchor=ledger.anchor(entry),
    )
    if fault := settlement_fault(settlement, entry, post.key):
        raise ForeignAnswerError(fault, entry.entry_id)
    receipt = settlement.receipt
    if receipt is None:
        elsewhere = receipt_elsewhere(settlement, entry)
        unknown = [one for one in elsewhere if not ledger.knows(one)]
        receipt = unknown[0] if unknown else None
    return receipt, canonical_json(settlement.model_dump(mode="json"))
