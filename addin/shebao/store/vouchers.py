"""Vouchers as the bureau told them last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from shebao.contract.vouchers import Voucher
from shebao.store.database import Database
from shebao.store.tables import voucher_record
from shebao.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class KeptVoucher:
    """A voucher, and when the bureau told it."""

    voucher: Voucher
    fetched_at: datetime


class Vouchers:
    """The vouchers of an employer, whichever channel printed them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, account: str, vouchers: Sequence[Voucher], when: datetime) -> None:
        """Keep these vouchers as they are now; ``when`` is the time the bureau gave them."""
        with self._database.writing() as connection:
            for voucher in vouchers:
                row: dict[str, object] = {
                    "account": account,
                    "voucher_no": voucher.voucher_no,
                    "body": voucher.model_dump_json(),
                    "fetched_at": when,
                }
                upsert(connection, voucher_record, row)

    def all(self, account: str) -> list[KeptVoucher]:
        """Return every voucher of the employer, the one issued last first."""
        query = select(voucher_record.c.body, voucher_record.c.fetched_at).where(
            voucher_record.c.account == account
        )
        with self._database.reading() as connection:
            kept = [
                KeptVoucher(Voucher.model_validate_json(body), fetched_at)
                for body, fetched_at in connection.execute(query)
            ]
        return sorted(kept, key=lambda k: (k.voucher.issued_at, k.voucher.voucher_no), reverse=True)
