"""The lines per employee of premium filings, downloaded once: a filing never changes."""

import json
import zlib
from typing import Any

from sqlalchemy import select

from shebao.store.database import Database
from shebao.store.tables import filing_detail
from shebao.store.upsert import upsert

Line = dict[str, Any]  # texts and whole numbers by field


class FilingDetails:
    """Lines by employer and filing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, account: str, filing_no: str, lines: list[Line]) -> None:
        """Keep all lines of one filing."""
        content = zlib.compress(json.dumps(lines, ensure_ascii=False).encode())
        row: dict[str, object] = {"account": account, "filing_no": filing_no, "lines": content}
        with self._database.writing() as connection:
            upsert(connection, filing_detail, row)

    def of(self, account: str, filing_no: str) -> list[Line] | None:
        """Return the lines of one filing; None when they were never downloaded."""
        query = select(filing_detail.c.lines).where(
            filing_detail.c.account == account, filing_detail.c.filing_no == filing_no
        )
        with self._database.reading() as connection:
            content = connection.scalar(query)
        return None if content is None else list(json.loads(zlib.decompress(content)))
