"""What the sheets of a workbook held before its last step: one step a workbook, for undoing it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from shebao.store.database import Database
from shebao.store.tables import kept_table


@dataclass(frozen=True, slots=True)
class KeptTable:
    """One sheet as it was before ``step`` (the command's label) wrote it."""

    sheet: str
    step: str
    kept_at: datetime
    content: bytes


class KeptTables:
    """The tables of the last step of each workbook, which its full path names."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, book: str, tables: Sequence[KeptTable]) -> None:
        """Keep the tables of one step in place of the step before."""
        with self._database.writing() as connection:
            connection.execute(delete(kept_table).where(kept_table.c.book == book))
            connection.execute(insert(kept_table), [{"book": book, **asdict(t)} for t in tables])

    def forget(self, book: str) -> None:
        """Keep nothing of the workbook: what it held belongs to another employer now."""
        with self._database.writing() as connection:
            connection.execute(delete(kept_table).where(kept_table.c.book == book))

    def of(self, book: str) -> list[KeptTable]:
        """Return the tables of the last step, by sheet; empty when there was none."""
        query = (
            select(
                kept_table.c.sheet, kept_table.c.step, kept_table.c.kept_at, kept_table.c.content
            )
            .where(kept_table.c.book == book)
            .order_by(kept_table.c.sheet)
        )
        with self._database.reading() as connection:
            return [KeptTable(*row) for row in connection.execute(query)]
