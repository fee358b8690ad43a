"""A ledger whose submissions a real sandbox took and signed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shebao.bureau.client import Bureau
from shebao.bureau.transport import Transport
from shebao.contract.certificates import SigningKey
from shebao.contract.payments import PaymentRequest
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import Receipt
from shebao.contract.unit_links import UnitLinkRequest
from shebao.domain.login_name import LoginName
from shebao.ledger import Ledger
from shebao.ledger.send import Parcel, Post, send, settle_unknown
from shebao.sandbox.bureau import Settings
from shebao.sandbox.database import data_url
from shebao.store import Store
from tests.ledger.conftest import Clock
from tests.sandbox.running import Desk, confirmation, running

ADDRESS = "https://bureau.example"
CIRCUMSTANCES = {"bureau": ADDRESS, "business_date": "2026-11-10", "rule_version": "1", "user": ""}


@dataclass
class Clerk:
    """Files and pays through the client, into a ledger."""

    desk: Desk
    bureau: Bureau
    store: Store
    key: SigningKey

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.store, Clock())

    def keys_of(self, _address: str) -> Sequence[SigningKey]:
        return [self.key]

    def file(self, ledger: Ledger | None = None) -> Receipt:
        body = confirmation(self.desk.bills())
        cells = {"sheet": "待申报", "bills": {bill.bill_no: bill.revision for bill in body.bills}}
        kind = SubmissionKind.PREMIUM_FILING
        return self._send(Parcel(kind, "A1", "2026-11", body, cells, "", CIRCUMSTANCES), ledger)

    def pay(self) -> Receipt:
        body: PaymentRequest = self.desk.payment()
        cells = {"sheet": "费款缴纳", "debts": body.debt_nos}
        kind = SubmissionKind.PAYMENT
        return self._send(Parcel(kind, "A1", "2026-11", body, cells, "", CIRCUMSTANCES))

    def link(self, ledger: Ledger) -> Receipt:
        order = {"tax_id": self.desk.seeded.tax_id, "insurances": ["410"]}
        unit_no = self.desk.control("unit-numbers", **order)["unit_no"]
        body, cells = UnitLinkRequest(unit_nos=[unit_no]), {"unit_nos": [unit_no]}
        kind = SubmissionKind.UNIT_LINK
        return self._send(Parcel(kind, "A1", "2026-11-10", body, cells, "", CIRCUMSTANCES), ledger)

    def settle(self, kind: SubmissionKind) -> list[Receipt]:
        return settle_unknown(Post(self.ledger, self.bureau, self.key), "A1", kind)

    def _send(self, parcel: Parcel, ledger: Ledger | None = None) -> Receipt:
        proof = self.bureau.reauth()
        receipt, _ = send(Post(ledger or self.ledger, self.bureau, self.key), parcel, proof)
        return receipt


@contextmanager
def clerk_at(folder: Path, store: Store) -> Iterator[Clerk]:
    """A clerk at a sandbox of one employer, until the block ends."""
    with running(Settings(data_url(folder / "bureau"))) as sandbox:
        desk = sandbox.admit()
        transport = Transport(sandbox.url, 30)

        def password(_: LoginName) -> str:
            return desk.seeded.first_password

        bureau = Bureau(transport, LoginName(desk.seeded.tax_id), password, password)
        try:
            yield Clerk(desk, bureau, store, bureau.signing_key())
        finally:
            transport.close()


def stranger(_address: str) -> Sequence[SigningKey]:
    """Nobody is trusted."""
    return []
