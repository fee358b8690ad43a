"""Whether an answer of the bureau is about this very submission, and signed by the bureau."""

from shebao.contract.certificates import SigningKey
from shebao.contract.submissions import Receipt, SettledState, Settlement, signed_words
from shebao.ledger.entry import Entry
from shebao.rules.signature import signature_fault

NOT_OURS = "说的是另一笔提交"


def receipt_fault(receipt: Receipt, entry: Entry, key: SigningKey) -> str:
    """Return in words why a receipt does not end this entry; empty when it does."""
    named = (receipt.kind, receipt.key, receipt.digest)
    if named != (entry.kind, entry.key, entry.digest):
        return NOT_OURS
    return signature_fault(signed_words(receipt), receipt.signature, key)


def settlement_fault(settlement: Settlement, entry: Entry, key: SigningKey) -> str:
    """Return in words why a final word is none on this entry; empty when it is."""
    if (settlement.kind, settlement.key) != (entry.kind, entry.key):
        return NOT_OURS
    if fault := signature_fault(signed_words(settlement), settlement.signature, key):
        return fault
    if settlement.state is SettledState.RECORDED and settlement.receipt is not None:
        return receipt_fault(settlement.receipt, entry, key)
    return ""


def receipt_elsewhere(settlement: Settlement, entry: Entry) -> list[Receipt]:
    """Return the receipts of the same content under other keys, as the bureau signed them."""
    return [
        receipt
        for receipt in settlement.same
        if (receipt.kind, receipt.digest) == (entry.kind, entry.digest)
    ]
