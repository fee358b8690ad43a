"""What files of the official client told, by employer, kind and name: JSON of the rules' values."""

import json
import zlib
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from shebao.store.database import Database
from shebao.store.tables import client_document
from shebao.store.upsert import upsert


class ClientDocuments:
    """The newest document of each kind and name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, account: str, kind: str, name: str, body: object, read_at: datetime) -> None:
        """Keep a document in place of the earlier one of its name."""
        content = zlib.compress(json.dumps(body, ensure_ascii=False).encode())
        row: dict[str, object] = {
            "account": account,
            "kind": kind,
            "name": name,
            "body": content,
            "read_at": read_at,
        }
        with self._database.writing() as connection:
            upsert(connection, client_document, row)

    def of(self, account: str, kind: str, name: str) -> Any | None:
        """Return one document; None when there is none."""
        table = client_document.c
        query = select(table.body).where(
            table.account == account, table.kind == kind, table.name == name
        )
        with self._database.reading() as connection:
            content = connection.scalar(query)
        return None if content is None else json.loads(zlib.decompress(content))

    def names(self, account: str, kind: str) -> list[str]:
        """Return the names of a kind, in their order."""
        table = client_document.c
        query = select(table.name).where(table.account == account, table.kind == kind)
        with self._database.reading() as connection:
            return list(connection.scalars(query.order_by(table.name)))

    def forget(self, account: str, kind: str, name: str) -> None:
        """Leave nothing of one document."""
        table = client_document.c
        with self._database.writing() as connection:
            connection.execute(
                delete(client_document).where(
                    table.account == account, table.kind == kind, table.name == name
                )
            )
