"""The ledger: intent before sending, the final word after."""

from shebao.ledger.chain import canonical_json, digest
from shebao.ledger.entry import Entry
from shebao.ledger.errors import (
    IllegalMoveError,
    LedgerError,
    NoEntryError,
    OvertakenError,
    UnsettledError,
)
from shebao.ledger.ledger import Ledger
from shebao.ledger.moves import MOVES, UNSETTLED, Event, State

__all__ = [
    "MOVES",
    "UNSETTLED",
    "Entry",
    "Event",
    "IllegalMoveError",
    "Ledger",
    "LedgerError",
    "NoEntryError",
    "OvertakenError",
    "State",
    "UnsettledError",
    "canonical_json",
    "digest",
]
