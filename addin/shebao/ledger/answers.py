"""The bureau's signed answers: whether they are about a submission, and what they prove of it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from shebao.contract.certificates import SigningKey
from shebao.contract.submissions import Receipt, SettledState, Settlement, signed_words
from shebao.ledger.entry import Entry
from shebao.rules.signature import signature_fault
from shebao.store.ledger_values import EntryRow, EventRow

Answer = Receipt | Settlement
KeysOf = Callable[[str], Sequence[SigningKey]]  # by a bureau's address; empty for a stranger
NOT_OURS = "说的是另一笔提交"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a ledger stood when something was sent, as the bureau signed it."""

    ledger: str
    seq: int
    row_hash: str


def read_answer(text: str) -> Answer:
    """Return the answer that a text is.

    Raises: ValueError when it is none.
    """
    try:
        said = json.loads(text)
        model = Settlement if isinstance(said, dict) and "state" in said else Receipt
        return model.model_validate(said)
    except (ValidationError, RecursionError) as error:
        raise ValueError("not an answer") from error


def receipt_in(answer: Answer) -> Receipt | None:
    """Return the receipt of an answer: its own, or one of the same content under another key."""
    if isinstance(answer, Receipt):
        return answer
    return answer.receipt or (answer.same[0] if answer.same else None)


def anchors_in(answer: Answer) -> list[Anchor]:
    """Return every anchor that an answer names for its sender's ledger."""
    own = receipt_in(answer)
    texts = [answer.anchor] + ([own.anchor, own.previous_anchor] if own else [])
    return [anchor for anchor in map(read_anchor, texts) if anchor]


def read_anchor(text: str) -> Anchor | None:
    """Return the anchor that a text is; None when it is none."""
    parts = text.split(":")
    if len(parts) != 3 or not parts[1].isdecimal():
        return None
    return Anchor(parts[0], int(parts[1]), parts[2])


def answer_fault(answer: Answer, entry: EntryRow | Entry, keys: Sequence[SigningKey]) -> str:
    """Return in words why an answer proves nothing of an entry; empty when it does."""
    if isinstance(answer, Receipt) and answer.digest != entry.digest:
        return NOT_OURS
    if (answer.kind, answer.key) != (entry.kind, entry.key):
        return NOT_OURS
    return unsigned_words(answer, keys)


def unsigned_words(answer: Answer, keys: Sequence[SigningKey]) -> str:
    """Return in words why none of the keys signed an answer; empty when one did."""
    if not keys:
        return "无法核对签名：没有该税务系统的公钥"
    faults = [signature_fault(signed_words(answer), answer.signature, key) for key in keys]
    return "" if "" in faults else faults[0]


def address_of(entry: EntryRow) -> str:
    """Return the address of the bureau that an entry went to; empty in entries from before."""
    return str(json.loads(entry.circumstances or "{}").get("bureau", ""))


def name_of(events: Iterable[EventRow]) -> str:
    """Return the name of the ledger that begins with these events."""
    first = next(iter(events), None)
    return "" if first is None else first.row_hash[:16]


def standing(anchor: Anchor, hashes: Mapping[int, str]) -> bool:
    """Whether the event that an anchor names is there, as it was."""
    return hashes.get(anchor.seq) == anchor.row_hash


def settlement_fault(settlement: Settlement, entry: Entry, key: SigningKey) -> str:
    """Return in words why a final word is none on this entry; empty when it is."""
    fault = answer_fault(settlement, entry, [key])
    if not fault and settlement.state is SettledState.RECORDED and settlement.receipt is not None:
        return answer_fault(settlement.receipt, entry, [key])
    return fault


def receipt_elsewhere(settlement: Settlement, entry: Entry) -> list[Receipt]:
    """Return the receipts of the same content under other keys, as the bureau signed them."""
    return [
        receipt
        for receipt in settlement.same
        if (receipt.kind, receipt.digest) == (entry.kind, entry.digest)
    ]
