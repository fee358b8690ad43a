"""A process of its own that writes into a ledger; see the tests that start it."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from shebao.contract.submission_table import SubmissionKind
from shebao.ledger import Ledger, UnsettledError
from shebao.store import Store, open_shared_store, open_store
from tests.patience import PATIENCE_SECONDS


def opened(where: str) -> Store:
    if where.startswith("postgresql:"):
        return open_shared_store(where, bytes(range(32)))
    return open_store(Path(where), bytes(range(32)))


def now() -> datetime:
    return datetime.now(UTC)


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def hang(where: str) -> None:
    """Open one entry, say so, and wait to be killed."""
    entry = Ledger(opened(where), now).open(SubmissionKind.PAYMENT, "T1", "死前", {"a": 1}, [])
    say(entry.entry_id, entry.key)
    time.sleep(PATIENCE_SECONDS)


def append(where: str, prefix: str) -> None:
    """Walk many entries to the end, on a store that another process may just be creating."""
    ledger = Ledger(opened(where), now)
    for number in range(25):
        entry = ledger.open(SubmissionKind.PAYMENT, "T1", f"{prefix}{number}", {"n": number}, [])
        ledger.mark_recorded(ledger.mark_sent(entry), f"R-{prefix}{number}")


def compete(where: str) -> None:
    """Open the same subjects as the other process and say which ones were won."""
    ledger = Ledger(opened(where), now)
    for number in range(25):
        try:
            ledger.open(SubmissionKind.PAYMENT, "T1", f"S{number}", {"n": number}, [])
        except UnsettledError:
            continue
        say(number)


if __name__ == "__main__":
    actions: dict[str, Callable[..., None]] = {"hang": hang, "append": append, "compete": compete}
    actions[sys.argv[1]](*sys.argv[2:])
