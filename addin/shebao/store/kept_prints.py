"""The bytes of prints that a reprint must give again unchanged."""

from datetime import datetime

from sqlalchemy import select

from shebao.store.database import Database
from shebao.store.tables import kept_print
from shebao.store.upsert import insert_missing


class KeptPrints:
    """One PDF for each account, kind of document and number; the first one kept stays."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, account: str, kind: str, number: str, content: bytes, when: datetime) -> None:
        """Keep the bytes, unless some are kept already."""
        row: dict[str, object] = {
            "account": account,
            "kind": kind,
            "number": number,
            "content": content,
            "kept_at": when,
        }
        with self._database.writing() as connection:
            insert_missing(connection, kept_print, [row])

    def load(self, account: str, kind: str, number: str) -> bytes | None:
        """Return the bytes; None when none were kept here."""
        query = select(kept_print.c.content).where(
            kept_print.c.account == account,
            kept_print.c.kind == kind,
            kept_print.c.number == number,
        )
        with self._database.reading() as connection:
            content: bytes | None = connection.scalar(query)
        return content
