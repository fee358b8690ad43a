"""What the user is told when the store fails together with the line."""

from typing import cast

import pytest

from shebao.bureau.client import Bureau
from shebao.bureau.errors import BureauRefusedError, OutcomeUnknownError
from shebao.contract.certificates import SigningKey
from shebao.contract.session import ReauthRequest
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import Receipt, Settlement
from shebao.domain.errors import ShebaoError
from shebao.ledger import Entry, Ledger
from shebao.ledger.send import Parcel, Post, send
from shebao.store import Store
from shebao.store.errors import StoreUnwritableError
from tests.ledger.conftest import Clock

BODY = ReauthRequest(password="x")


class FullDisk(Ledger):
    """Takes the intent, and nothing after it was sent."""

    def mark_unknown(self, entry: Entry, message: str = "") -> Entry:
        raise StoreUnwritableError(f"{entry.entry_id} {message}")

    def mark_refused(self, entry: Entry, message: str, answer: str | None = None) -> Entry:
        raise StoreUnwritableError(f"{entry.entry_id} {message} {answer}")


class Failing:
    """A bureau whose every answer is this error."""

    def __init__(self, error: ShebaoError) -> None:
        self.error = error

    def submit(self, *_: object, **__: object) -> tuple[Receipt, bool]:
        raise self.error

    def settle(self, *_: object, **__: object) -> Settlement:
        raise self.error


@pytest.mark.parametrize(
    "error", [OutcomeUnknownError("entry-1"), BureauRefusedError("DEBT_HELD", "已由他人缴纳")]
)
def test_full_disk_does_not_hide_what_became_of_a_submission(
    store: Store, error: ShebaoError
) -> None:
    """A full disk's "nothing was written, try again" is not what a payer must know now."""
    ledger = FullDisk(store, Clock())
    bureau = cast("Bureau", Failing(error))
    post = Post(ledger, bureau, SigningKey(algorithm="Ed25519", public_key=""))
    parcel = Parcel(SubmissionKind.PAYMENT, "account", "2026-11", BODY, {})

    with pytest.raises(type(error)):
        send(post, parcel)

    assert len(ledger.unsettled("account")) == 1  # so that the next run asks
